package io.sparkdeepfm.optim;

import io.sparkdeepfm.optim.UpdateRule.Penalized;

/** The optimizers by the names that users write. */
public enum OptimizerType {
  /** {@link Adam}; the penalty is a part of the gradient. */
  ADAM,
  /** {@link AdamW}; the penalty is decoupled from the gradient. */
  ADAM_W,
  /** {@link Adagrad}; the penalty is a part of the gradient. */
  ADAGRAD,
  /** {@link RowWiseAdagrad} on embeddings, {@link Adagrad} on dense layers, which have no rows. */
  ROW_WISE_ADAGRAD,
  /** {@link ProximalAdagrad}; the penalty is a proximal step. */
  PROXIMAL_ADAGRAD,
  /** {@link Ftrl}; the penalty is a part of its closed form. */
  FTRL,
  /** {@link Momentum}; the penalty is a part of the gradient. */
  SGD;

  /** For parameters each on its own. */
  Optimizer create(OptimizerConfig config, Penalty penalty) {
    double accumulator = config.initialAccumulator();
    return switch (this) {
      case ADAM -> new Penalized(Adam.DEFAULT, penalty);
      case ADAM_W -> new AdamW(Adam.DEFAULT, penalty);
      case ADAGRAD, ROW_WISE_ADAGRAD ->
          new Penalized(new Adagrad(accumulator, Adagrad.EPSILON), penalty);
      case PROXIMAL_ADAGRAD -> new ProximalAdagrad(accumulator, penalty);
      case FTRL -> new Ftrl(1, penalty);
      case SGD -> new Penalized(new Momentum(config.momentum()), penalty);
    };
  }

  /** For rows of {@code rowLength} floats. */
  Optimizer createForRows(OptimizerConfig config, Penalty penalty, int rowLength) {
    return this == ROW_WISE_ADAGRAD
        ? new Penalized(
            new RowWiseAdagrad(rowLength, config.initialAccumulator(), Adagrad.EPSILON), penalty)
        : create(config, penalty);
  }
}
