# Written by tools/generate.py from io.sparkdeepfm.DeepFMClassifier.
# Edit that and run src/test/python/run.sh generate.

from collections.abc import Sequence
from typing import TypeVar

from sparkdeepfm._generated import choices
from sparkdeepfm._generated.checkpoint_setters import CheckpointSetters
from sparkdeepfm._generated.classification_setters import ClassificationSetters
from sparkdeepfm._keywords import keywords

P = TypeVar("P", bound="DeepFMClassifierParams")


class DeepFMClassifierParams(
    ClassificationSetters,
    CheckpointSetters,
):
    """Trains a DeepFM (Guo et al. 2017): a factorization machine and a multilayer
    perceptron over shared embeddings, for labels 0 and 1.

    Reads a features vector from ``FieldAssembler``, or any MLlib vector with
    ``fieldSizes``. Rows with missing or unknown values are ordinary rows; a label that
    is not 0 or 1, a negative weight or a value that is not finite is an
    ``IllegalArgumentException`` before training begins.

    With an initial model (``setInitialModel`` or ``initialModelPath``) training goes on
    from its parameters; optimizer state starts afresh. The model must have the shape of
    this one: the same fields in the same order, the same Params of the shape but
    dropout, and no larger tables. Further rows of larger tables are drawn from the
    seed. Row r of a table goes on as row r, so an index must still mean the same value:
    extend the old vocabularies (``VocabularyIndexer.setInitialModel``), hash into the
    same number of buckets, and take fitted scalers over. A VocabularyIndexer that is
    fitted anew permutes the indices, which nothing can find out here: the model would
    begin with the embeddings of other values.

    Parameters
    ----------
    activation : str, default "relu"
        activation of the hidden layers (one of relu, tanh, sigmoid, leakyRelu, prelu)
    aggregationDepth : int, default 2
        with engine dl4j: depth of the tree in which executors add up the workers' parameters;
        1: the driver adds up all
    averageOptimizerState : bool, default True
        with engine dl4j: whether the workers' optimizer states are averaged with the
        parameters and sent out again, rather than begun anew in every averaging round; false:
        less exchange, slower learning
    averaging : str, default "parameters"
        what is averaged over the workers: parameters, after averagingFrequency steps of each;
        or, with engine cpu or cuda, gradients, in every step, so that all together learn as
        one worker does from numWorkers times batchSize examples per step, at the cost of a
        Spark job per step; without effect with one worker (one of parameters, gradients)
    averagingFrequency : int, default 100
        steps of each worker between two averagings of the parameters, at least 1; larger: less
        exchange, replicas that drift further apart; without effect with one worker, an error
        with averaging gradients
    batchNorm : bool, default False
        whether hidden layers are linear, batch norm, activation, dropout instead of linear,
        activation, dropout
    batchSize : int, default 1024
        examples per step per worker, at least 1; larger: faster epochs, fewer steps
    checkpointDir : str, optional
        directory, on a file system that driver and executors share, for the checkpoints of
        this one training, of which the last two are kept; lost workers then go on from the
        last one, with the same outcome as without the loss; with engine cpu or cuda; unset: no
        checkpoints
    checkpointInterval : int, default 1
        epochs or rounds, as checkpointUnit says, from one checkpoint to the next, at least 1
    checkpointUnit : str, default "epochs"
        what checkpointInterval counts: epochs; or rounds, that is averagings or, with one
        worker, stretches of some 260,000 examples, for epochs that last long (one of epochs,
        rounds)
    cudaDevice : int, default 0
        with engine or scoringEngine cuda in local mode: number of the GPU, from 0; on a
        cluster Spark gives each task its own
    deep : str, default "mlp"
        what a hidden layer computes before batch norm and activation: mlp, a linear function
        of its input; final, of which one half is multiplied by the other, element by element,
        for interactions of any order at the cost of the mlp: even hiddenUnits, and best with
        batchNorm (one of mlp, final)
    deepInput : str, default "fields"
        what the MLP reads: the vectors of all fields side by side, or the sum of their
        products two by two, element by element, as in Neural FM; without effect if hiddenUnits
        is empty (one of fields, biInteraction)
    dropoutRate : float, default 0.0
        probability in [0, 1) with which a hidden unit is dropped in a training step; higher:
        less overfitting, slower learning
    earlyStoppingPatience : int, default 2
        epochs in a row that the validation rows do not find better, after which training
        stops; 0: it goes on to numEpochs; needs validation rows
    embeddingDim : int, default 16
        floats per embedding, at least 1; memory and time of the embeddings grow with it
    embeddingDropoutRate : float, default 0.0
        probability in [0, 1) with which a number that the MLP reads is dropped in a training
        step; the first- and second-order terms see all; without effect if hiddenUnits is empty
    embeddingInitScale : float, default 0.01
        standard deviation of embeddingInitializer normal, half width of uniform, above 0; not
        used by glorotNormal and glorotUniform, and must not be set with them
    embeddingInitializer : str, default "normal"
        distribution of the initial embeddings: of scale embeddingInitScale, or by Glorot,
        whose scale follows from the numbers of rows and columns of the table (one of normal,
        uniform, glorotNormal, glorotUniform)
    embeddingLearningRate : float, optional
        step size of embeddings and first-order weights, above 0; unset: learningRate
    embeddingOptimizer : str, optional
        update rule of embeddings and first-order weights; unset: optimizer (one of adam,
        adamW, adagrad, rowWiseAdagrad, proximalAdagrad, ftrl, sgd)
    engine : str, default "cpu"
        what trains the model (one of cpu, cuda, dl4j)
    explainCol : str, default ""
        column for the terms that the logit, or a regressor's output, is the sum of: bias,
        firstOrder by field, secondOrder by pair of fields, deep for the rest; it must not
        exist yet; empty: none
    featuresCol : str, default "features"
        features column name
    fieldSizes : list[int], optional
        number of features of each field, in the order of the vector, for a features column
        without field metadata; 1 for a numeric field
    firstOrder : bool, default True
        whether the first-order term, a weight for each feature, is part of the model
    firstOrderInitializer : str, default "zero"
        initial first-order weights: 0, or drawn as the embeddings are; without effect if
        firstOrder is false (one of zero, sameAsEmbedding)
    head : str, default "sum"
        how first order, second order and MLP become the logit: added up, or with learned
        coefficients (one of sum, weighted)
    hiddenUnits : list[int], default [400, 400, 400]
        widths of the hidden layers, each at least 1; empty for no deep part, which leaves a
        factorization machine, or logistic regression if secondOrder is false too
    initialAccumulator : float, default 0.1
        sum of squared gradients with which adagrad, rowWiseAdagrad and proximalAdagrad begin,
        above 0; smaller: larger first steps
    initialModelPath : str, optional
        path of a saved model of the same kind, or of a saved PipelineModel whose last one is
        meant, that the training goes on from; unset: from the seed
    interaction : str, default "feature"
        what the second-order term, and the MLP if it reads products, pair up: every two
        features, or every two pooled fields; the same where each field has one value (one of
        feature, field)
    l1 : float, default 0.0
        strength λ of the penalty λ‖W‖₁ on all embeddings and first-order weights, added to the
        loss of every step, at least 0; with proximalAdagrad and ftrl weights become exactly 0
    l2 : float, default 0.0
        strength λ of the penalty (λ/2)·‖W‖² on all embeddings and first-order weights, added
        to the loss of every step, at least 0; higher: less overfitting to rare features
    labelCol : str, default "label"
        label column name
    learningRate : float, default 0.001
        step size before any schedule, above 0; higher: faster, until the loss diverges
    learningRateSchedule : str, default "plateau"
        how the learning rates fall: plateau, by plateauFactor after plateauPatience epochs
        without a better validationMetric (constant where there are no validation rows); linear
        or cosine, step by step towards 0 at the end of numEpochs (one of constant, plateau,
        linear, cosine)
    matmulPrecision : str, default "auto"
        precision of the factors in the matrix products of training and, set on a model, of
        scoring; bfloat16 is several times faster on processors that multiply it (AMX,
        AVX512-BF16) and as float32 on others; tf32 is for GPUs, with engine cuda, and as
        float32 where processors score; sums and parameters are float32 always. auto is
        bfloat16 where the driver's processor multiplies it, a hidden layer has 256 units or
        more and the engine is cpu, else float32, and a trained model says which; set float32
        for the same model on every processor (one of float32, tf32, bfloat16, auto)
    maxGradientNorm : float, default 0.0
        norm to which a longer gradient of a step is cut, over all parameters together and
        without penalties, at least 0; 0: never; a step then holds the gradients of all
        vocabularies' rows at a time
    minLearningRate : float, default 1e-06
        learning rate, above 0, under which no schedule goes after the warm-up
    mlpInitializer : str, default "glorotNormal"
        distribution of the initial weights of the MLP; He's variance is about twice that of
        Glorot, for layers of ReLUs (one of glorotNormal, glorotUniform, heNormal, heUniform)
    mlpL2 : float, default 0.0
        strength λ of the penalty (λ/2)·‖W‖² on the weight matrices of the MLP, biases left
        out, at least 0
    momentum : float, default 0.9
        momentum of sgd in [0, 1); the other optimizers have none
    negativeSamplingRate : float, default 1.0
        part in (0, 1] of the training rows with label 0, chosen by seed, that is trained on;
        the probabilities are corrected for it
    numEpochs : int, default 5
        passes over the training rows at most, at least 1
    numWorkers : int, default 0
        training tasks, each with a replica of the parameters; 0: one per executor, and one in
        local mode
    optimizer : str, default "adam"
        update rule of layers and embeddings; adamW decouples the penalty from the gradient,
        proximalAdagrad and ftrl apply it in a proximal step and make weights exactly 0 under
        l1, rowWiseAdagrad keeps one accumulator per embedding (one of adam, adamW, adagrad,
        rowWiseAdagrad, proximalAdagrad, ftrl, sgd)
    penaltyMode : str, default "auto"
        when l1 and l2 act on embedding rows without data in a step: eager, in every step;
        lazy, before the row is next read, close to eager at the cost of the rows read; auto,
        eager for vocabularies of up to 65536 rows and lazy for larger; touched, never, as
        sparse optimizers elsewhere do (one of auto, eager, lazy, touched)
    plateauFactor : float, default 0.1
        factor in (0, 1] by which the learning rates fall at a plateau
    plateauPatience : int, default 1
        epochs in a row without a better validationMetric, at least 1, after which the learning
        rates fall, with the schedule plateau; less than earlyStoppingPatience, or training
        stops first
    pooling : str, default "sum"
        how several values of a field become one vector, for fields whose pooling the assembler
        left open (one of sum, mean, sqrtn)
    positiveWeight : float, default 1.0
        factor above 0 of the weights of rows with label 1, in loss, averaging and metrics;
        moves the probabilities away from the observed rates
    predictionCol : str, default "prediction"
        prediction column name
    probabilityCol : str, default "probability"
        Column name for predicted class conditional probabilities. Note: Not all models output
        well-calibrated probability estimates! These probabilities should be treated as
        confidences, not precise probabilities
    rawPredictionCol : str, default "rawPrediction"
        raw prediction (a.k.a. confidence) column name
    recipe : str, default "none"
        what the Params that are not set are: none, their defaults; auto, chosen by the number
        of training rows, with a tenth of the rows held out for validation unless the
        validation rows are named (one of none, auto)
    resume : bool, default False
        whether to go on from the newest checkpoint in checkpointDir, if there is one, rather
        than refuse to train where there is; the data, the other Params and the number of
        workers and threads must be the same
    scoringEngine : str, default "cpu"
        what computes the predictions of transform: cpu, or cuda, the NVIDIA GPU that Spark
        gives each task or, in local mode, that of cudaDevice; single vectors are always scored
        by the processor (one of cpu, cuda)
    secondHiddenUnits : list[int], default []
        widths of the hidden layers of a second tower beside hiddenUnits, each at least 1: the
        deep part is the mean of both, and each also learns from the prediction of the whole,
        at the cost of both; empty for none
    secondOrder : bool, default True
        whether the second-order term, products of embeddings two by two, is part of the model
    seed : int, default 42
        seed of initial parameters, order of examples and dropout; the same seed, data, number
        of workers and threads give the same model
    threadsPerWorker : int, default 0
        threads of each worker; 0: the cores of its executor, shared out among its workers
    thresholds : list[float], optional
        Thresholds in multi-class classification to adjust the probability of predicting each
        class. Array must have length equal to the number of classes, with values > 0 excepting
        that at most one value may be 0. The class with largest value p/t is predicted, where p
        is the original probability of that class and t is the class's threshold
    validationFraction : float, default 0.0
        part in [0, 1) of the rows, chosen by seed, that is validated on instead of trained on;
        not together with validationIndicatorCol
    validationIndicatorCol : str, optional
        boolean column that is true in rows that are not trained on but validated on after each
        epoch; unset: see validationFraction
    validationMetric : str, default "aucMinusLogLoss"
        what epochs are compared by, over the validation rows with their weights (one of auc,
        logLoss, aucMinusLogLoss)
    warmupSteps : int, default 0
        steps of a worker in which the learning rates first rise in a straight line, at least 0
    weightCol : str, optional
        numeric column of row weights, at least 0, used in loss, averaging and metrics; unset:
        every row weighs 1
    verbose : bool, default False
        whether fit shows how training goes on, see setVerbose; not saved
    """

    _java_class = "io.sparkdeepfm.DeepFMClassifier"

    @keywords
    def __init__(
        self,
        *,
        activation: choices.Activation = "relu",
        aggregationDepth: int = 2,
        averageOptimizerState: bool = True,
        averaging: choices.Averaging = "parameters",
        averagingFrequency: int = 100,
        batchNorm: bool = False,
        batchSize: int = 1024,
        checkpointDir: str | None = None,
        checkpointInterval: int = 1,
        checkpointUnit: choices.CheckpointUnit = "epochs",
        cudaDevice: int = 0,
        deep: choices.Deep = "mlp",
        deepInput: choices.DeepInput = "fields",
        dropoutRate: float = 0.0,
        earlyStoppingPatience: int = 2,
        embeddingDim: int = 16,
        embeddingDropoutRate: float = 0.0,
        embeddingInitScale: float = 0.01,
        embeddingInitializer: choices.EmbeddingInitializer = "normal",
        embeddingLearningRate: float | None = None,
        embeddingOptimizer: choices.EmbeddingOptimizer | None = None,
        engine: choices.Engine = "cpu",
        explainCol: str = "",
        featuresCol: str = "features",
        fieldSizes: Sequence[int] | None = None,
        firstOrder: bool = True,
        firstOrderInitializer: choices.FirstOrderInitializer = "zero",
        head: choices.Head = "sum",
        hiddenUnits: Sequence[int] | None = None,
        initialAccumulator: float = 0.1,
        initialModelPath: str | None = None,
        interaction: choices.Interaction = "feature",
        l1: float = 0.0,
        l2: float = 0.0,
        labelCol: str = "label",
        learningRate: float = 0.001,
        learningRateSchedule: choices.LearningRateSchedule = "plateau",
        matmulPrecision: choices.MatmulPrecision = "auto",
        maxGradientNorm: float = 0.0,
        minLearningRate: float = 1e-06,
        mlpInitializer: choices.MlpInitializer = "glorotNormal",
        mlpL2: float = 0.0,
        momentum: float = 0.9,
        negativeSamplingRate: float = 1.0,
        numEpochs: int = 5,
        numWorkers: int = 0,
        optimizer: choices.Optimizer = "adam",
        penaltyMode: choices.PenaltyMode = "auto",
        plateauFactor: float = 0.1,
        plateauPatience: int = 1,
        pooling: choices.Pooling = "sum",
        positiveWeight: float = 1.0,
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        recipe: choices.Recipe = "none",
        resume: bool = False,
        scoringEngine: choices.ScoringEngine = "cpu",
        secondHiddenUnits: Sequence[int] | None = None,
        secondOrder: bool = True,
        seed: int = 42,
        threadsPerWorker: int = 0,
        thresholds: Sequence[float] | None = None,
        validationFraction: float = 0.0,
        validationIndicatorCol: str | None = None,
        validationMetric: choices.ValidationMetric = "aucMinusLogLoss",
        warmupSteps: int = 0,
        weightCol: str | None = None,
        verbose: bool = False,
    ) -> None:
        super().__init__()
        self._create()

    @keywords
    def setParams(
        self: P,
        *,
        activation: choices.Activation = "relu",
        aggregationDepth: int = 2,
        averageOptimizerState: bool = True,
        averaging: choices.Averaging = "parameters",
        averagingFrequency: int = 100,
        batchNorm: bool = False,
        batchSize: int = 1024,
        checkpointDir: str | None = None,
        checkpointInterval: int = 1,
        checkpointUnit: choices.CheckpointUnit = "epochs",
        cudaDevice: int = 0,
        deep: choices.Deep = "mlp",
        deepInput: choices.DeepInput = "fields",
        dropoutRate: float = 0.0,
        earlyStoppingPatience: int = 2,
        embeddingDim: int = 16,
        embeddingDropoutRate: float = 0.0,
        embeddingInitScale: float = 0.01,
        embeddingInitializer: choices.EmbeddingInitializer = "normal",
        embeddingLearningRate: float | None = None,
        embeddingOptimizer: choices.EmbeddingOptimizer | None = None,
        engine: choices.Engine = "cpu",
        explainCol: str = "",
        featuresCol: str = "features",
        fieldSizes: Sequence[int] | None = None,
        firstOrder: bool = True,
        firstOrderInitializer: choices.FirstOrderInitializer = "zero",
        head: choices.Head = "sum",
        hiddenUnits: Sequence[int] | None = None,
        initialAccumulator: float = 0.1,
        initialModelPath: str | None = None,
        interaction: choices.Interaction = "feature",
        l1: float = 0.0,
        l2: float = 0.0,
        labelCol: str = "label",
        learningRate: float = 0.001,
        learningRateSchedule: choices.LearningRateSchedule = "plateau",
        matmulPrecision: choices.MatmulPrecision = "auto",
        maxGradientNorm: float = 0.0,
        minLearningRate: float = 1e-06,
        mlpInitializer: choices.MlpInitializer = "glorotNormal",
        mlpL2: float = 0.0,
        momentum: float = 0.9,
        negativeSamplingRate: float = 1.0,
        numEpochs: int = 5,
        numWorkers: int = 0,
        optimizer: choices.Optimizer = "adam",
        penaltyMode: choices.PenaltyMode = "auto",
        plateauFactor: float = 0.1,
        plateauPatience: int = 1,
        pooling: choices.Pooling = "sum",
        positiveWeight: float = 1.0,
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        recipe: choices.Recipe = "none",
        resume: bool = False,
        scoringEngine: choices.ScoringEngine = "cpu",
        secondHiddenUnits: Sequence[int] | None = None,
        secondOrder: bool = True,
        seed: int = 42,
        threadsPerWorker: int = 0,
        thresholds: Sequence[float] | None = None,
        validationFraction: float = 0.0,
        validationIndicatorCol: str | None = None,
        validationMetric: choices.ValidationMetric = "aucMinusLogLoss",
        warmupSteps: int = 0,
        weightCol: str | None = None,
        verbose: bool = False,
    ) -> P:
        """Sets the parameters that are given, by name, as the constructor does."""
        return self._set(**self._given)
