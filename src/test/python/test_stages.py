"""Every stage works from Python, alone and in PySpark's own algorithms."""

from typing import Any

import pandas
import pytest
from conftest import probabilities, stages
from pyspark.ml import Pipeline
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.tuning import (
    CrossValidator,
    CrossValidatorModel,
    ParamGridBuilder,
    TrainValidationSplit,
)
from pyspark.sql import DataFrame, SparkSession

from sparkdeepfm import (
    CalibrationEvaluator,
    DeepFMClassificationModel,
    DeepFMClassifier,
    FieldAssembler,
    FieldHasher,
    GroupAucEvaluator,
    LogLossEvaluator,
    LogMinMaxScaler,
    NormalizedEntropyEvaluator,
    ProbabilityEvaluator,
    VocabularyIndexer,
)

pytestmark = pytest.mark.spark4


def test_a_model_says_what_auto_has_come_to(features: DataFrame) -> None:
    classifier = DeepFMClassifier(hiddenUnits=[4], numEpochs=1, matmulPrecision="auto")
    assert classifier.fit(features).getMatmulPrecision() == "float32"


def test_a_pipeline_learns_the_rows(model: Any, clicks: DataFrame) -> None:
    scored = model.transform(clicks)
    assert {"rawPrediction", "probability", "prediction"} <= set(scored.columns)
    longer = Pipeline(stages=stages(numEpochs=30, learningRate=0.02)).fit(clicks)
    assert BinaryClassificationEvaluator().evaluate(longer.transform(clicks)) > 0.8


def test_keywords_setters_and_set_params_are_the_same(spark: SparkSession) -> None:
    by_keyword = DeepFMClassifier(embeddingDim=3, hiddenUnits=[5, 2], batchNorm=True)
    by_setter = DeepFMClassifier().setEmbeddingDim(3).setHiddenUnits((5, 2)).setBatchNorm(True)
    by_params = DeepFMClassifier().setParams(embeddingDim=3, hiddenUnits=[5, 2], batchNorm=True)
    for stage in (by_keyword, by_setter, by_params):
        assert stage.getEmbeddingDim() == 3
        assert stage.getHiddenUnits() == [5, 2]
        assert stage.getBatchNorm() is True
        assert {p.name for p in stage._paramMap} == {"embeddingDim", "hiddenUnits", "batchNorm"}


def test_none_in_a_constructor_means_not_set(spark: SparkSession) -> None:
    stage = DeepFMClassifier(weightCol=None, hiddenUnits=None)
    assert not stage.isSet("weightCol")
    assert stage.getWeightCol() is None
    assert stage.getHiddenUnits() == [400, 400, 400]


def test_getters_fall_back_as_in_java(spark: SparkSession) -> None:
    stage = DeepFMClassifier(optimizer="ftrl", learningRate=0.5)
    assert stage.getEmbeddingOptimizer() == "ftrl"
    assert stage.getEmbeddingLearningRate() == 0.5
    assert VocabularyIndexer(inputCols=["a", "b"]).getVocabularies() == ["a", "b"]
    assert LogMinMaxScaler(inputCols=["a"]).getClipMax() == [float("inf")]


def test_clearing_a_param_brings_the_default_back(spark: SparkSession) -> None:
    stage = DeepFMClassifier(embeddingDim=3)
    stage.clear(stage.embeddingDim)
    assert stage.getEmbeddingDim() == 16


def test_the_docstring_tells_type_range_and_meaning() -> None:
    documented = str(DeepFMClassifier.__doc__)
    assert "embeddingDim : int, default 16" in documented
    assert "floats per embedding, at least 1" in documented
    assert "Sets ``embeddingDim``: floats" in str(DeepFMClassifier.setEmbeddingDim.__doc__)


def test_vocabularies_can_be_read(model: Any) -> None:
    indexer = model.stages[0]
    assert indexer.vocabularySizes() == {"site": 5}
    tokens, counts = indexer.tokens("site"), indexer.counts("site")
    assert tokens[0] == "__unknown" and sorted(tokens[1:]) == ["a", "b", "c", "d"]
    assert counts[0] == 0 and sum(counts) == 400
    rows = indexer.vocabulary("site").orderBy("index").collect()
    assert [(row.token, row["count"]) for row in rows] == list(zip(tokens, counts))[1:]


def test_vocabularies_can_be_shared(spark: SparkSession) -> None:
    frame = spark.createDataFrame([("x", "y"), ("y", "z")], ["first", "second"])
    indexer = VocabularyIndexer(inputCols=["first", "second"], outputCols=["i", "j"])
    fitted = indexer.setSharedVocabulary("both", "first", "second").fit(frame)
    assert indexer.getVocabularies() == ["both", "both"]
    assert fitted.vocabularySizes() == {"both": 4}


