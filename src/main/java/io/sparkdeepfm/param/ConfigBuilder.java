package io.sparkdeepfm.param;

import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.encode.RowRules;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.Averaged;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.Initialization;
import io.sparkdeepfm.model.Initialization.EmbeddingInitializer;
import io.sparkdeepfm.model.Initialization.FirstOrderInitializer;
import io.sparkdeepfm.model.Initialization.MlpInitializer;
import io.sparkdeepfm.optim.LearningRateSchedule;
import io.sparkdeepfm.optim.LearningRateSchedule.ScheduleType;
import io.sparkdeepfm.optim.OptimizerConfig;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.Penalty;
import io.sparkdeepfm.param.EngineParams.Engines;
import io.sparkdeepfm.train.ClusterShape;
import io.sparkdeepfm.train.ValidationPlan;
import io.sparkdeepfm.train.ValidationPlan.EpochScore;
import io.sparkdeepfm.train.ValidationPlan.ValidationMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Turns Params into the records that the packages below work with. */
public final class ConfigBuilder {
  private ConfigBuilder() {}

  /**
   * The shape of the model.
   *
   * @throws IllegalArgumentException unless either the features column says its fields or
   *     fieldSizes is set
   */
  public static DeepFMConfig shape(DeepFMParams params, StructType schema) {
    return new DeepFMConfig(
        fields(params, schema),
        params.getEmbeddingDim(),
        units(params.getHiddenUnits()),
        units(params.getSecondHiddenUnits()),
        EnumNames.parse(Activation.class, "activation", params.getActivation()),
        params.getDropoutRate(),
        params.getBatchNorm(),
        EnumNames.parse(Interaction.class, "interaction", params.getInteraction()),
        EnumNames.parse(Head.class, "head", params.getHead()),
        params.getFirstOrder(),
        params.getSecondOrder(),
        EnumNames.parse(DeepInput.class, "deepInput", params.getDeepInput()),
        params.getEmbeddingDropoutRate(),
        deep(params),
        params.fittedLoss());
  }

  static List<Integer> units(int[] widths) {
    return Arrays.stream(widths).boxed().toList();
  }

  static Deep deep(DeepFMParams params) {
    return EnumNames.parse(Deep.class, "deep", params.getDeep());
  }

  static Initialization initialization(DeepFMParams params) {
    return new Initialization(
        EnumNames.parse(
            EmbeddingInitializer.class, "embeddingInitializer", params.getEmbeddingInitializer()),
        params.getEmbeddingInitScale(),
        EnumNames.parse(
            FirstOrderInitializer.class,
            "firstOrderInitializer",
            params.getFirstOrderInitializer()),
        EnumNames.parse(MlpInitializer.class, "mlpInitializer", params.getMlpInitializer()));
  }

  private static FieldSchema fields(DeepFMParams params, StructType schema) {
    Pooling pooling = EnumNames.parse(Pooling.class, "pooling", params.getPooling());
    StructField features = schema.apply(params.getFeaturesCol());
    int[] sizes = params.getFieldSizes();
    if (sizes == null) {
      return FieldMetadata.schemaOf(features, pooling);
    }
    if (FieldMetadata.isPresent(features)) {
      throw Refusal.of(
          "fieldSizes is set, but column '%s' has field metadata that say its fields; clear"
              + " fieldSizes.",
          features.name());
    }
    List<Field> fields = new ArrayList<>();
    for (int f = 0; f < sizes.length; f++) {
      String name = "field" + f;
      fields.add(sizes[f] == 1 ? Field.numeric(name) : new Field(name, name, sizes[f], pooling));
    }
    return new FieldSchema(fields);
  }

  public static TrainingConfig training(DeepFMParams params, ClusterShape cluster) {
    int numWorkers = numWorkers(params, cluster);
    int threads =
        params.getThreadsPerWorker() > 0
            ? params.getThreadsPerWorker()
            : cluster.defaultThreads(numWorkers);
    return new TrainingConfig(
        new OptimizerConfig(
            optimizerType("embeddingOptimizer", params.getEmbeddingOptimizer()),
            params.getEmbeddingLearningRate(),
            params.getMomentum(),
            params.getInitialAccumulator(),
            new Penalty(params.getL1(), params.getL2())),
        new OptimizerConfig(
            optimizerType("optimizer", params.getOptimizer()),
            params.getLearningRate(),
            params.getMomentum(),
            params.getInitialAccumulator(),
            new Penalty(0, params.getMlpL2())),
        schedule(params),
        EnumNames.parse(PenaltyMode.class, "penaltyMode", params.getPenaltyMode()),
        params.getMaxGradientNorm(),
        params.getBatchSize(),
        params.getNumEpochs(),
        numWorkers,
        averaged(params),
        params.getAveragingFrequency(),
        threads,
        precision(params),
        params.getSeed(),
        initialization(params));
  }

  /** The workers of a training: as many as are set, or else as the cluster has room for. */
  public static int numWorkers(DeepFMParams params, ClusterShape cluster) {
    return params.getNumWorkers() > 0 ? params.getNumWorkers() : cluster.defaultWorkers();
  }

  /** Of the factors in the matrix products of training and scoring; what auto stands for here. */
  public static Precision precision(DeepFMParams params) {
    Precision wanted =
        EnumNames.parse(Precision.class, "matmulPrecision", params.getMatmulPrecision());
    List<Integer> hiddenUnits = new ArrayList<>();
    if (Engines.named(params) == Engines.CPU) { // of the others' gain nothing was measured
      hiddenUnits.addAll(units(params.getHiddenUnits()));
      hiddenUnits.addAll(units(params.getSecondHiddenUnits()));
    }
    return wanted.of(hiddenUnits);
  }

  private static OptimizerType optimizerType(String param, String name) {
    return EnumNames.parse(OptimizerType.class, param, name);
  }

  static Averaged averaged(DeepFMParams params) {
    return EnumNames.parse(Averaged.class, "averaging", params.getAveraging());
  }

  static ScheduleType scheduleType(DeepFMParams params) {
    return EnumNames.parse(
        ScheduleType.class, "learningRateSchedule", params.getLearningRateSchedule());
  }

  private static LearningRateSchedule schedule(DeepFMParams params) {
    return new LearningRateSchedule(
        scheduleType(params), params.getWarmupSteps(), params.getMinLearningRate(), 0);
  }

  /** What becomes of rows; by their labels only where these are classes. */
  public static RowRules rowRules(DeepFMParams params) {
    double fraction = params.getValidationFraction();
    return params instanceof ClassificationParams classes
        ? new RowRules(
            fraction,
            classes.getNegativeSamplingRate(),
            classes.getPositiveWeight(),
            params.getSeed())
        : new RowRules(fraction, 1, 1, params.getSeed());
  }

  public static ValidationPlan validation(DeepFMParams params) {
    return new ValidationPlan(
        params instanceof ClassificationParams classes
            ? EnumNames.parse(
                ValidationMetric.class, "validationMetric", classes.getValidationMetric())
            : EpochScore.LOWEST_ERROR,
        params.getEarlyStoppingPatience(),
        params.getPlateauPatience(),
        scheduleType(params) == ScheduleType.PLATEAU ? params.getPlateauFactor() : 1);
  }
}
