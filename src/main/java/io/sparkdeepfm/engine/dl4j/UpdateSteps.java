package io.sparkdeepfm.engine.dl4j;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdaGradUpdater;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * Turns gradients into what is subtracted from the parameters, by an {@link UpdateRule}, with
 * ND4J's kernels and the constants of package {@code optim}.
 */
final class UpdateSteps implements GradientUpdater<UpdateRule> {
  private static final String STATE = "state";
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double ADAM_EPSILON = 1e-8;
  private static final double ADAGRAD_EPSILON = 1e-7;

  private final UpdateRule rule;
  private INDArray state;

  UpdateSteps(UpdateRule rule) {
    this.rule = rule;
  }

  @Override
  public UpdateRule getConfig() {
    return rule;
  }

  @Override
  public void setState(Map<String, INDArray> states, boolean initialize) {
    state = states.get(STATE);
    initialize(initialize);
  }

  @Override
  public Map<String, INDArray> getState() {
    return state == null ? Map.of() : Map.of(STATE, state);
  }

  @Override
  public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialize) {
    state = view;
    initialize(initialize);
  }

  private void initialize(boolean isNew) {
    if (isNew) {
      state.assign(
          switch (rule.type()) {
            case ADAGRAD -> rule.initialAccumulator();
            default -> 0.0;
          });
    }
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    double rate = rule.getLearningRate(iteration, epoch);
    switch (rule.type()) {
      case SGD -> descend(gradient, rate);
      case ADAGRAD -> Nd4j.exec(new AdaGradUpdater(gradient, state, rate, ADAGRAD_EPSILON));
      case ADAM, ADAM_W -> adam(gradient, rate, rule.stateStep(iteration));
      default -> throw new IllegalStateException(rule.type().name());
    }
  }

  /** u ← μu + g; η·u. */
  private void descend(INDArray gradient, double rate) {
    if (state != null) {
      state.muli(rule.momentum()).addi(gradient);
      gradient.assign(state);
    }
    gradient.muli(rate);
  }

  /**
   * ND4J adds ε to √v, we add it to √v̂ = √v / √(1−β₂ᵗ): the same with ε·√(1−β₂ᵗ). Its iteration is
   * t − 1.
   */
  private void adam(INDArray gradient, double rate, long t) {
    long half = state.length() / 2;
    INDArray m = state.get(NDArrayIndex.interval(0, 0, true), NDArrayIndex.interval(0, half));
    INDArray v =
        state.get(NDArrayIndex.interval(0, 0, true), NDArrayIndex.interval(half, 2 * half));
    double epsilon = ADAM_EPSILON * Math.sqrt(1 - Math.pow(BETA_2, (double) t));
    int iteration = (int) Math.min(t - 1, Integer.MAX_VALUE - 1);
    Nd4j.exec(new AdamUpdater(gradient, v, m, rate, BETA_1, BETA_2, epsilon, iteration));
  }
}
