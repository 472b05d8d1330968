package io.sparkdeepfm.param;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.engine.TrainingConfig.Averaged;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.Initialization.EmbeddingInitializer;
import io.sparkdeepfm.optim.LearningRateSchedule.ScheduleType;
import io.sparkdeepfm.param.EngineParams.Engines;
import io.sparkdeepfm.param.ScoringParams.ScoringEngine;
import io.sparkdeepfm.train.ClusterShape;
import java.util.List;
import org.apache.spark.ml.param.Param;

/** Params that are in range one by one but do not go together, refused before any stage works. */
public final class ParamCombinations {
  /** The cluster is asked about later: here there may be no Spark yet. */
  private static final ClusterShape ANY_CLUSTER = new ClusterShape(1, 1);

  private ParamCombinations() {}

  /**
   * @throws IllegalArgumentException if no part of the model is on, a Param is set that is not
   *     used, or the engine does not have an option or cannot be loaded
   */
  public static void check(DeepFMParams params) {
    DeepFMConfig.checkParts(
        params.getFirstOrder(), params.getSecondOrder(), params.getHiddenUnits().length);
    checkDeep(params);
    checkScale(params);
    checkAveraging(params);
    CheckpointParams.check(params);
    checkEngine(params, params.averageOptimizerState(), Engines.DL4J);
    checkEngine(params, params.aggregationDepth(), Engines.DL4J);
    if (!params.getScoringEngine().equalsIgnoreCase(EnumNames.nameOf(ScoringEngine.CUDA))) {
      checkEngine(params, params.cudaDevice(), Engines.CUDA);
    }
    Engines.get(params)
        .checkOptions(
            ConfigBuilder.deep(params),
            params.getSecondHiddenUnits().length == 0 ? 1 : 2,
            params.fittedLoss(),
            ConfigBuilder.training(params, ANY_CLUSTER));
  }

  private static void checkDeep(DeepFMParams params) {
    Deep deep = ConfigBuilder.deep(params);
    int[] units = params.getHiddenUnits();
    if (deep != Deep.MLP && units.length == 0) {
      throw new IllegalArgumentException(
          String.format(
              "deep is '%s', but hiddenUnits is empty, so there is no deep part; set hiddenUnits, or"
                  + " clear deep.",
              params.getDeep()));
    }
    List<Integer> first = ConfigBuilder.units(units);
    List<Integer> second = ConfigBuilder.units(params.getSecondHiddenUnits());
    DeepFMConfig.checkTower("hiddenUnits", first, deep);
    DeepFMConfig.checkTower("secondHiddenUnits", second, deep);
    DeepFMConfig.checkTowers(first, second);
  }

  private static void checkEngine(DeepFMParams params, Param<?> param, Engines user) {
    if (params.isSet(param) && Engines.named(params) != user) {
      throw Refusal.of(
          "%s is set, but engine is '%s', which has no use for it; clear %s, or choose engine"
              + " '%s'.",
          param.name(), params.getEngine(), param.name(), EnumNames.nameOf(user));
    }
  }

  private static void checkAveraging(DeepFMParams params) {
    if (params.isSet(params.averagingFrequency())
        && ConfigBuilder.averaged(params) == Averaged.GRADIENTS) {
      throw new IllegalArgumentException(
          String.format(
              "averagingFrequency is set to %d, but averaging is '%s', which averages in every step;"
                  + " clear averagingFrequency, or choose averaging 'parameters'.",
              params.getAveragingFrequency(), params.getAveraging()));
    }
  }

  private static void checkScale(DeepFMParams params) {
    String name = params.getEmbeddingInitializer();
    EmbeddingInitializer initializer =
        EnumNames.parse(EmbeddingInitializer.class, "embeddingInitializer", name);
    if (initializer.isGlorot() && params.isSet(params.embeddingInitScale())) {
      throw Refusal.of(
          "embeddingInitScale is set to %s, but embeddingInitializer is '%s', whose scale follows"
              + " from the table's size; clear embeddingInitScale, or choose normal or uniform.",
          params.getEmbeddingInitScale(), name);
    }
  }

  /**
   * Checks that validation rows come from one place, and from one where a Param needs them.
   *
   * @param indicator the validation column, or null
   * @throws IllegalArgumentException if there are two sources, or none though a Param needs one
   */
  static void checkValidation(DeepFMParams params, String indicator) {
    double fraction = params.getValidationFraction();
    if (indicator != null && fraction > 0) {
      throw Refusal.of(
          "validationFraction is %s and validationIndicatorCol is '%s', but only one can choose"
              + " the validation rows; clear the other.",
          fraction, indicator);
    }
    if (indicator == null && fraction == 0) {
      if (params.isSet(params.learningRateSchedule())
          && ConfigBuilder.scheduleType(params) == ScheduleType.PLATEAU) {
        throw needsRows("learningRateSchedule", params.getLearningRateSchedule());
      }
      if (params.isSet(params.earlyStoppingPatience()) && params.getEarlyStoppingPatience() > 0) {
        throw needsRows("earlyStoppingPatience", params.getEarlyStoppingPatience());
      }
      if (params instanceof ClassificationParams classes
          && classes.isSet(classes.validationMetric())) {
        throw needsRows("validationMetric", classes.getValidationMetric());
      }
    }
  }

  private static IllegalArgumentException needsRows(String param, Object value) {
    return Refusal.of(
        "%s is %s, which needs validation rows, but there are none; set validationIndicatorCol or"
            + " validationFraction.",
        param, value);
  }
}
