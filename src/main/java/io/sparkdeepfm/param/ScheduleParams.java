package io.sparkdeepfm.param;

import io.sparkdeepfm.optim.LearningRateSchedule.ScheduleType;
import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** How the learning rates change in the course of a training. */
public interface ScheduleParams extends Params {
  /** How the learning rates fall. */
  default Param<String> learningRateSchedule() {
    return CheckedParams.oneOf(
        this,
        "learningRateSchedule",
        ScheduleType.class,
        "how the learning rates fall: plateau, by plateauFactor after plateauPatience epochs without"
            + " a better validationMetric (constant where there are no validation rows); linear or"
            + " cosine, step by step towards 0 at the end of numEpochs");
  }

  /** Epochs without a better metric that make a plateau. */
  default IntParam plateauPatience() {
    return CheckedParams.atLeast(
        this,
        "plateauPatience",
        1,
        "epochs in a row without a better validationMetric, at least 1, after which the learning"
            + " rates fall, with the schedule plateau; less than earlyStoppingPatience, or training"
            + " stops first");
  }

  /** Factor of the learning rates at a plateau. */
  default DoubleParam plateauFactor() {
    return CheckedParams.fraction(
        this, "plateauFactor", "factor in (0, 1] by which the learning rates fall at a plateau");
  }

  /** Learning rate under which no schedule goes. */
  default DoubleParam minLearningRate() {
    return CheckedParams.positive(
        this,
        "minLearningRate",
        "learning rate, above 0, under which no schedule goes after the warm-up");
  }

  /** Number of steps in which the learning rates rise at the beginning. */
  default IntParam warmupSteps() {
    return CheckedParams.atLeast(
        this,
        "warmupSteps",
        0,
        "steps of a worker in which the learning rates first rise in a straight line, at least 0");
  }

  /** Sets the defaults of these Params. */
  default void setScheduleDefaults() {
    setDefault(learningRateSchedule(), "plateau");
    setDefault(plateauPatience(), 1);
    setDefault(plateauFactor(), 0.1);
    setDefault(minLearningRate(), 1e-6);
    setDefault(warmupSteps(), 0);
  }

  default String getLearningRateSchedule() {
    return getOrDefault(learningRateSchedule());
  }

  default int getPlateauPatience() {
    return (Integer) getOrDefault(plateauPatience());
  }

  default double getPlateauFactor() {
    return (Double) getOrDefault(plateauFactor());
  }

  default double getMinLearningRate() {
    return (Double) getOrDefault(minLearningRate());
  }

  default int getWarmupSteps() {
    return (Integer) getOrDefault(warmupSteps());
  }

  /** The setters of these Params, which return the stage, an {@code S}. */
  interface Setters<S> extends ScheduleParams, SelfTyped<S> {
    default S setLearningRateSchedule(String name) {
      return with(learningRateSchedule(), name);
    }

    default S setPlateauPatience(int epochs) {
      return with(plateauPatience(), epochs);
    }

    default S setPlateauFactor(double factor) {
      return with(plateauFactor(), factor);
    }

    default S setMinLearningRate(double rate) {
      return with(minLearningRate(), rate);
    }

    default S setWarmupSteps(int steps) {
      return with(warmupSteps(), steps);
    }
  }
}
