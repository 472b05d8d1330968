package io.sparkdeepfm.encode;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;

/** SHA-256 of example blocks, in their order. */
final class BlockDigest {
  private final MessageDigest digest;
  private ByteBuffer buffer = ByteBuffer.allocate(1 << 12);

  private BlockDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256, but this one does not.", e);
    }
  }

  /** The digest of all blocks, in hexadecimal digits. */
  static Iterator<String> of(Iterator<ExampleBlock> blocks) {
    BlockDigest all = new BlockDigest();
    while (blocks.hasNext()) {
      all.add(blocks.next());
    }
    return Collections.singleton(HexFormat.of().formatHex(all.digest.digest())).iterator();
  }

  private void add(ExampleBlock block) {
    add(new int[] {block.size(), block.validation() ? 1 : 0});
    add(block.labels());
    add(block.weights());
    for (FieldColumn column : block.columns()) {
      add(column.offsets());
      add(column.rows());
      add(column.values());
    }
  }

  private void add(int[] values) {
    if (values != null) {
      begin(values.length).asIntBuffer().put(values);
      digest.update(buffer);
    }
  }

  private void add(float[] values) {
    if (values != null) {
      begin(values.length).asFloatBuffer().put(values);
      digest.update(buffer);
    }
  }

  /** The buffer with room for so many numbers of four bytes. */
  private ByteBuffer begin(int length) {
    int bytes = Math.multiplyExact(length, Integer.BYTES);
    if (buffer.capacity() < bytes) {
      buffer = ByteBuffer.allocate(bytes);
    }
    return buffer.clear().limit(bytes);
  }
}
