package io.sparkdeepfm.testing;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.DenseLayout.Segment;
import io.sparkdeepfm.model.EmbeddingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded random parameters: normal, except moving variances, uniform in [0.5, 1.5). */
public final class RandomParameters {
  private RandomParameters() {}

  /** Large enough that every part matters: standard deviation ½. */
  public static DeepFMParameters of(DeepFMConfig config, long seed) {
    return of(config, seed, 0.5);
  }

  /** With a standard deviation of the caller's choice, for instance a small one to train from. */
  public static DeepFMParameters of(DeepFMConfig config, long seed, double deviation) {
    Random random = new Random(seed);
    FieldSchema schema = config.schema();
    List<EmbeddingTable> tables = new ArrayList<>();
    for (int t = 0; t < schema.numTables(); t++) {
      EmbeddingTable table =
          new EmbeddingTable(schema.tableName(t), schema.tableSize(t), config.embeddingDim());
      fillGaussian(table.values(), random, deviation);
      tables.add(table);
    }
    DenseLayout layout = new DenseLayout(config);
    float[] dense = new float[layout.length()];
    fillGaussian(dense, random, deviation);
    for (int l = 0; l < config.numHiddenLayers() && config.batchNorm(); l++) {
      Segment variance = layout.segment(DenseLayout.movingVariance(l));
      for (int u = 0; u < variance.length(); u++) {
        dense[variance.offset() + u] = 0.5f + random.nextFloat();
      }
    }
    return new DeepFMParameters(tables, dense);
  }

  private static void fillGaussian(float[] values, Random random, double deviation) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
  }
}
