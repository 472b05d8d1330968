package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Parameters before the first step: embeddings from N(0, 0.01²), first-order weights and biases 0,
 * MLP weights from N(0, 2 / (in + out)) (Glorot and Bengio 2010, eq. 16 as a normal distribution),
 * γ = 1, β = 0, head coefficients 1.
 *
 * <p>A row depends on the seed, its vocabulary's name and its index only, so every worker makes the
 * same table without being sent it.
 */
public final class Initializer {
  private static final double EMBEDDING_STANDARD_DEVIATION = 0.01;

  private final DeepFMConfig config;
  private final long seed;

  public Initializer(DeepFMConfig config, long seed) {
    this.config = config;
    this.seed = seed;
  }

  public DeepFMParameters initialize() {
    FieldSchema schema = config.schema();
    List<EmbeddingTable> tables = new ArrayList<>();
    for (int t = 0; t < schema.numTables(); t++) {
      tables.add(table(schema.tableName(t), schema.tableSize(t)));
    }
    return new DeepFMParameters(tables, dense());
  }

  private EmbeddingTable table(String vocabulary, int numEmbeddings) {
    EmbeddingTable table = new EmbeddingTable(vocabulary, numEmbeddings, config.embeddingDim());
    long tableSeed = stream(vocabulary);
    SplitMix64 random = new SplitMix64(0);
    for (int r = 0; r < numEmbeddings; r++) {
      random.reset(SplitMix64.combine(tableSeed, r));
      int begin = r * table.rowLength();
      for (int k = 0; k < config.embeddingDim(); k++) {
        table.values()[begin + k] = (float) (EMBEDDING_STANDARD_DEVIATION * random.nextGaussian());
      }
    }
    return table;
  }

  private float[] dense() {
    DenseLayout layout = new DenseLayout(config);
    float[] dense = new float[layout.length()];
    for (DenseLayout.Segment segment : layout.segments()) {
      int end = segment.offset() + segment.length();
      if (segment.name().endsWith(".weight")) {
        glorot(dense, segment);
      } else if (segment.name().startsWith("head.")
          || segment.name().endsWith(".gamma")
          || segment.name().endsWith(".movingVariance")) {
        Arrays.fill(dense, segment.offset(), end, 1f);
      }
    }
    return dense;
  }

  private void glorot(float[] dense, DenseLayout.Segment segment) {
    SplitMix64 random = new SplitMix64(stream(segment.name()));
    double standardDeviation = Math.sqrt(2.0 / (segment.rows() + segment.columns()));
    for (int i = 0; i < segment.length(); i++) {
      dense[segment.offset() + i] = (float) (standardDeviation * random.nextGaussian());
    }
  }

  /**
   * The seed of what has a name; by all its characters, because short names' hash codes collide.
   */
  private long stream(String name) {
    long stream = seed;
    for (int i = 0; i < name.length(); i++) {
      stream = SplitMix64.combine(stream, name.charAt(i));
    }
    return stream;
  }
}
