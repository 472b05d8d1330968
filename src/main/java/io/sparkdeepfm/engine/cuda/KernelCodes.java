package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.optim.LearningRateSchedule.ScheduleType;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.optim.OptimizerType;

/** The numbers by which the kernels know what a user chooses among. */
final class KernelCodes {
  private KernelCodes() {}

  /** As in layers.cuh. */
  static int of(Activation activation) {
    return switch (activation) {
      case RELU -> 0;
      case TANH -> 1;
      case SIGMOID -> 2;
      case LEAKY_RELU -> 3;
      case PRELU -> 4;
    };
  }

  /** As in logit.cuh. */
  static int of(Loss loss) {
    return switch (loss) {
      case LOG -> 0;
      case SQUARED -> 1;
      case POISSON -> 2;
    };
  }

  /** As in optimizers.cuh. */
  static int of(OptimizerType type) {
    return switch (type) {
      case ADAM -> 0;
      case ADAM_W -> 1;
      case ADAGRAD -> 2;
      case ROW_WISE_ADAGRAD -> 3;
      case PROXIMAL_ADAGRAD -> 4;
      case FTRL -> 5;
      case SGD -> 6;
    };
  }

  /** As in optimizers.cuh; those below 2 are constant after the warm-up. */
  static int of(ScheduleType type) {
    return switch (type) {
      case CONSTANT -> 0;
      case PLATEAU -> 1;
      case LINEAR -> 2;
      case COSINE -> 3;
    };
  }
}
