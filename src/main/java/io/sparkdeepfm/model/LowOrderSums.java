package io.sparkdeepfm.model;

import io.sparkdeepfm.model.DeepFMConfig.Head;
import java.util.Arrays;

/**
 * What the first- and second-order terms of up to n examples are made of: Σ w x; S, the sum of the
 * field vectors; and Q, the sum of the squares that {@link LogitHead} takes off.
 */
final class LowOrderSums {
  private final int dim;
  private final boolean usesPairs;
  private final boolean keepsSquares; // else only their total over D
  private final float[] firstOrder; // Σ w x, n
  private final float[] sums; // S, n × D where pairs are used
  private final float[] squares; // Q, n × D if they are kept
  private final float[] squareTotals; // the sum of these over D, n if they are not kept

  LowOrderSums(DeepFMConfig config, int maxExamples) {
    dim = config.embeddingDim();
    usesPairs = config.usesPairs();
    keepsSquares = keepsSquares(config);
    firstOrder = new float[maxExamples];
    sums = new float[usesPairs ? maxExamples * dim : 0];
    squares = new float[keepsSquares ? sums.length : 0];
    squareTotals = new float[usesPairs && !keepsSquares ? maxExamples : 0];
  }

  /** x², but finite: it meets ‖v‖², which may be 0, afterwards. */
  static float square(float x) {
    return Math.min(x * x, Float.MAX_VALUE);
  }

  /** Whether the squares of each component are read. */
  static boolean keepsSquares(DeepFMConfig config) {
    return config.deepReadsPairs() || (config.secondOrder() && config.head() == Head.WEIGHTED);
  }

  boolean usesPairs() {
    return usesPairs;
  }

  boolean keepsSquares() {
    return keepsSquares;
  }

  float[] firstOrder() {
    return firstOrder;
  }

  float[] sums() {
    return sums;
  }

  float[] squares() {
    return squares;
  }

  /** Σ_k Q_k of each example, where the squares are not kept. */
  float[] squareTotals() {
    return squareTotals;
  }

  /** ‖S‖² − Σ_k Q_k of example b, twice the second-order term. */
  float twiceSecondOrder(int b) {
    float sum = 0;
    for (int k = 0; k < dim; k++) {
      float s = sums[b * dim + k];
      sum += keepsSquares ? s * s - squares[b * dim + k] : s * s;
    }
    return keepsSquares ? sum : sum - squareTotals[b];
  }

  /** Forgets the first-order sums of n examples. */
  void clearFirstOrder(int n) {
    Arrays.fill(firstOrder, 0, n, 0f);
  }

  /**
   * Adds to n examples what all of them have in common.
   *
   * @param common of one example
   */
  void addToAll(int n, LowOrderSums common) {
    for (int b = 0; b < n; b++) {
      firstOrder[b] += common.firstOrder[0];
      for (int k = 0; usesPairs && k < dim; k++) {
        sums[b * dim + k] += common.sums[k];
        if (keepsSquares) {
          squares[b * dim + k] += common.squares[k];
        }
      }
      if (usesPairs && !keepsSquares) {
        squareTotals[b] += common.squareTotals[0];
      }
    }
  }

  /** Adds the vector of a field of example b to S, and its squares to Q. */
  void addField(int b, float[] vector, float[] squaresOfVector) {
    for (int k = 0; usesPairs && k < dim; k++) {
      sums[b * dim + k] += vector[k];
      addSquare(b, k, squaresOfVector[k]);
    }
  }

  private void addSquare(int b, int k, float square) {
    if (keepsSquares) {
      squares[b * dim + k] += square;
    } else {
      squareTotals[b] += square;
    }
  }

  /** Computes ½ (S² − Q) of example b, D floats. */
  void readPairs(int b, float[] target) {
    for (int k = 0; k < dim; k++) {
      float s = sums[b * dim + k];
      target[k] = 0.5f * (s * s - squares[b * dim + k]);
    }
  }

  /**
   * What a row of a table adds to these sums, D + 1 floats with the weight last, as floats that are
   * added up behind others: w, then v, then its squares or their total.
   */
  static final class Share {
    private final int dim;
    private final boolean usesPairs;
    private final boolean keepsSquares;

    Share(DeepFMConfig config) {
      dim = config.embeddingDim();
      usesPairs = config.usesPairs();
      keepsSquares = keepsSquares(config);
    }

    /** Floats of a share. */
    int length() {
      return usesPairs ? squares() + (keepsSquares ? dim : 1) : 1;
    }

    /** Where the squares begin. */
    private int squares() {
      return 1 + dim;
    }

    /** Writes the share of a row to {@code target[at, at + length)}. */
    void write(float[] row, float[] target, int at) {
      target[at] = row[dim];
      for (int k = 0; usesPairs && k < dim; k++) {
        target[at + 1 + k] = row[k];
        target[at + squares() + (keepsSquares ? k : 0)] += row[k] * row[k];
      }
    }

    /** Adds a sum of shares to example b. */
    void add(float[] source, int at, int b, LowOrderSums target) {
      target.firstOrder[b] += source[at];
      for (int k = 0; usesPairs && k < dim; k++) {
        target.sums[b * dim + k] += source[at + 1 + k];
      }
      addSquares(1f, source, at, b, target);
    }

    /** Adds the squares of a share alone to example b, so many times. */
    void addSquares(float times, float[] source, int at, int b, LowOrderSums target) {
      int length = usesPairs ? length() - squares() : 0;
      for (int k = 0; k < length; k++) {
        target.addSquare(b, k, times * source[at + squares() + k]);
      }
    }
  }
}