def test_a_vocabulary_can_be_extended(spark: SparkSession) -> None:
    old = spark.createDataFrame([("x",)], ["c"])
    new = spark.createDataFrame([("z",), ("x",)], ["c"])
    indexer = VocabularyIndexer(inputCols=["c"], outputCols=["i"])
    first = indexer.fit(old)
    assert indexer.setInitialModel(first).fit(new).tokens("c") == ["__unknown", "x", "z"]
    assert indexer.setInitialModel(None).fit(new).tokens("c") == ["__unknown", "x", "z"]


def test_the_hasher_hashes_lists_with_weights(spark: SparkSession) -> None:
    frame = spark.createDataFrame([("qq:0.5,we:2",)], ["apps"])
    hasher = FieldHasher(inputCols=["apps"], outputCols=["h"], numBuckets=64, delimiter=",")
    vector = hasher.transform(frame).head().h
    assert vector.size == 64
    assert sorted(vector.values) == [0.5, 2.0]


def test_the_scaler_knows_its_maxima(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(1.0, 5.0), (3.0, 2.0)], ["a", "b"])
    scaler = LogMinMaxScaler(inputCols=["a", "b"], outputCols=["c", "d"])
    assert scaler.fit(frame).maxima() == [3.0, 5.0]
    clipped = scaler.setClipMax([2.0, float("inf")]).fit(frame)
    assert clipped.maxima() == [2.0, 5.0]


def test_the_model_knows_its_fields(model: Any) -> None:
    classifier = model.stages[-1]
    assert [tuple(field) for field in classifier.fields()] == [
        ("site_index", "site", 5, "sum"),
        ("price_scaled", "price_scaled", 1, "sum"),
    ]
    # 6 rows of 4 + 1 numbers, 8 units over 2·4 inputs with biases, 8 weights behind, one bias
    assert classifier.numParameters() == 6 * 5 + (8 * 8 + 8) + 8 + 1
    assert (classifier.numFeatures, classifier.numClasses) == (6, 2)


def test_single_rows_are_scored_like_frames(model: Any, features: DataFrame) -> None:
    classifier = model.stages[-1]
    row = classifier.transform(features).head()
    assert classifier.predictProbability(row.features) == row.probability
    assert classifier.predict(row.features) == row.prediction


def test_the_history_is_a_pandas_frame(model: Any) -> None:
    summary = model.stages[-1].summary
    history = summary.history()
    assert isinstance(history, pandas.DataFrame)
    assert list(history.index) == [1, 2] and history.index.name == "epoch"
    assert {"loss", "validationLogLoss", "validationAuc", "learningRate"} <= set(history.columns)
    assert history.drop(columns="validationError").notna().all().all()
    assert history.validationError.isna().all()  # of regressions
    assert history["loss"].tolist() == summary.objectiveHistory()
    told = history.drop(columns="validationError").loc[summary.bestEpoch()]
    best = summary.best()
    assert pandas.isna(best.pop("validationError"))
    assert best == {"epoch": summary.bestEpoch(), **told}
    assert summary.lastEpoch()["epoch"] == 2
    assert (summary.examples(), summary.validationExamples()) == (360, 40)
    assert 0 < summary.positives() < 360
    assert summary.numWorkers() == 1 and summary.threadsPerWorker() >= 1
    assert summary.seconds() > 0 and summary.examplesPerSecond() > 0
    assert summary.warmStart() == []


def test_training_goes_on_from_a_model(model: Any, features: DataFrame) -> None:
    trained = model.stages[-1]
    estimator = DeepFMClassifier(embeddingDim=4, hiddenUnits=[8], numEpochs=1, seed=3)
    warm = estimator.setInitialModel(trained).fit(features)
    tables = {table["vocabulary"]: table for table in warm.summary.warmStart()}
    assert tables["site"] == {"vocabulary": "site", "oldRows": 5, "newRows": 0}
    assert estimator.copy().fit(features).summary.warmStart() != []
    assert estimator.setInitialModel(None).fit(features).summary.warmStart() == []


def test_training_goes_on_from_a_path(model: Any, features: DataFrame, tmp_path: Any) -> None:
    model.save(str(tmp_path / "model"))
    estimator = DeepFMClassifier(embeddingDim=4, hiddenUnits=[8], numEpochs=1)
    warm = estimator.setInitialModelPath(str(tmp_path / "model")).fit(features)
    assert len(warm.summary.warmStart()) == 2


