package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.cuda.ColumnSums.At;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;
import java.util.ArrayList;
import java.util.List;

/** Forward and backward pass over a mini-batch, with the memory that this takes. */
final class CudaPass {
  private final Gpu gpu;
  private final DeepFMConfig config;
  private final byte[] terms;
  private final int dim;
  private final ColumnSums sums;
  private final List<DeviceTower> towers = new ArrayList<>();
  private final DeviceMemory vectors; // e, n × F·D
  private final DeviceMemory fieldSums; // S, n × D
  private final DeviceMemory squares; // Q, n × D
  private final DeviceMemory first; // Σ w x, n
  private final DeviceMemory pairs; // ½ (S² − Q), n × D; null if nothing reads them
  private final DeviceMemory dropped; // what the MLP reads; null if nothing is dropped from it
  private final DeviceMemory logits;
  private final DeviceMemory logitGradients;
  private final DeviceMemory towerGradients; // of the first tower, then of the second
  private final DeviceMemory lossTerms;
  private final DeviceMemory lossSum;
  private final DeviceMemory inputGradient; // n × the MLP's input; null without
  private final DeviceMemory cells; // n × F·D; the gradient of the input where that is as wide
  private final DeviceMemory pairGradients; // null if they are the same for all values

  /**
   * @param capacity examples of a mini-batch at most
   */
  CudaPass(Gpu gpu, DeepFMConfig config, int capacity, Precision precision) {
    this.gpu = gpu;
    this.config = config;
    terms = ModelTerms.of(config);
    dim = config.embeddingDim();
    sums = new ColumnSums(gpu);
    DeviceMemory.Allocator memory = gpu.memory();
    long vectorSize = (long) capacity * config.inputWidth();
    long dimSize = (long) capacity * dim;
    vectors = memory.floats(vectorSize);
    fieldSums = memory.floats(dimSize);
    squares = memory.floats(dimSize);
    first = memory.floats(capacity);
    boolean readsPairs = config.deepReadsPairs() || ModelTerms.learnsBeta(config);
    pairs = readsPairs ? memory.floats(dimSize) : null;
    boolean deep = config.numTowers() > 0;
    long inputSize = (long) capacity * config.deepWidth();
    dropped = deep && config.embeddingDropoutRate() > 0 ? memory.floats(inputSize) : null;
    logits = memory.floats(capacity);
    logitGradients = memory.floats(capacity);
    towerGradients = config.numTowers() == 2 ? memory.floats(2L * capacity) : null;
    lossTerms = memory.floats(2L * capacity);
    lossSum = memory.zeros(2);
    inputGradient = deep ? memory.floats(inputSize) : null;
    cells = deep && !config.deepReadsPairs() ? inputGradient : memory.floats(vectorSize);
    pairGradients = ModelTerms.keepsPairGradients(config) ? memory.floats(dimSize) : null;
    int widest = 0;
    for (int l = 0; l < config.numHiddenLayers(); l++) {
      widest = Math.max(widest, config.units(l));
    }
    DeviceMemory[] gradients = {
      memory.floats((long) capacity * widest), memory.floats((long) capacity * widest)
    };
    gpu.useEpilogues(
        LayerProducts.haveEpilogues(config) && EpilogueCheck.holds(gpu.device(), precision));
    for (int t = 0; t < config.numTowers(); t++) {
      towers.add(new DeviceTower(gpu, config, t, capacity, precision, sums, gradients));
    }
  }

  /** The structure Terms of embedding.cuh. */
  byte[] terms() {
    return terms;
  }

  DeviceMemory cellGradients() {
    return cells;
  }

  DeviceMemory logitGradients() {
    return logitGradients;
  }

  DeviceMemory pairGradients() {
    return pairGradients;
  }

  /** The logit of each example of a block, without dropout. */
  float[] score(
      DeviceWindow window,
      ExampleBlock block,
      int batchSize,
      DeviceMemory tables,
      DeviceMemory dense) {
    float[] result = new float[block.size()];
    window.copy(block);
    gpu.device().waitForAside();
    for (int from = 0; from < result.length; from += batchSize) {
      int n = Math.min(batchSize, result.length - from);
      forward(window, from, n, tables, dense, false, 0);
      logits.get(0, result, from, n);
    }
    return result;
  }

  /** Forgets the losses so far. */
  void beginLoss() {
    lossSum.clear(0, 2);
  }

  /** Σ w·loss since then; waits for the device. */
  double loss() {
    return lossSum.getDouble();
  }

  private DeviceMemory input() {
    if (dropped != null) {
      return dropped;
    }
    return config.deepReadsPairs() ? pairs : vectors;
  }

