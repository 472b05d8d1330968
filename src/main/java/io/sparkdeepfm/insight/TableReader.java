package io.sparkdeepfm.insight;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.persist.EmbeddingRow;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;

/** Cuts rows, numbered through all tables of a model one after the other, out of its parameters. */
final class TableReader implements MapPartitionsFunction<Long, EmbeddingRow> {
  private final Broadcast<DeepFMParameters> parameters;
  private final long[] begins; // number of the first row of each table; then that of all

  TableReader(FieldSchema schema, Broadcast<DeepFMParameters> parameters) {
    this.parameters = parameters;
    begins = new long[schema.numTables() + 1];
    for (int t = 0; t < schema.numTables(); t++) {
      begins[t + 1] = begins[t] + schema.tableSize(t);
    }
  }

  /** Rows of all tables. */
  long numRows() {
    return begins[begins.length - 1];
  }

  @Override
  public Iterator<EmbeddingRow> call(Iterator<Long> numbers) {
    Iterable<Long> once = () -> numbers;
    return StreamSupport.stream(once.spliterator(), false).map(this::row).iterator();
  }

  private EmbeddingRow row(long number) {
    int found = Arrays.binarySearch(begins, number);
    int t = found < 0 ? -found - 2 : found;
    EmbeddingTable table = parameters.value().table(t);
    int index = Math.toIntExact(number - begins[t]);
    int begin = index * table.rowLength();
    int weight = begin + table.embeddingDim();
    EmbeddingRow row = new EmbeddingRow();
    row.setVocabulary(table.vocabulary());
    row.setIndex(index);
    row.setEmbedding(Arrays.copyOfRange(table.values(), begin, weight));
    row.setFirstOrderWeight(table.values()[weight]);
    return row;
  }
}