def test_evaluators_agree_with_their_definitions(model: Any, clicks: DataFrame) -> None:
    scored = model.transform(clicks).toPandas()
    p = scored["probability"].map(lambda both: both[1])
    y = scored["label"]
    frame = model.transform(clicks)
    import numpy

    loss = -(y * numpy.log(p) + (1 - y) * numpy.log(1 - p)).mean()
    entropy = -(y.mean() * numpy.log(y.mean()) + (1 - y.mean()) * numpy.log(1 - y.mean()))
    assert LogLossEvaluator().evaluate(frame) == pytest.approx(loss, rel=1e-12)
    assert NormalizedEntropyEvaluator().evaluate(frame) == pytest.approx(loss / entropy, rel=1e-12)
    assert CalibrationEvaluator().ratio(frame) == pytest.approx(p.sum() / y.sum(), rel=1e-12)
    grouped = GroupAucEvaluator(groupCol="user").groupAuc(frame)
    assert grouped.groups + grouped.groupsLeftOut == 20
    assert grouped.value == GroupAucEvaluator().setGroupCol("user").evaluate(frame)
    assert ProbabilityEvaluator().evaluate(frame) == LogLossEvaluator().evaluate(frame)
    area = ProbabilityEvaluator(metricName="areaUnderROC")
    exact = BinaryClassificationEvaluator(numBins=0).evaluate(frame)
    assert area.evaluate(frame) == pytest.approx(exact)
    assert area.isLargerBetter()
    assert not LogLossEvaluator().isLargerBetter() and GroupAucEvaluator().isLargerBetter()


def test_a_model_is_evaluated_by_the_names_of_spark(
    model: Any, features: DataFrame, tmp_path: Any
) -> None:
    deepfm = model.stages[-1]
    summary = deepfm.evaluate(features)
    frame = deepfm.transform(features)
    area = BinaryClassificationEvaluator(numBins=0).evaluate(frame)
    assert summary.areaUnderROC == pytest.approx(area)
    assert summary.logLoss == LogLossEvaluator().evaluate(frame)
    right = frame.where("label = prediction").count() / frame.count()
    assert summary.accuracy == pytest.approx(right)
    assert summary.roc.columns == ["FPR", "TPR"]
    assert summary.precisionByThreshold.columns == ["threshold", "precision"]
    assert summary.predictions.columns == frame.columns
    assert 0 < summary.calibration < 9 and 0 <= summary.expectedCalibrationError < 1
    deepfm.save(str(tmp_path / "model"))
    loaded = DeepFMClassificationModel.load(str(tmp_path / "model"))
    assert loaded.summary.history().equals(deepfm.summary.history())


def test_params_of_an_evaluator_reach_its_own_methods(model: Any, clicks: DataFrame) -> None:
    frame = model.transform(clicks).withColumnRenamed("label", "clicked")
    evaluator = CalibrationEvaluator(labelCol="clicked")
    assert evaluator.ratio(frame) > 0
    one_bin = evaluator.setMetricName("expectedCalibrationError").setNumBins(1).evaluate(frame)
    assert 0 <= one_bin < 1


def test_cross_validation_in_parallel_finds_the_better_model(
    clicks: DataFrame, tmp_path: Any
) -> None:
    built = stages()
    classifier = built[-1]
    # A step of 1e-9 leaves the model as it was drawn.
    grid = ParamGridBuilder().addGrid(classifier.learningRate, [1e-9, 0.05]).build()
    search = CrossValidator(
        estimator=Pipeline(stages=built),
        estimatorParamMaps=grid,
        evaluator=LogLossEvaluator(),
        numFolds=2,
        parallelism=2,
        seed=5,
    )
    found = search.fit(clicks)
    assert found.avgMetrics[1] < found.avgMetrics[0]
    assert found.bestModel.stages[-1].getLearningRate() == 0.05
    found.save(str(tmp_path / "search"))
    loaded = CrossValidatorModel.load(str(tmp_path / "search"))
    assert loaded.getEvaluator().uid == found.getEvaluator().uid
    assert probabilities(loaded.transform(clicks)) == probabilities(found.transform(clicks))


def test_train_validation_split_searches_a_list_valued_param(features: DataFrame) -> None:
    classifier = DeepFMClassifier(embeddingDim=4, numEpochs=1)
    grid = ParamGridBuilder().addGrid(classifier.hiddenUnits, [[], [4]]).build()
    search = TrainValidationSplit(
        estimator=classifier, estimatorParamMaps=grid, evaluator=LogLossEvaluator(), parallelism=2
    )
    found = search.fit(features)
    assert len(found.validationMetrics) == 2
    assert found.bestModel.getHiddenUnits() in ([], [4])


def test_params_can_be_given_to_fit(features: DataFrame) -> None:
    classifier = DeepFMClassifier(embeddingDim=4, hiddenUnits=[4], numEpochs=1)
    fitted = classifier.fit(features, {classifier.embeddingDim: 2, classifier.seed: 2**40})
    assert fitted.getEmbeddingDim() == 2
    assert fitted.getSeed() == 2**40
    assert classifier.getEmbeddingDim() == 4


def test_several_values_are_pooled_as_the_assembler_says(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(["a", "b"], 1.0), (["b"], 0.0)], ["words", "label"])
    fitted = Pipeline(
        stages=[
            VocabularyIndexer(inputCols=["words"], outputCols=["w"]),
            FieldAssembler(inputCols=["w"], outputCol="features", poolings=["mean"]),
            DeepFMClassifier(embeddingDim=2, hiddenUnits=[], numEpochs=1),
        ]
    ).fit(frame)
    assert fitted.stages[-1].fields()[0].pooling == "mean"
