package io.sparkdeepfm.serving;

import io.sparkdeepfm.data.Refusal;
import java.nio.ByteBuffer;

/**
 * How the D + 1 numbers of an embedding row (v, then its first-order weight w) are stored in a file
 * for serving. Scoring computes with 32 bits, whatever the format.
 */
public enum RowFormat {
  /** As they were trained. */
  FLOAT32 {
    @Override
    int bytes(int rowLength) {
      return rowLength * Float.BYTES;
    }

    @Override
    void write(float[] values, int begin, int rowLength, ByteBuffer row) {
      for (int i = 0; i < rowLength; i++) {
        row.putFloat(values[begin + i]);
      }
    }

    @Override
    void read(MappedFile file, long place, float[] target, int rowLength) {
      file.read(place, target, rowLength);
    }
  },

  /** The upper half of each number, rounded to even: half the bytes, relative error ≤ 2⁻⁸. */
  BFLOAT16 {
    @Override
    int bytes(int rowLength) {
      return rowLength * Short.BYTES;
    }

    @Override
    void write(float[] values, int begin, int rowLength, ByteBuffer row) {
      for (int i = 0; i < rowLength; i++) {
        int bits = Float.floatToRawIntBits(requireFinite(values[begin + i]));
        int rounded = bits + 0x7FFF + (bits >>> 16 & 1);
        boolean isBeyond = (rounded & 0x7F80_0000) == 0x7F80_0000; // the largest stays finite
        row.putShort((short) ((isBeyond ? bits : rounded) >>> 16));
      }
    }

    @Override
    void read(MappedFile file, long place, float[] target, int rowLength) {
      ByteBuffer memory = file.at(place, bytes(rowLength));
      int at = MappedFile.offset(place);
      for (int i = 0; i < rowLength; i++) {
        target[i] = Float.intBitsToFloat(memory.getShort(at + i * Short.BYTES) << 16);
      }
    }
  },

  /**
   * One byte for each number of v, in units of max|v| ⁄ 127 of its row; the unit and w have 32
   * bits. D + 8 bytes, error ≤ max|v| ⁄ 254.
   */
  INT8 {
    @Override
    int bytes(int rowLength) {
      return rowLength - 1 + 2 * Float.BYTES;
    }

    @Override
    void write(float[] values, int begin, int rowLength, ByteBuffer row) {
      float largest = 0;
      for (int i = begin; i < begin + rowLength - 1; i++) {
        largest = Math.max(largest, Math.abs(requireFinite(values[i])));
      }
      float unit = largest / STEPS;
      row.putFloat(requireFinite(values[begin + rowLength - 1])).putFloat(unit);
      for (int i = 0; i < rowLength - 1; i++) {
        // A unit of 0, also where a row is too small for one, stands for a row of zeros.
        int steps = unit == 0 ? 0 : Math.round(values[begin + i] / unit);
        row.put((byte) Math.max(-STEPS, Math.min(STEPS, steps)));
      }
    }

    @Override
    void read(MappedFile file, long place, float[] target, int rowLength) {
      ByteBuffer memory = file.at(place, bytes(rowLength));
      int at = MappedFile.offset(place);
      target[rowLength - 1] = memory.getFloat(at);
      float unit = memory.getFloat(at + Float.BYTES);
      for (int i = 0; i < rowLength - 1; i++) {
        target[i] = unit * memory.get(at + 2 * Float.BYTES + i);
      }
    }
  };

  private static final int STEPS = 127;

  /** Of a row of {@code rowLength} = D + 1 numbers. */
  abstract int bytes(int rowLength);

  /** Puts one row, which begins at {@code values[begin]}, into a little-endian buffer. */
  abstract void write(float[] values, int begin, int rowLength, ByteBuffer row);

  /** Reads the row at a place to the start of {@code target}. */
  abstract void read(MappedFile file, long place, float[] target, int rowLength);

  private static float requireFinite(float value) {
    if (!Float.isFinite(value)) {
      throw Refusal.of(
          "An embedding row holds %s, which only float32 can store; train with a smaller learningRate.",
          value);
    }
    return value;
  }

  /**
   * @param name as options and Params write it: {@code float32}, {@code bfloat16}, {@code int8}
   * @throws IllegalArgumentException if it is none of them
   */
  public static RowFormat of(String name) {
    for (RowFormat format : values()) {
      if (format.name().equalsIgnoreCase(name)) {
        return format;
      }
    }
    throw Refusal.of("embeddings is '%s', but must be float32, bfloat16 or int8.", name);
  }
}
