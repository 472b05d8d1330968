package io.sparkdeepfm.engine.cpu;

import java.util.Arrays;

/** Floats that are added in stretches, in an array that grows. */
final class FloatList {
  private float[] values = new float[0];
  private int size;

  void add(float[] source, int begin, int length) {
    if (size + length > values.length) {
      values =
          Arrays.copyOf(values, Math.max(Math.addExact(size, length), 3 * (values.length / 2)));
    }
    System.arraycopy(source, begin, values, size, length);
    size += length;
  }

  int size() {
    return size;
  }

  /** The live array, of which the first {@link #size} floats count. */
  float[] values() {
    return values;
  }

  /** Empties it, and gives the room back. */
  void clear() {
    values = new float[0];
    size = 0;
  }
}
