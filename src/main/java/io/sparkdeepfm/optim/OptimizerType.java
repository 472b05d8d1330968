package io.sparkdeepfm.optim;

/** The optimizers by the names that users write. */
public enum OptimizerType {
  /** {@link Adam}; the penalty is a part of the gradient. */
  ADAM {
    @Override
    Optimizer create(OptimizerConfig config, Penalty penalty) {
      return new UpdateRule.Penalized(Adam.DEFAULT, penalty);
    }
  },
  /** {@link AdamW}; the penalty is decoupled from the gradient. */
  ADAM_W {
    @Override
    Optimizer create(OptimizerConfig config, Penalty penalty) {
      return new AdamW(Adam.DEFAULT, penalty);
    }
  },
  /** {@link Adagrad}; the penalty is a part of the gradient. */
  ADAGRAD {
    @Override
    Optimizer create(OptimizerConfig config, Penalty penalty) {
      return new UpdateRule.Penalized(new Adagrad(config.initialAccumulator(), Adagrad.EPSILON), penalty);
    }
  },
  /** {@link RowWiseAdagrad} on embeddings, {@link Adagrad} on dense layers, which have no rows. */
  ROW_WISE_ADAGRAD {
    @Override
    Optimizer create(OptimizerConfig config, Penalty penalty) {
      return ADAGRAD.create(config, penalty);
    }

    @Override
    Optimizer createForRows(OptimizerConfig config, Penalty penalty, int rowLength) {
      return new UpdateRule.Penalized(
          new RowWiseAdagrad(rowLength, config.initialAccumulator(), Adagrad.EPSILON), penalty);
    }
  },
  /** {@link ProximalAdagrad}; the penalty is a proximal step. */
  PROXIMAL_ADAGRAD {
    @Override
    Optimizer create(OptimizerConfig config, Penalty penalty) {
      return new ProximalAdagrad(config.initialAccumulator(), penalty);
    }
  },
  /** {@link Ftrl}; the penalty is a part of its closed form. */
  FTRL {
    @Override
    Optimizer create(OptimizerConfig config, Penalty penalty) {
      return new Ftrl(1, penalty);
    }
  },
  /** {@link Momentum}; the penalty is a part of the gradient. */
  SGD {
    @Override
    Optimizer create(OptimizerConfig config, Penalty penalty) {
      return new UpdateRule.Penalized(new Momentum(config.momentum()), penalty);
    }
  };

  /** For parameters each on its own. */
  abstract Optimizer create(OptimizerConfig config, Penalty penalty);

  /** For rows of {@code rowLength} floats. */
  Optimizer createForRows(OptimizerConfig config, Penalty penalty, int rowLength) {
    return create(config, penalty);
  }
}
