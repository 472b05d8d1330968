package io.sparkdeepfm.optim;

import java.io.Serializable;
import java.util.Objects;

/**
 * The learning rate of each step: η·scale·t/warmupSteps while t ≤ warmupSteps, then η·scale·factor,
 * but at least the floor (and never above η).
 *
 * @param type how it falls after the warm-up
 * @param warmupSteps steps in which it rises in a straight line, at least 0
 * @param floor the least learning rate after the warm-up, at least 0
 * @param totalSteps of a worker in the whole training, where the fall ends
 */
public record LearningRateSchedule(
    ScheduleType type, int warmupSteps, double floor, long totalSteps) implements Serializable {
  public LearningRateSchedule {
    Objects.requireNonNull(type, "type");
  }

  /** The same over another number of steps. */
  public LearningRateSchedule over(long steps) {
    return new LearningRateSchedule(type, warmupSteps, floor, steps);
  }

  /** Whether all steps after {@code step} have one learning rate, apart from the scale. */
  public boolean isConstantAfter(long step) {
    return step >= warmupSteps && (type == ScheduleType.CONSTANT || type == ScheduleType.PLATEAU);
  }

  /**
   * The learning rate of a step.
   *
   * @param initial η
   * @param scale what plateaus have left of it, in (0, 1]
   * @param step from 1
   */
  public double rate(double initial, double scale, long step) {
    if (step < warmupSteps) {
      return initial * scale * step / warmupSteps;
    }
    long falling = Math.max(1, totalSteps - warmupSteps);
    double progress = Math.min(1, (double) (step - warmupSteps) / falling);
    return Math.max(Math.min(floor, initial), initial * scale * type.factor(progress));
  }

  /** How the learning rate falls, by the names that users write. */
  public enum ScheduleType {
    /** It does not. */
    CONSTANT,
    /** Between epochs, by a factor where the validation metric did not improve. */
    PLATEAU,
    /** In a straight line to 0 at the last step. */
    LINEAR,
    /**
     * Along half a cosine to 0 at the last step (Loshchilov and Hutter 2017, eq. 5, one period).
     */
    COSINE;

    /**
     * @param progress from 0 after the warm-up to 1 at the last step
     */
    private double factor(double progress) {
      return switch (this) {
        case CONSTANT, PLATEAU -> 1;
        case LINEAR -> 1 - progress;
        case COSINE -> 0.5 * (1 + Math.cos(Math.PI * progress));
      };
    }
  }
}
