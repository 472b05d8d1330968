package io.sparkdeepfm.encode;

import io.sparkdeepfm.data.ExampleBlock;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;

/**
 * All that is counted in one pass over the example blocks.
 *
 * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
final class BlockCounts implements Serializable {
  private ExampleCounts examples = ExampleCounts.NONE;
  private final FieldCounts fields;

  BlockCounts(int numFields) {
    fields = new FieldCounts(numFields);
  }

  ExampleCounts examples() {
    return examples;
  }

  FieldCounts fields() {
    return fields;
  }

  static Iterator<BlockCounts> of(int numFields, Iterator<ExampleBlock> blocks) {
    BlockCounts counts = new BlockCounts(numFields);
    while (blocks.hasNext()) {
      ExampleBlock block = blocks.next();
      counts.examples = counts.examples.plus(ExampleCounts.of(block));
      counts.fields.add(block);
    }
    return Collections.singleton(counts).iterator();
  }

  /** Adds what was counted elsewhere. */
  BlockCounts plus(BlockCounts other) {
    examples = examples.plus(other.examples);
    fields.plus(other.fields);
    return this;
  }
}
