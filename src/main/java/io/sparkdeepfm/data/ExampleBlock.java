package io.sparkdeepfm.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** B encoded examples, field by field, in primitive arrays: what training and scoring read. */
public final class ExampleBlock implements Serializable { // no record: Kryo cannot make them
  private final int size;
  private final float[] labels;
  private final float[] weights;
  private final FieldColumn[] columns;
  private final boolean validation;

  /**
   * @param size B
   * @param labels 0 or 1, length B
   * @param weights row weights ≥ 0, length B, or null where all are 1
   * @param columns one per field of the {@link FieldSchema}
   * @param validation whether the rows are for validation only
   */
  public ExampleBlock(
      int size, float[] labels, float[] weights, FieldColumn[] columns, boolean validation) {
    this.size = size;
    this.labels = labels;
    this.weights = weights;
    this.columns = columns;
    this.validation = validation;
  }

  public int size() {
    return size;
  }

  public float[] labels() {
    return labels;
  }

  public float[] weights() {
    return weights;
  }

  public FieldColumn[] columns() {
    return columns;
  }

  public boolean validation() {
    return validation;
  }

  public int numFields() {
    return columns.length;
  }

  public float weight(int example) {
    return weights == null ? 1f : weights[example];
  }

  /** One block with the examples of all, in order; the blocks have the same fields. */
  public static ExampleBlock concatenate(List<ExampleBlock> blocks) {
    if (blocks.size() == 1) {
      return blocks.get(0);
    }
    int size = blocks.stream().mapToInt(ExampleBlock::size).sum();
    float[] labels = new float[size];
    boolean weighted = blocks.stream().anyMatch(block -> block.weights() != null);
    float[] weights = weighted ? new float[size] : null;
    int done = 0;
    for (ExampleBlock block : blocks) {
      System.arraycopy(block.labels(), 0, labels, done, block.size());
      for (int b = 0; weighted && b < block.size(); b++) {
        weights[done + b] = block.weight(b);
      }
      done += block.size();
    }
    FieldColumn[] columns = new FieldColumn[blocks.get(0).numFields()];
    for (int f = 0; f < columns.length; f++) {
      columns[f] = concatenate(blocks, f, size);
    }
    return new ExampleBlock(size, labels, weights, columns, blocks.get(0).validation());
  }

  /**
   * Some of the examples, as a block of their own.
   *
   * @param order examples of this block; {@code order[from, to)} are taken, in this order
   */
  public ExampleBlock gather(int[] order, int from, int to) {
    float[] newLabels = new float[to - from];
    float[] newWeights = weights == null ? null : new float[to - from];
    for (int b = from; b < to; b++) {
      newLabels[b - from] = labels[order[b]];
      if (weights != null) {
        newWeights[b - from] = weights[order[b]];
      }
    }
    FieldColumn[] newColumns = new FieldColumn[numFields()];
    for (int f = 0; f < newColumns.length; f++) {
      newColumns[f] = columns[f].gather(order, from, to);
    }
    return new ExampleBlock(to - from, newLabels, newWeights, newColumns, validation);
  }

  private static FieldColumn concatenate(List<ExampleBlock> blocks, int f, int size) {
    if (blocks.stream().allMatch(block -> block.columns()[f].isNumeric())) {
      float[] values = new float[size];
      int done = 0;
      for (ExampleBlock block : blocks) {
        System.arraycopy(block.columns()[f].values(), 0, values, done, block.size());
        done += block.size();
      }
      return FieldColumn.numeric(values);
    }
    if (blocks.stream().allMatch(block -> block.columns()[f].isSingle())) {
      int[] rows = new int[size];
      int done = 0;
      for (ExampleBlock block : blocks) {
        System.arraycopy(block.columns()[f].rows(), 0, rows, done, block.size());
        done += block.size();
      }
      return FieldColumn.single(rows);
    }
    return concatenateEntries(blocks, f, size);
  }

  private static FieldColumn concatenateEntries(List<ExampleBlock> blocks, int f, int size) {
    int[] offsets = new int[size + 1];
    int entries = blocks.stream().mapToInt(block -> entries(block, f)).sum();
    int[] rows = new int[entries];
    boolean weighted = blocks.stream().anyMatch(block -> block.columns()[f].values() != null);
    float[] values = weighted ? new float[entries] : null;
    int example = 0;
    int done = 0;
    for (ExampleBlock block : blocks) {
      FieldColumn column = block.columns()[f];
      for (int b = 0; b < block.size(); b++) {
        int begin = column.isSingle() ? b : column.offsets()[b];
        int end = column.isSingle() ? b + 1 : column.offsets()[b + 1];
        for (int i = begin; i < end; i++) {
          if (column.rows()[i] >= 0) {
            rows[done] = column.rows()[i];
            if (weighted) {
              values[done] = column.values() == null ? 1f : column.values()[i];
            }
            done++;
          }
        }
        offsets[++example] = done;
      }
    }
    return FieldColumn.general(
        offsets, Arrays.copyOf(rows, done), weighted ? Arrays.copyOf(values, done) : null);
  }

  private static int entries(ExampleBlock block, int f) {
    FieldColumn column = block.columns()[f];
    return column.isSingle() ? block.size() : column.offsets()[block.size()];
  }
}
