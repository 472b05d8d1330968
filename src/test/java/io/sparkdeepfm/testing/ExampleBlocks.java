package io.sparkdeepfm.testing;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import java.util.stream.IntStream;

/** Cuts blocks into mini-batches. */
public final class ExampleBlocks {
  private ExampleBlocks() {}

  /** The examples {@code [begin, end)} of a block. */
  public static ExampleBlock slice(ExampleBlock block, int begin, int end) {
    return select(block, IntStream.range(begin, end).toArray());
  }

  /** The named examples of a block, in the order named; an example may be named twice. */
  public static ExampleBlock select(ExampleBlock block, int... examples) {
    FieldColumn[] columns = new FieldColumn[block.numFields()];
    for (int f = 0; f < columns.length; f++) {
      columns[f] = select(block.columns()[f], examples);
    }
    float[] weights = block.weights() == null ? null : pick(block.weights(), examples);
    return new ExampleBlock(
        examples.length, pick(block.labels(), examples), weights, columns, block.validation());
  }

  private static FieldColumn select(FieldColumn column, int[] examples) {
    if (column.isNumeric()) {
      return FieldColumn.numeric(pick(column.values(), examples));
    }
    if (column.isSingle()) {
      return FieldColumn.single(pick(column.rows(), examples));
    }
    int[] offsets = new int[examples.length + 1];
    for (int b = 0; b < examples.length; b++) {
      int length = column.offsets()[examples[b] + 1] - column.offsets()[examples[b]];
      offsets[b + 1] = offsets[b] + length;
    }
    int[] entries =
        IntStream.of(examples)
            .flatMap(b -> IntStream.range(column.offsets()[b], column.offsets()[b + 1]))
            .toArray();
    float[] values = column.values() == null ? null : pick(column.values(), entries);
    return FieldColumn.general(offsets, pick(column.rows(), entries), values);
  }

  private static int[] pick(int[] from, int[] places) {
    return IntStream.of(places).map(i -> from[i]).toArray();
  }

  private static float[] pick(float[] from, int[] places) {
    float[] picked = new float[places.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = from[places[i]];
    }
    return picked;
  }
}
