package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;

/**
 * The norm of a mini-batch's gradients, and what they are multiplied by; neither leaves the GPU.
 */
final class Clipping {
  private static final int MOST_BLOCKS = 256; // for the rows, and for the dense parameters
  private static final int NUMBERS_PER_BLOCK = 2048;

  private final Gpu gpu;
  private final double limit;
  private final DeviceMemory squares; // of blocks of the rows, then of the dense parameters
  private final DeviceMemory scale;

  Clipping(Gpu gpu, TrainingConfig training) {
    this.gpu = gpu;
    limit = training.maxGradientNorm();
    squares = gpu.memory().allocate(2L * MOST_BLOCKS * Double.BYTES);
    scale = gpu.memory().floats(1);
  }

  private static int blocks(long numbers) {
    return (int) Math.max(1, Math.min(MOST_BLOCKS, numbers / NUMBERS_PER_BLOCK));
  }

  /** What gradients are multiplied by so that their norm is at most maxGradientNorm; a float. */
  DeviceMemory scale(BatchRows rows, DeviceTables tables, DeviceDense dense) {
    int ofRows = blocks((long) rows.most() * tables.rowLength());
    int ofDense = blocks(dense.trainable());
    gpu.call("square_sums")
        .at(rows.gradients())
        .number(tables.rowLength())
        .at(rows.counts())
        .at(squares)
        .onTeams(ofRows);
    gpu.call("square_sums")
        .at(dense.gradients())
        .number(dense.trainable())
        .number(0)
        .at(squares, 2L * ofRows)
        .onTeams(ofDense);
    gpu.call("clip_scale").at(squares).number(ofRows + ofDense).real(limit).at(scale).onTeams(1);
    return scale;
  }
}
