package io.sparkdeepfm.scan;

import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * The columns of a Dataset in the batches of a file.
 *
 * @param batches in the partitions and the order of the rows; each is overwritten by the next
 * @param positions in a batch of the columns of the Dataset
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ColumnBatches(JavaRDD<ColumnarBatch> batches, int[] positions) {
  /** Empty if some column is computed rather than read, or there is more than a scan to be done. */
  public static Optional<ColumnBatches> of(Dataset<?> data) {
    return SparkInternals.ask(
        () ->
            ColumnarScan.find(data)
                .flatMap(
                    scan ->
                        scan.positions()
                            .map(positions -> new ColumnBatches(scan.batches(), positions))));
  }
}
