package io.sparkdeepfm.serving.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protobuf message that is being written: fields by number, in the wire format of protocol
 * buffers. A message within another shares its bytes, so that a large table is there once.
 */
final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final List<byte[]> parts = new ArrayList<>();
  private long length;

  /** Bytes in all. */
  long length() {
    return length;
  }

  private ProtoMessage part(byte[] bytes) {
    parts.add(bytes);
    length += bytes.length;
    return this;
  }

  private static byte[] varints(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(10 * values.length);
    for (long value : values) {
      long rest = value;
      for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
        bytes.put((byte) (rest | 0x80));
      }
      bytes.put((byte) rest);
    }
    byte[] used = new byte[bytes.position()];
    bytes.flip().get(used);
    return used;
  }

  ProtoMessage number(int field, long value) {
    return part(varints((long) field << 3 | VARINT, value));
  }

  ProtoMessage number(int field, float value) {
    part(varints((long) field << 3 | FIXED32));
    return part(
        ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
  }

  ProtoMessage bytes(int field, byte[] value) {
    part(varints((long) field << 3 | BYTES, value.length));
    return part(value);
  }

  ProtoMessage text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoMessage message(int field, ProtoMessage value) {
    part(varints((long) field << 3 | BYTES, value.length));
    value.parts.forEach(this::part);
    return this;
  }

  void writeTo(OutputStream out) throws IOException {
    for (byte[] part : parts) {
      out.write(part);
    }
  }
}
