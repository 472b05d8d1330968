package io.sparkdeepfm.optim;

/** How the learning rate falls, by the names that users write. */
public enum ScheduleType {
  /** It does not. */
  CONSTANT {
    @Override
    double factor(double progress) {
      return 1;
    }
  },
  /** Between epochs, by a factor where the validation metric did not improve. */
  PLATEAU {
    @Override
    double factor(double progress) {
      return 1;
    }
  },
  /** In a straight line to 0 at the last step. */
  LINEAR {
    @Override
    double factor(double progress) {
      return 1 - progress;
    }
  },
  /** Along half a cosine to 0 at the last step (Loshchilov and Hutter 2017, eq. 5, one period). */
  COSINE {
    @Override
    double factor(double progress) {
      return 0.5 * (1 + Math.cos(Math.PI * progress));
    }
  };

  /**
   * @param progress from 0 after the warm-up to 1 at the last step
   */
  abstract double factor(double progress);
}
