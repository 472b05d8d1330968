package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.optim.Optimizer;
import io.sparkdeepfm.optim.Penalty;
import java.util.Arrays;

/** The dense parameters on the device with their gradients and optimizer state. */
final class DeviceDense {
  private final Gpu gpu;
  private final int length;
  private final int trainable;
  private final int numStates;
  private final DeviceMemory values;
  private final DeviceMemory gradients; // laid out as the values
  private final DeviceMemory moved; // the values with new moving statistics, where asked for
  private final DeviceMemory states; // of the trainable ones, one state after the other
  private final DeviceMemory penalized;

  DeviceDense(Gpu gpu, DeepFMConfig config, TrainingConfig training, float[] initial) {
    this.gpu = gpu;
    DenseLayout layout = new DenseLayout(config);
    length = layout.length();
    trainable = layout.trainableLength();
    Optimizer optimizer = training.layers().forWeights();
    numStates = optimizer.numStates();
    values = room(gpu, config);
    put(initial);
    gradients = room(gpu, config);
    gradients.clear(0, length); // those of biases before batch norm stay 0
    moved = gpu.memory().allocate(0);
    states = gpu.memory().floats((long) numStates * trainable);
    gpu.call("fill_floats")
        .at(states)
        .real(optimizer.initialState(0))
        .number((long) numStates * trainable)
        .over((long) numStates * trainable);
    penalized = gpu.memory().allocate(trainable);
    putPenalized(layout, training.layers().penalty());
  }

  /**
   * Room for all dense parameters. Products are slow with weights that are not aligned, and the
   * bias stands before the first.
   */
  static DeviceMemory room(Gpu gpu, DeepFMConfig config) {
    DenseLayout layout = new DenseLayout(config);
    int weights = config.numHiddenLayers() > 0 ? layout.segment(DenseLayout.weight(0)).offset() : 0;
    return gpu.memory().alignedFloats(layout.length(), weights);
  }

  /** Marks, a byte each, the parameters on which the penalty acts: all, where there is none. */
  private void putPenalized(DenseLayout layout, Penalty penalty) {
    byte[] marks = new byte[(trainable + Float.BYTES - 1) / Float.BYTES * Float.BYTES];
    Arrays.fill(marks, (byte) (penalty.equals(Penalty.NONE) ? 1 : 0));
    for (DenseLayout.Segment segment : layout.segments()) {
      int end = segment.offset() + segment.length();
      if (end <= trainable && segment.name().endsWith(".weight")) {
        Arrays.fill(marks, segment.offset(), end, (byte) 1);
      }
    }
    penalized.ensure(marks.length);
    penalized.put(marks);
  }

  DeviceMemory values() {
    return values;
  }

  DeviceMemory gradients() {
    return gradients;
  }

  int length() {
    return length;
  }

  /** Those that gradients train: the first ones. */
  int trainable() {
    return trainable;
  }

  void put(float[] source) {
    values.put(0, source, 0, source.length);
  }

  void get(float[] target) {
    values.get(0, target, 0, length);
  }

  /** Takes gradients that were put together elsewhere; behind them, if there, moving statistics. */
  void putGradients(float[] source) {
    gradients.put(0, source, 0, trainable);
    values.put(trainable, source, trainable, source.length - trainable);
  }

  /** The gradients, and behind them the moving statistics that a pass would make. */
  float[] gradientsAndStatistics(CudaPass pass) {
    float[] result = new float[length];
    moved.ensure((long) length * Float.BYTES);
    moved.copyFrom(values, length);
    pass.moveStatistics(moved);
    gradients.get(0, result, 0, trainable);
    moved.get(trainable, result, trainable, length - trainable);
    return result;
  }

  /**
   * Makes a step.
   *
   * @param scale factor of the gradients, in memory; null for 1
   */
  void update(DeviceOptimizer optimizer, long step, DeviceMemory scale) {
    gpu.call("update_dense")
        .at(optimizer.weights())
        .at(optimizer.biases())
        .at(penalized)
        .at(optimizer.layerRates())
        .number(step)
        .number(trainable)
        .at(gradients)
        .at(scale)
        .at(values)
        .at(states)
        .over(trainable);
  }

  /** Each state of all trainable parameters. */
  float[][] states() {
    float[][] result = new float[numStates][trainable];
    for (int s = 0; s < numStates; s++) {
      states.get((long) s * trainable, result[s], 0, trainable);
    }
    return result;
  }

  /** One state after the other. */
  float[] allStates() {
    float[] result = new float[numStates * trainable];
    states.get(0, result, 0, result.length);
    return result;
  }

  void putAllStates(float[] source) {
    states.put(0, source, 0, source.length);
  }

  void putStates(float[][] source) {
    for (int s = 0; s < numStates; s++) {
      states.put((long) s * trainable, source[s], 0, trainable);
    }
  }
}
