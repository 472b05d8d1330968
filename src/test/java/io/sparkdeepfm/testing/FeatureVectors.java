package io.sparkdeepfm.testing;

import io.sparkdeepfm.data.ExampleBlockBuilder;
import io.sparkdeepfm.data.FieldSchema;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Seeded random features vectors for the encoder, as dense arrays. */
public final class FeatureVectors {
  /** What the values of a field with several features look like. */
  public enum Style {
    /** One 1, or in a quarter of the vectors nothing. */
    SINGLE,
    /** Any number of 1s. */
    MULTI,
    /** Any number of values of both signs. */
    WEIGHTED
  }

  private final FieldSchema schema;
  private final Random random;

  public FeatureVectors(FieldSchema schema, long seed) {
    this.schema = schema;
    this.random = new Random(seed);
  }

  /** The next vector, of {@code schema.numFeatures()} values. */
  public double[] next(Style style) {
    double[] vector = new double[schema.numFeatures()];
    for (int f = 0; f < schema.numFields(); f++) {
      fill(vector, schema.begin(f), schema.begin(f + 1), style);
    }
    return vector;
  }

  private void fill(double[] vector, int begin, int end, Style style) {
    if (end == begin + 1) {
      vector[begin] = random.nextInt(4) == 0 ? 0 : random.nextGaussian();
    } else if (style == Style.SINGLE) {
      if (random.nextInt(4) > 0) {
        vector[begin + random.nextInt(end - begin)] = 1;
      }
    } else {
      for (int i = begin; i < end; i++) {
        if (random.nextBoolean()) {
          vector[i] = style == Style.MULTI ? 1 : random.nextGaussian();
        }
      }
    }
  }

  /** Where a dense vector is not 0. */
  public static int[] indices(double[] vector) {
    return IntStream.range(0, vector.length).filter(i -> vector[i] != 0).toArray();
  }

  /** Adds a dense vector to a builder in its sparse form. */
  public static void addSparse(
      ExampleBlockBuilder builder, double[] vector, double label, double weight) {
    int[] indices = indices(vector);
    builder.add(
        indices, Arrays.stream(indices).mapToDouble(i -> vector[i]).toArray(), label, weight);
  }
}
