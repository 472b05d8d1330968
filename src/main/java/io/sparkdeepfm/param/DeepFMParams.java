package io.sparkdeepfm.param;

import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.platform.Platform;

/**
 * The Params that classifier and regressor share; a model keeps those of its estimator as a record
 * of how it was trained, and has setters for the {@link ScoringParams} alone.
 */
public interface DeepFMParams
    extends InputParams,
        ShapeParams,
        InitializationParams,
        TrainingParams,
        EngineParams,
        OptimizerParams,
        ScheduleParams,
        ValidationParams,
        ScoringParams,
        RecipeParams {
  /** Sets the default of every Param that has one. */
  default void setDefaults() {
    setInputDefaults();
    setShapeDefaults();
    setInitializationDefaults();
    setTrainingDefaults();
    setEngineDefaults();
    setOptimizerDefaults();
    setScheduleDefaults();
    setValidationDefaults();
    setScoringDefaults();
    setRecipeDefaults();
  }

  /** The loss that the model is fitted by, which says whether it is a classifier. */
  Loss fittedLoss();

  /** The setters of all these Params, which return the stage, an {@code S}. */
  interface Setters<S>
      extends DeepFMParams,
          InputParams.Setters<S>,
          ShapeParams.Setters<S>,
          InitializationParams.Setters<S>,
          TrainingParams.Setters<S>,
          EngineParams.Setters<S>,
          OptimizerParams.Setters<S>,
          ScheduleParams.Setters<S>,
          ValidationParams.Setters<S>,
          ScoringParams.Setters<S>,
          RecipeParams.Setters<S> {}

  /**
   * Carries a uid past the constructors of Spark's classes: these make Params, which need the uid,
   * before a Java subclass has set a field of its own.
   */
  final class Uid {
    private static final ThreadLocal<String> PENDING = new ThreadLocal<>();

    private Uid() {}

    /** A uid that has been announced; asked for by constructors, so that none can forget to. */
    public record Announced(String uid) {}

    /**
     * Remembers the uid of the instance that this thread is about to construct.
     *
     * @throws IllegalArgumentException if this library is not for the Spark that is there
     */
    public static Announced announce(String uid) {
      Platform.check();
      PENDING.set(uid);
      return new Announced(uid);
    }

    /** The announced uid. */
    public static String take() {
      String uid = PENDING.get();
      if (uid == null) {
        throw new IllegalStateException("A uid is read before it was announced.");
      }
      return uid;
    }
  }
}
