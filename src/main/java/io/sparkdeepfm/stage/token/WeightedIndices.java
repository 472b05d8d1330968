package io.sparkdeepfm.stage.token;

import java.util.Arrays;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/** Collects (index, weight) in any order for one sparse vector; weights of one index add up. */
final class WeightedIndices {
  private int[] indices = new int[8];
  private double[] weights = new double[8];
  private int length;

  void add(int index, double weight) {
    if (length == indices.length) {
      indices = Arrays.copyOf(indices, length * 2);
      weights = Arrays.copyOf(weights, length * 2);
    }
    indices[length] = index;
    weights[length++] = weight;
  }

  /**
   * @param size length of the vector
   */
  Vector toVector(int size) {
    long[] order = new long[length]; // index, then position: sums run in the order of the cell
    for (int i = 0; i < length; i++) {
      order[i] = (long) indices[i] << 32 | i;
    }
    Arrays.sort(order);
    int[] outIndices = new int[length];
    double[] outValues = new double[length];
    int n = 0;
    for (int i = 0; i < length; ) {
      int index = (int) (order[i] >>> 32);
      double sum = 0;
      for (; i < length && (int) (order[i] >>> 32) == index; i++) {
        sum += weights[(int) order[i]];
      }
      outIndices[n] = index;
      outValues[n] = sum;
      n += sum == 0 ? 0 : 1;
    }
    return Vectors.sparse(size, Arrays.copyOf(outIndices, n), Arrays.copyOf(outValues, n));
  }
}
