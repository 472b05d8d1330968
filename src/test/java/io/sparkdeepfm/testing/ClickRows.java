package io.sparkdeepfm.testing;

import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Generated clicks as a Dataset, as {@code FieldAssembler} would have made it. */
public final class ClickRows {
  private ClickRows() {}

  /** Columns id (0, 1, …), label, features and the true probability. */
  public static Dataset<Row> of(
      SparkSession session, FieldSchema schema, ClickGenerator.Clicks clicks) {
    StructType type =
        new StructType()
            .add("id", DataTypes.LongType, false)
            .add("label", DataTypes.DoubleType, false)
            .add(FieldMetadata.featuresField("features", schema))
            .add("truth", DataTypes.DoubleType, false);
    List<Row> rows = new ArrayList<>();
    for (int b = 0; b < clicks.block().size(); b++) {
      rows.add(
          RowFactory.create(
              (long) b,
              (double) clicks.block().labels()[b],
              features(clicks.block(), b, schema),
              clicks.probabilities()[b]));
    }
    return session.createDataFrame(rows, type);
  }

  /** The next {@code size} clicks in the shared session. */
  public static Dataset<Row> next(ClickGenerator generator, int size) {
    return of(SharedSpark.get(), generator.schema(), generator.next(size));
  }

  private static Vector features(ExampleBlock block, int example, FieldSchema schema) {
    Map<Integer, Double> entries = new TreeMap<>();
    for (int f = 0; f < schema.numFields(); f++) {
      FieldColumn column = block.columns()[f];
      if (column.isNumeric()) {
        entries.put(schema.begin(f), (double) column.values()[example]);
      } else if (column.isSingle()) {
        if (column.rows()[example] >= 0) {
          entries.put(schema.begin(f) + column.rows()[example], 1.0);
        }
      } else {
        for (int i = column.offsets()[example]; i < column.offsets()[example + 1]; i++) {
          entries.merge(schema.begin(f) + column.rows()[i], 1.0, Double::sum);
        }
      }
    }
    int[] indices = entries.keySet().stream().mapToInt(Integer::intValue).toArray();
    double[] values = entries.values().stream().mapToDouble(Double::doubleValue).toArray();
    return Vectors.sparse(schema.numFeatures(), indices, values);
  }
}
