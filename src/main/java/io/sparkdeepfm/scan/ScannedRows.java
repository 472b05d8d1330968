package io.sparkdeepfm.scan;

import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of a Dataset for a single pass, the quickest way. */
public final class ScannedRows {
  private ScannedRows() {}

  /**
   * The same rows in the same partitions as {@code data.toJavaRDD()}. If the Dataset is a
   * projection of a file scan, expressions of one column, as the index of a token is, are computed
   * once per entry of the column's dictionary, not once per row. They are computed for some hundred
   * rows at a time: one that fails does so even if the row that it belongs to is never asked for.
   */
  public static JavaRDD<Row> of(Dataset<Row> data) {
    return SparkInternals.ask(() -> byBatches(data)).orElseGet(data::toJavaRDD);
  }

  private static Optional<JavaRDD<Row>> byBatches(Dataset<Row> data) {
    Optional<ColumnarScan> scan = ColumnarScan.find(data);
    return scan.flatMap(CellProjection::of)
        .map(cut -> scan.get().batches().mapPartitions(batches -> new ProjectedRows(cut, batches)));
  }
}
