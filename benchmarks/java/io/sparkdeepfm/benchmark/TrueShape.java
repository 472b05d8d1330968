package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.testing.ModelConfigs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/**
 * Generated rows with the statistics of a sample of 137,139 rows of Criteo's data of 2014: 13
 * numbers and 26 categorical fields, with as many distinct values and missing ones, and as skewed.
 * Layers, batches and the share of positive labels are those of {@link CriteoShape}.
 */
final class TrueShape {
  static final int ROWS = 1_000_000;

  /** Share of rows in which each number is missing or 0. */
  private static final double[] EMPTY_NUMBERS = {
    0.685, 0.174, 0.217, 0.257, 0.044, 0.274, 0.259, 0.115, 0.074, 0.714, 0.267, 0.939, 0.264
  };

  /**
   * The r-th most frequent value, counted from 0, is drawn with probability ∝ (r + offset)^−slope,
   * of which both were fitted to the shares of the most frequent 1, 10, 100 and 1,000 values and to
   * the number of distinct ones among 256 to 4,096 rows.
   */
  private record Tokens(int size, double missing, double slope, double offset) {}

  private static final Tokens[] TOKENS = {
    new Tokens(616, 0, 2.00, 1.5),
    new Tokens(528, 0, 1.95, 16),
    new Tokens(61_763, 0.034, 0.85, 1),
    new Tokens(32_222, 0.034, 0.95, 1.5),
    new Tokens(154, 0, 2.65, 1.5),
    new Tokens(11, 0.122, 3.80, 1),
    new Tokens(8_634, 0, 1.05, 32),
    new Tokens(292, 0, 2.30, 1.5),
    new Tokens(3, 0, 4.00, 0.35),
    new Tokens(13_982, 0, 0.90, 0.35),
    new Tokens(4_087, 0, 1.15, 24),
    new Tokens(56_396, 0.034, 0.90, 2),
    new Tokens(2_944, 0, 1.20, 24),
    new Tokens(26, 0, 4.00, 4),
    new Tokens(5_897, 0, 1.40, 48),
    new Tokens(46_381, 0.034, 0.95, 3),
    new Tokens(10, 0, 3.75, 4),
    new Tokens(2_827, 0, 1.60, 32),
    new Tokens(1_341, 0.442, 1.10, 0.2),
    new Tokens(3, 0.442, 1.30, 64),
    new Tokens(52_249, 0.034, 0.90, 1.5),
    new Tokens(12, 0.761, 4.00, 1.5),
    new Tokens(14, 0, 3.90, 3),
    new Tokens(14_595, 0.034, 1.10, 2),
    new Tokens(54, 0.442, 3.75, 6),
    new Tokens(11_138, 0.442, 1.00, 1.5)
  };

  private TrueShape() {}

  static DeepFMConfig config() {
    List<Field> fields = new ArrayList<>();
    for (int f = 0; f < EMPTY_NUMBERS.length; f++) {
      fields.add(Field.numeric("I" + (f + 1)));
    }
    for (int f = 0; f < TOKENS.length; f++) {
      String name = "C" + (f + 1);
      fields.add(new Field(name, name, TOKENS[f].size(), Pooling.SUM));
    }
    return ModelConfigs.of(
        new FieldSchema(fields),
        CriteoShape.DIM,
        List.of(400, 400, 400),
        Activation.RELU,
        0,
        false,
        Interaction.FEATURE,
        Head.SUM);
  }

  /** Embedding rows of all fields. */
  static int features() {
    return EMPTY_NUMBERS.length + Arrays.stream(TOKENS).mapToInt(Tokens::size).sum();
  }

  static ExampleBlock examples(int numExamples) {
    SplitMix64 random = new SplitMix64(13);
    List<FieldColumn> columns = new ArrayList<>();
    for (double empty : EMPTY_NUMBERS) {
      float[] values = new float[numExamples];
      for (int b = 0; b < numExamples; b++) {
        values[b] = random.nextDouble() < empty ? 0f : (float) (1 - random.nextDouble());
      }
      columns.add(FieldColumn.numeric(values));
    }
    for (Tokens tokens : TOKENS) {
      columns.add(FieldColumn.single(rows(tokens, numExamples, random)));
    }
    float[] labels = new float[numExamples];
    for (int b = 0; b < numExamples; b++) {
      labels[b] = random.nextDouble() < 0.25 ? 1f : 0f;
    }
    return new ExampleBlock(numExamples, labels, null, columns.toArray(new FieldColumn[0]), false);
  }

  /** Features of an example, as the stages would give them. */
  static Vector vector(FieldSchema schema, ExampleBlock block, int example) {
    int[] indices = new int[schema.numFields()];
    double[] values = new double[indices.length];
    int size = 0;
    for (int f = 0; f < indices.length; f++) {
      FieldColumn column = block.columns()[f];
      float x = column.isNumeric() ? column.values()[example] : 1f;
      int row = column.isNumeric() ? 0 : column.rows()[example];
      if (row >= 0 && x != 0) {
        indices[size] = schema.begin(f) + row;
        values[size++] = x;
      }
    }
    return Vectors.sparse(
        schema.numFeatures(), Arrays.copyOf(indices, size), Arrays.copyOf(values, size));
  }

  private static int[] rows(Tokens tokens, int numExamples, SplitMix64 random) {
    double[] cumulated = new double[tokens.size()];
    double sum = 0;
    for (int r = 0; r < cumulated.length; r++) {
      sum += Math.pow(r + tokens.offset(), -tokens.slope());
      cumulated[r] = sum;
    }
    int[] rows = new int[numExamples];
    for (int b = 0; b < numExamples; b++) {
      if (random.nextDouble() < tokens.missing()) {
        rows[b] = -1;
      } else {
        int place = Arrays.binarySearch(cumulated, random.nextDouble() * sum);
        rows[b] = Math.min(place < 0 ? -place - 1 : place, cumulated.length - 1);
      }
    }
    return rows;
  }
}
