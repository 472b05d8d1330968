package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.RowSet;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.model.Initialization.FirstOrderInitializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Parameters before the first step: embeddings, first-order weights and weight matrices as {@link
 * Initialization} says, the global bias too; other biases 0, γ = 1, β = 0, head coefficients 1,
 * PReLU's slopes {@link Activation#INITIAL_SLOPE}. First-order weights that no part of the model
 * reads are 0.
 *
 * <p>A row depends on the seed, its vocabulary's name and its index only (with Glorot also on the
 * table's size), so every worker makes the same table without being sent it.
 */
public final class Initializer {
  private final DeepFMConfig config;
  private final Initialization initialization;
  private final long seed;

  public Initializer(DeepFMConfig config, Initialization initialization, long seed) {
    this.config = config;
    this.initialization = initialization;
    this.seed = seed;
  }

  /** All parameters. */
  public DeepFMParameters initialize() {
    FieldSchema schema = config.schema();
    return initialize(new RowSet[schema.numTables()]);
  }

  /**
   * All parameters, where large tables have room for those rows only that training data have.
   *
   * @param held by table, its rows that are to have room; null for all, in an array
   */
  public DeepFMParameters initialize(RowSet[] held) {
    FieldSchema schema = config.schema();
    List<EmbeddingTable> tables = new ArrayList<>();
    for (int t = 0; t < schema.numTables(); t++) {
      String name = schema.tableName(t);
      int size = schema.tableSize(t);
      tables.add(
          held[t] == null
              ? table(name, size)
              : new EmbeddingTable(
                  name,
                  size,
                  config.embeddingDim(),
                  SegmentedRows.some(held[t], drawnRows(name, size), config.embeddingDim() + 1)));
    }
    return new DeepFMParameters(tables, dense());
  }

  /** The rows of a table before the first step. */
  public DrawnRows drawnRows(int table) {
    return drawnRows(config.schema().tableName(table), config.schema().tableSize(table));
  }

  private EmbeddingTable table(String vocabulary, int numEmbeddings) {
    EmbeddingTable table = new EmbeddingTable(vocabulary, numEmbeddings, config.embeddingDim());
    DrawnRows drawn = drawnRows(vocabulary, numEmbeddings);
    for (int r = 0; r < numEmbeddings; r++) {
      drawn.draw(r, table.values(), r * table.rowLength());
    }
    return table;
  }

  private DrawnRows drawnRows(String vocabulary, int numEmbeddings) {
    Initialization.Distribution distribution =
        initialization
            .embedding()
            .distribution(initialization.embeddingScale(), numEmbeddings, config.embeddingDim());
    // A row's last number is its first-order weight, so drawing it changes no embedding.
    int drawn = config.embeddingDim() + (drawsFirstOrder() ? 1 : 0);
    return new DrawnRows(distribution, drawn, stream(vocabulary));
  }

  private boolean drawsFirstOrder() {
    return config.firstOrder()
        && initialization.firstOrder() == FirstOrderInitializer.SAME_AS_EMBEDDING;
  }

  /** The dense parameters. */
  public float[] dense() {
    DenseLayout layout = new DenseLayout(config);
    float[] dense = new float[layout.length()];
    for (DenseLayout.Segment segment : layout.segments()) {
      int end = segment.offset() + segment.length();
      if (segment.name().equals(DenseLayout.BIAS)) {
        dense[segment.offset()] = (float) initialization.bias();
      } else if (segment.name().endsWith(".weight")) {
        drawMatrix(dense, segment);
      } else if (segment.name().startsWith("head.")
          || segment.name().endsWith(".gamma")
          || segment.name().endsWith(".movingVariance")) {
        Arrays.fill(dense, segment.offset(), end, 1f);
      } else if (segment.name().endsWith(".slope")) {
        Arrays.fill(dense, segment.offset(), end, Activation.INITIAL_SLOPE);
      }
    }
    return dense;
  }

  private void drawMatrix(float[] dense, DenseLayout.Segment segment) {
    SplitMix64 random = new SplitMix64(stream(segment.name()));
    Initialization.Distribution distribution =
        initialization.mlp().distribution(segment.rows(), segment.columns());
    for (int i = 0; i < segment.length(); i++) {
      dense[segment.offset() + i] = distribution.draw(random);
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
