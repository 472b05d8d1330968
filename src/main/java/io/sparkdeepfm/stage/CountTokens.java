package io.sparkdeepfm.stage;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Counts the tokens of all columns of a partition, as {@link PartitionCounts} says.
 *
 * @param readers one per column
 * @param vocabularyOf number of each column's vocabulary
 * @param weightsAt position of each column's weights in the row, or −1
 * @param numVocabularies V
 * @param maxMemory of the tables of one task, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CountTokens(
    TokenReader[] readers, int[] vocabularyOf, int[] weightsAt, int numVocabularies, long maxMemory)
    implements MapPartitionsFunction<Row, Row> {
  static final StructType SCHEMA =
      new StructType()
          .add("vocabulary", DataTypes.IntegerType, false)
          .add("token", DataTypes.BinaryType, false)
          .add("count", DataTypes.LongType, false);

  static CountTokens of(TokenColumn[] columns, VocabularyNames names, long maxMemory) {
    TokenReader[] readers = new TokenReader[columns.length];
    int[] vocabularyOf = new int[columns.length];
    int[] weightsAt = new int[columns.length];
    int next = columns.length;
    for (int c = 0; c < columns.length; c++) {
      readers[c] = columns[c].reader();
      vocabularyOf[c] = names.idOf().get(c);
      weightsAt[c] = columns[c].weighted() ? next++ : -1;
    }
    return new CountTokens(readers, vocabularyOf, weightsAt, names.size(), maxMemory);
  }

  /** The expressions that make up the rows to count: all cells, then the weights there are. */
  static Column[] expressions(TokenColumn[] columns) {
    List<Column> expressions = new ArrayList<>();
    for (TokenColumn column : columns) {
      expressions.add(column.cells().as("cells" + expressions.size()));
    }
    for (TokenColumn column : columns) {
      if (column.weighted()) {
        expressions.add(column.weights().as("weights" + expressions.size()));
      }
    }
    return expressions.toArray(new Column[0]);
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new PartitionCounts(this, rows);
  }
}
