package io.sparkdeepfm.stage.token;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hash that tables of tokens use, eight bytes at a time; not stable between versions. Mixing
 * constants and shifts: MurmurHash3's 64-bit finalizer (A. Appleby, public domain).
 */
final class TokenHash {
  private static final VarHandle LITTLE_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private TokenHash() {}

  /** Hash of the bytes {@code [begin, end)}; all its bits are mixed well. */
  static int of(byte[] bytes, int begin, int end) {
    long h = (long) end - begin;
    int i = begin;
    for (; i + Long.BYTES <= end; i += Long.BYTES) {
      h = mix(h ^ (long) LITTLE_ENDIAN_LONG.get(bytes, i)) + 1;
    }
    long tail = 0;
    for (; i < end; i++) {
      tail = tail << Byte.SIZE | (bytes[i] & 0xff);
    }
    return (int) mix(h ^ tail);
  }

  private static long mix(long h) {
    long x = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    x = (x ^ (x >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return x ^ (x >>> 33);
  }
}
