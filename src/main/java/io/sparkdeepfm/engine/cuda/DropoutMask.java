package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.cuda.device.Structure;

/** The structure Dropout of common.cuh: the masks of the engine "cpu", drawn anew where needed. */
final class DropoutMask {
  /** The layer number of what the MLP reads. */
  static final int INPUT = -1;

  private DropoutMask() {}

  static byte[] of(double rate, int layer, long seed) {
    return new Structure()
        .number(seed)
        .integer(layer)
        .integer((int) Math.round(rate * 65536))
        .real((float) (1 / (1 - rate)))
        .integer(0)
        .bytes();
  }
}
