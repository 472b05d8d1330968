package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.optim.LearningRateSchedule;
import io.sparkdeepfm.optim.OptimizerConfig;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.ScheduleType;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * One of our optimizers with its learning rate schedule, for the graph. {@link UpdateSteps} makes
 * the steps.
 *
 * <p>Deeplearning4j's workers count iterations from 0 in every averaging round, and its own
 * configurations of Adagrad and of schedules lose what they need when they are copied; so this
 * knows how many steps came {@link #begin before} the round. Plain fields, because Kryo cannot make
 * records.
 */
final class UpdateRule implements IUpdater {
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
  UpdateRule(OptimizerConfig optimizer, LearningRateSchedule schedule) {
    type = optimizer.type();
    learningRate = optimizer.learningRate();
    momentum = optimizer.momentum();
    initialAccumulator = optimizer.initialAccumulator();
    this.schedule = schedule.type();
    warmupSteps = schedule.warmupSteps();
    floor = schedule.floor();
    totalSteps = schedule.totalSteps();
  }

  private UpdateRule(UpdateRule other) {
    type = other.type;
    learningRate = other.learningRate;
    momentum = other.momentum;
    initialAccumulator = other.initialAccumulator;
    schedule = other.schedule;
    warmupSteps = other.warmupSteps;
    floor = other.floor;
    totalSteps = other.totalSteps;
    begin(other.stepsBefore, other.stateSteps, other.scale);
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

  OptimizerType type() {
    return type;
  }

  double momentum() {
    return momentum;
  }

  double initialAccumulator() {
    return initialAccumulator;
  }

  /** Number of a step for the optimizer's state, from 1. */
  long stateStep(int iteration) {
    return stateSteps + iteration + 1;
  }

  /** Floats of optimizer state per parameter: 0, 1 or 2. */
  int numStates() {
    return switch (type) {
      case ADAM, ADAM_W -> 2;
      case SGD -> momentum > 0 ? 1 : 0;
      default -> 1;
    };
  }

  @Override
  public long stateSize(long numParameters) {
    return numStates() * numParameters;
  }

  @Override
  public GradientUpdater<UpdateRule> instantiate(INDArray view, boolean initialize) {
    UpdateSteps steps = new UpdateSteps(this);
    if (view != null) {
      steps.setStateViewArray(view, view.shape(), view.ordering(), initialize);
    }
    return steps;
  }

  @Override
  public GradientUpdater<UpdateRule> instantiate(Map<String, INDArray> state, boolean initialize) {
    UpdateSteps steps = new UpdateSteps(this);
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
  @SuppressWarnings("SuperCallToObjectMethod") // there is no other to call
  public UpdateRule clone() {
    return new UpdateRule(this);
  }

  /** Parameters with equal rules are updated together. */
  @Override
  public boolean equals(Object other) {
    return other instanceof UpdateRule that
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
}
