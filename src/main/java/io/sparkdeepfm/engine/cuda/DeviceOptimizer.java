package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.engine.cuda.device.Structure;
import io.sparkdeepfm.optim.LearningRateSchedule;
import io.sparkdeepfm.optim.OptimizerConfig;
import io.sparkdeepfm.optim.OptimizerConstants;
import io.sparkdeepfm.optim.Penalty;

/** The optimizers of a training with their learning rates, as optimizers.cuh reads them. */
final class DeviceOptimizer {
  private final DeviceMemory corrections;
  private final DeviceMemory rootCorrections;
  private final DeviceMemory embeddings;
  private final DeviceMemory weights;
  private final DeviceMemory biases;
  private final DeviceMemory embeddingRates;
  private final DeviceMemory layerRates;
  private final TrainingConfig training;
  private final long stepsBefore;

  /**
   * @param stepsBefore steps that the training had made when the replica began
   */
  DeviceOptimizer(Gpu gpu, TrainingConfig training, long stepsBefore) {
    this.training = training;
    this.stepsBefore = stepsBefore;
    float[] first = OptimizerConstants.adamCorrections();
    float[] root = OptimizerConstants.adamRootCorrections();
    corrections = gpu.memory().floats(first.length);
    corrections.put(0, first, 0, first.length);
    rootCorrections = gpu.memory().floats(root.length);
    rootCorrections.put(0, root, 0, root.length);
    embeddings = put(gpu, training.embeddings(), training.embeddings().penalty(), first.length);
    weights = put(gpu, training.layers(), training.layers().penalty(), first.length);
    biases = put(gpu, training.layers(), Penalty.NONE, first.length);
    embeddingRates = gpu.memory().allocate(rates(1, 1).length);
    layerRates = gpu.memory().allocate(rates(1, 1).length);
    setScale(1);
  }

  private DeviceMemory put(Gpu gpu, OptimizerConfig config, Penalty penalty, int numCorrections) {
    OptimizerConstants constants = OptimizerConstants.of(config);
    byte[] bytes =
        new Structure()
            .real(constants.beta1())
            .real(constants.beta2())
            .real(constants.epsilon())
            .real(config.momentum())
            .real(constants.ftrlBeta())
            .real(penalty.l1())
            .real(penalty.l2())
            .at(corrections)
            .at(rootCorrections)
            .number(numCorrections)
            .number(KernelCodes.of(config.type()))
            .bytes();
    DeviceMemory memory = gpu.memory().allocate(bytes.length);
    memory.put(bytes);
    return memory;
  }

  /** The structure Rates. */
  private byte[] rates(double initial, double scale) {
    LearningRateSchedule schedule = training.schedule();
    return new Structure()
        .real(initial)
        .real(scale)
        .real(schedule.floor())
        .number(schedule.warmupSteps())
        .number(schedule.totalSteps())
        .number(stepsBefore)
        .number(KernelCodes.of(schedule.type()))
        .bytes();
  }

  /** Sets what plateaus have left of the learning rates, from the next step on. */
  void setScale(double scale) {
    embeddingRates.put(rates(training.embeddings().learningRate(), scale));
    layerRates.put(rates(training.layers().learningRate(), scale));
  }

  long stepsBefore() {
    return stepsBefore;
  }

  DeviceMemory embeddings() {
    return embeddings;
  }

  /** Of weight matrices. */
  DeviceMemory weights() {
    return weights;
  }

  /** Of the other dense parameters. */
  DeviceMemory biases() {
    return biases;
  }

  DeviceMemory embeddingRates() {
    return embeddingRates;
  }

  DeviceMemory layerRates() {
    return layerRates;
  }
}