  /**
   * The logits of examples {@code [from, from + n)} of a window.
   *
   * @param training whether units are dropped, and batch norm takes the statistics of these
   *     examples
   */
  void forward(
      DeviceWindow window,
      int from,
      int n,
      DeviceMemory tables,
      DeviceMemory dense,
      boolean training,
      long dropoutSeed) {
    gpu.call("look_up")
        .at(window.arrays(), window.fieldsBegin())
        .structure(terms)
        .at(tables)
        .integer(from)
        .integer(n)
        .at(vectors)
        .at(fieldSums)
        .at(squares)
        .at(first)
        .over((long) n * (dim + 1));
    if (pairs != null) {
      gpu.call("pair_up")
          .at(fieldSums)
          .at(squares)
          .number((long) n * dim)
          .at(pairs)
          .over((long) n * dim);
    }
    DeviceMemory input = config.deepReadsPairs() ? pairs : vectors;
    if (dropped != null && training) {
      drop(input, n, dropoutSeed, dropped);
      input = dropped;
    }
    for (DeviceTower tower : towers) {
      tower.forward(input, n, dense, training, dropoutSeed);
    }
    gpu.call("logits")
        .structure(terms)
        .at(dense)
        .at(first)
        .at(fieldSums)
        .at(squares)
        .at(deep(0))
        .at(deep(1))
        .number(n)
        .at(logits)
        .over(n);
  }

  private DeviceMemory deep(int tower) {
    return tower < towers.size() ? towers.get(tower).output() : null;
  }

  private void drop(DeviceMemory source, int n, long seed, DeviceMemory target) {
    int width = config.deepWidth();
    gpu.call("drop")
        .at(source)
        .number(n)
        .integer(width)
        .structure(DropoutMask.of(config.embeddingDropoutRate(), DropoutMask.INPUT, seed))
        .at(target)
        .over((long) n * ((width + 3) / 4));
  }

  /**
   * Adds up the losses of the examples of the last forward pass, and writes the gradients of the
   * dense parameters and the cell gradients.
   *
   * @param factor of the examples' weighted gradients: 1 / Σ w for those of the mean, 1 for sums
   */
  void backward(
      DeviceWindow window,
      int from,
      int n,
      float factor,
      DeviceMemory dense,
      DeviceMemory gradients,
      long dropoutSeed) {
    lossGradients(window, from, n, factor);
    headGradients(n, gradients);
    for (int t = 0; t < towers.size(); t++) {
      At factors =
          towers.size() == 1 ? new At(logitGradients, 0) : new At(towerGradients, (long) t * n);
      towers
          .get(t)
          .backward(input(), factors, n, dense, gradients, dropoutSeed, t > 0, inputGradient);
    }
    if (dropped != null) {
      drop(inputGradient, n, dropoutSeed, inputGradient);
    }
    gpu.call("cell_gradients")
        .at(window.arrays(), window.fieldsBegin())
        .structure(terms)
        .at(dense)
        .at(vectors)
        .at(fieldSums)
        .at(logitGradients)
        .at(inputGradient)
        .number(n)
        .at(cells)
        .at(pairGradients)
        .over((long) n * dim);
  }

  private void lossGradients(DeviceWindow window, int from, int n, float factor) {
    gpu.call("losses")
        .at(logits)
        .at(window.arrays(), window.labelsBegin())
        .at(window.isWeighted() ? window.arrays() : null, Math.max(0, window.weightsBegin()))
        .integer(KernelCodes.of(config.loss()))
        .real(factor)
        .integer(from)
        .number(n)
        .at(deep(0))
        .at(deep(1))
        .at(logitGradients)
        .at(lossTerms)
        .at(towerGradients)
        .over(n);
    gpu.call("add_up").at(lossTerms).number(n).at(lossSum).onTeams(1);
  }

  private void headGradients(int n, DeviceMemory gradients) {
    DenseLayout layout = new DenseLayout(config);
    At factors = new At(logitGradients, 0);
    sums.of(logitGradients, At.NOTHING, null, At.NOTHING, n, 1);
    sums.storeSums(1, gradients, layout.segment(DenseLayout.BIAS).offset());
    if (ModelTerms.learnsAlpha(config)) {
      sums.of(first, At.NOTHING, null, factors, n, 1);
      sums.storeProducts(1, gradients, layout.segment(DenseLayout.HEAD_FIRST_ORDER).offset());
    }
    if (ModelTerms.learnsBeta(config)) {
      sums.of(pairs, At.NOTHING, null, factors, n, dim);
      sums.storeProducts(dim, gradients, layout.segment(DenseLayout.HEAD_SECOND_ORDER).offset());
    }
  }

  /** Moves batch norm's moving statistics in {@code target}, laid out as the parameters are. */
  void moveStatistics(DeviceMemory target) {
    towers.forEach(tower -> tower.moveStatistics(target));
  }
}
