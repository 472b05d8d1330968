package io.sparkdeepfm.token;

import java.util.Arrays;

/**
 * The indices of the tokens of a cell with their weights: put in in any order, read in ascending
 * order, the weights of one index added up in the order of the cell. Used again for cell after
 * cell.
 */
public final class WeightedIndices {
  private int[] indices = new int[8];
  private double[] weights = new double[8];
  private long[] order = new long[8]; // index, then position
  private int[] sortedIndices = new int[8];
  private double[] sums = new double[8];
  private int added;
  private int length;

  /** Begins a cell. */
  public void clear() {
    added = 0;
    length = 0;
  }

  public void add(int index, double weight) {
    if (added == indices.length) {
      grow();
    }
    indices[added] = index;
    weights[added++] = weight;
  }

  private void grow() {
    int capacity = 2 * added;
    indices = Arrays.copyOf(indices, capacity);
    weights = Arrays.copyOf(weights, capacity);
    order = new long[capacity];
    sortedIndices = new int[capacity];
    sums = new double[capacity];
  }

  /** Adds the weights up by index; what comes to 0 is left out. */
  public void sumUp() {
    for (int i = 0; i < added; i++) {
      order[i] = (long) indices[i] << Integer.SIZE | i;
    }
    Arrays.sort(order, 0, added);
    length = 0;
    for (int i = 0; i < added; ) {
      int index = (int) (order[i] >>> Integer.SIZE);
      double sum = 0;
      for (; i < added && (int) (order[i] >>> Integer.SIZE) == index; i++) {
        sum += weights[(int) order[i]];
      }
      sortedIndices[length] = index;
      sums[length] = sum;
      length += sum == 0 ? 0 : 1;
    }
  }

  /** Number of indices of the last sum. */
  public int length() {
    return length;
  }

  public int index(int i) {
    return sortedIndices[i];
  }

  public double weight(int i) {
    return sums[i];
  }

  /** Copy of the indices of the last sum. */
  public int[] copyIndices() {
    return Arrays.copyOf(sortedIndices, length);
  }

  /** Copy of the weights of the last sum. */
  public double[] copyWeights() {
    return Arrays.copyOf(sums, length);
  }
}
