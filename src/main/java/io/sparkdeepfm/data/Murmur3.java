package io.sparkdeepfm.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * MurmurHash3_x86_32 of A. Appleby (public domain), the same on every machine and in every version.
 */
public final class Murmur3 {
  private static final VarHandle LITTLE_ENDIAN_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int C1 = 0xcc9e2d51;
  private static final int C2 = 0x1b873593;

  private Murmur3() {}

  /** Hash of the UTF-8 bytes of a text. */
  public static int hash(String text, int seed) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return hash(bytes, 0, bytes.length, seed);
  }

  /** Hash of the bytes {@code [begin, end)}. */
  public static int hash(byte[] bytes, int begin, int end, int seed) {
    int h = seed;
    int blocksEnd = begin + ((end - begin) & ~3);
    for (int i = begin; i < blocksEnd; i += 4) {
      h ^= scramble((int) LITTLE_ENDIAN_INT.get(bytes, i));
      h = Integer.rotateLeft(h, 13) * 5 + 0xe6546b64;
    }
    int tail = 0;
    for (int i = end - 1; i >= blocksEnd; i--) {
      tail = tail << 8 | (bytes[i] & 0xff);
    }
    return finish(h ^ scramble(tail) ^ (end - begin));
  }

  private static int scramble(int block) {
    return Integer.rotateLeft(block * C1, 15) * C2;
  }

  private static int finish(int h) {
    h = (h ^ (h >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }
}
