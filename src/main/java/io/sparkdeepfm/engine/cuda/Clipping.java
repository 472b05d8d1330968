package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;

/**
 * The norm of a mini-batch's gradients, and what they are multiplied by; neither leaves the GPU.
 */
final class Clipping {
  private static final int BLOCKS = 256;

  private final Gpu gpu;
  private final double limit;
  private final DeviceMemory squares; // of blocks of the rows, then of the dense parameters
  private final DeviceMemory scale;

  Clipping(Gpu gpu, TrainingConfig training) {
    this.gpu = gpu;
    limit = training.maxGradientNorm();
    squares = gpu.memory().allocate(2L * BLOCKS * Double.BYTES);
    scale = gpu.memory().floats(1);
  }

  /** What gradients are multiplied by so that their norm is at most maxGradientNorm; a float. */
  DeviceMemory scale(BatchRows rows, DeviceTables tables, DeviceDense dense) {
    gpu.call("square_sums")
        .at(rows.gradients())
        .number(tables.rowLength())
        .at(rows.counts())
        .at(squares)
        .onTeams(BLOCKS);
    gpu.call("square_sums")
        .at(dense.gradients())
        .number(dense.trainable())
        .number(0)
        .at(squares, 2L * BLOCKS)
        .onTeams(BLOCKS);
    gpu.call("clip_scale").at(squares).number(2L * BLOCKS).real(limit).at(scale).onTeams(1);
    return scale;
  }
}
