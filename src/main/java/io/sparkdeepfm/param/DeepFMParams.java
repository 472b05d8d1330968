package io.sparkdeepfm.param;

import io.sparkdeepfm.DeepFMClassifier;

/**
 * All Params of {@link DeepFMClassifier}; its model keeps them as a record of how it was trained.
 *
 * @param <S> the stage, returned by its setters
 */
public interface DeepFMParams<S>
    extends InputParams<S>,
        ShapeParams<S>,
        InitializationParams<S>,
        TrainingParams<S>,
        OptimizerParams<S>,
        PenaltyParams<S>,
        ScheduleParams<S>,
        ValidationParams<S>,
        WarmStartParams<S>,
        ExplanationParams<S>,
        Dl4jParams<S> {
  /** Sets the default of every Param that has one. */
  default void setDefaults() {
    setInputDefaults();
    setShapeDefaults();
    setInitializationDefaults();
    setTrainingDefaults();
    setOptimizerDefaults();
    setPenaltyDefaults();
    setScheduleDefaults();
    setValidationDefaults();
    setExplanationDefaults();
    setDl4jDefaults();
  }
}
