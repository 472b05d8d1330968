package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.optim.LearningRateSchedule;
import io.sparkdeepfm.optim.LearningRateSchedule.ScheduleType;
import io.sparkdeepfm.optim.OptimizerConfig;
import io.sparkdeepfm.optim.OptimizerType;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdaGradUpdater;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * One of our optimizers with its learning rate schedule, for the graph; {@link Steps} applies it.
 *
 * <p>Deeplearning4j's workers count iterations from 0 in every averaging round, and its own
 * configurations of Adagrad and of schedules lose what they need when they are copied; so this
 * knows how many steps came {@link #begin before} the round. Plain fields, because Kryo cannot make
 * records.
 */
final class GraphUpdater implements IUpdater {
  private final OptimizerType type;
  private final double learningRate;
  private final double momentum;
  private final double initialAccumulator;
  private final ScheduleType schedule;
  private final int warmupSteps;
  private final double floor;
  private final long totalSteps;
  private long stepsBefore;
  private long stateSteps;
  private double scale = 1;

  /**
   * @param optimizer whose type is SGD, Adam, AdamW or Adagrad
   */
  GraphUpdater(OptimizerConfig optimizer, LearningRateSchedule schedule) {
    type = optimizer.type();
    learningRate = optimizer.learningRate();
    momentum = optimizer.momentum();
    initialAccumulator = optimizer.initialAccumulator();
    this.schedule = schedule.type();
    warmupSteps = schedule.warmupSteps();
    floor = schedule.floor();
    totalSteps = schedule.totalSteps();
  }

  /**
   * Begins a round.
   *
   * @param steps that the training has made before
   * @param stepsInState those of them that the optimizer state comes from
   * @param learningRateScale what plateaus have left of the learning rate
   */
  void begin(long steps, long stepsInState, double learningRateScale) {
    stepsBefore = steps;
    stateSteps = stepsInState;
    scale = learningRateScale;
  }

  /** Number of a step for the optimizer's state, from 1. */
  long stateStep(int iteration) {
    return stateSteps + iteration + 1;
  }

  /** 0, 1 or 2 floats per parameter. */
  @Override
  public long stateSize(long numParameters) {
    return switch (type) {
      case ADAM, ADAM_W -> 2 * numParameters;
      case SGD -> momentum > 0 ? numParameters : 0;
      default -> numParameters;
    };
  }

  @Override
  public GradientUpdater<GraphUpdater> instantiate(INDArray view, boolean initialize) {
    Steps steps = new Steps();
    if (view != null) {
      steps.setStateViewArray(view, view.shape(), view.ordering(), initialize);
    }
    return steps;
  }

  @Override
  public GradientUpdater<GraphUpdater> instantiate(
      Map<String, INDArray> state, boolean initialize) {
    Steps steps = new Steps();
    steps.setState(state, initialize);
    return steps;
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return new LearningRateSchedule(schedule, warmupSteps, floor, totalSteps)
        .rate(learningRate, scale, stepsBefore + iteration + 1);
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double rate, ISchedule otherSchedule) {
    throw new UnsupportedOperationException("the schedule is part of the rule");
  }

  @Override
  public GraphUpdater clone() {
    try {
      return (GraphUpdater) super.clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e); // IUpdater is Cloneable
    }
  }

  /** Parameters with equal rules are updated together. */
  @Override
  public boolean equals(Object other) {
    return other instanceof GraphUpdater that
        && type == that.type
        && learningRate == that.learningRate
        && momentum == that.momentum
        && initialAccumulator == that.initialAccumulator
        && stepsBefore == that.stepsBefore
        && scale == that.scale;
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, learningRate, momentum, initialAccumulator);
  }

  /**
   * Turns gradients into what is subtracted from the parameters, by an {@link GraphUpdater}, with
   * ND4J's kernels and the constants of package {@code optim}.
   */
  private final class Steps implements GradientUpdater<GraphUpdater> {
    private static final String STATE = "state";
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double ADAM_EPSILON = 1e-8;
    private static final double ADAGRAD_EPSILON = 1e-7;

    private INDArray state;

    @Override
    public GraphUpdater getConfig() {
      return GraphUpdater.this;
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
        state.assign(type == OptimizerType.ADAGRAD ? initialAccumulator : 0.0);
      }
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      double rate = getLearningRate(iteration, epoch);
      switch (type) {
        case SGD -> descend(gradient, rate);
        case ADAGRAD -> Nd4j.exec(new AdaGradUpdater(gradient, state, rate, ADAGRAD_EPSILON));
        case ADAM, ADAM_W -> adam(gradient, rate, stateStep(iteration));
        default -> throw new IllegalStateException(type.name());
      }
    }

    /** u ← μu + g; η·u. */
    private void descend(INDArray gradient, double rate) {
      if (state != null) {
        state.muli(momentum).addi(gradient);
        gradient.assign(state);
      }
      gradient.muli(rate);
    }

    /**
     * ND4J adds ε to √v, we add it to √v̂ = √v / √(1−β₂ᵗ): the same with ε·√(1−β₂ᵗ). Its iteration
     * is t − 1.
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
}
