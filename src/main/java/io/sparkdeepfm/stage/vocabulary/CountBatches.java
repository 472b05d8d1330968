package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.stage.token.TokenColumn;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * {@link CountTokens} over column batches.
 *
 * @param columns what to read
 * @param positions of the columns in a batch
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CountBatches(CountTokens plan, TokenColumn[] columns, int[] positions)
    implements FlatMapFunction<Iterator<ColumnarBatch>, Row> {
  @Override
  public Iterator<Row> call(Iterator<ColumnarBatch> batches) {
    return new PartitionCounts(plan, new BatchTokens(columns, positions, batches));
  }
}
