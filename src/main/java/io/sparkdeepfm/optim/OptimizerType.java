package io.sparkdeepfm.optim;

/** The optimizers by the names that users write. */
public enum OptimizerType {
  ADAM {
    @Override
    public Optimizer optimizer() {
      return Adam.DEFAULT;
    }
  },
  ADAGRAD {
    @Override
    public Optimizer optimizer() {
      return Adagrad.DEFAULT;
    }
  };

  /** The update rule with its usual constants. */
  public abstract Optimizer optimizer();
}
