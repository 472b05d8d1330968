package io.sparkdeepfm.checkpoint;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.EmbeddingTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A model's parameters in a file of a checkpoint: each table's floats, then the dense ones. */
public final class ParameterState {
  private ParameterState() {}

  public static void write(DeepFMParameters parameters, StateOutput out) throws IOException {
    for (EmbeddingTable table : parameters.tables()) {
      for (float[] rows : table.segments()) {
        out.writeFloats(rows);
      }
    }
    out.writeFloats(parameters.dense());
  }

  /** Overwrites parameters of the same shape. */
  public static void read(StateInput in, DeepFMParameters parameters) throws IOException {
    for (EmbeddingTable table : parameters.tables()) {
      for (float[] rows : table.segments()) {
        in.readFloats(rows);
      }
    }
    in.readFloats(parameters.dense());
  }

  /** Parameters to read into, all 0. */
  public static DeepFMParameters zeros(DeepFMConfig config) {
    FieldSchema schema = config.schema();
    List<EmbeddingTable> tables = new ArrayList<>();
    for (int t = 0; t < schema.numTables(); t++) {
      tables.add(
          new EmbeddingTable(schema.tableName(t), schema.tableSize(t), config.embeddingDim()));
    }
    return new DeepFMParameters(tables, new float[new DenseLayout(config).length()]);
  }
}
