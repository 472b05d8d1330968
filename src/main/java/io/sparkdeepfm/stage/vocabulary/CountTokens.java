package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.stage.token.TokenColumn;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Counts the tokens of all columns of a partition of {@link PackCells}, as {@link PartitionCounts}
 * says.
 *
 * @param vocabularyOf number of each column's vocabulary
 * @param multiValued whether a cell of each column may hold several tokens
 * @param numVocabularies V
 * @param maxMemory of the tables of one task, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CountTokens(
    int[] vocabularyOf, boolean[] multiValued, int numVocabularies, long maxMemory)
    implements MapPartitionsFunction<byte[], Row> {
  /** Counts of the tokens of one shard, as {@link ShardWriter} packs them. */
  static final StructType SCHEMA =
      new StructType()
          .add("shard", DataTypes.IntegerType, false)
          .add("packed", DataTypes.BinaryType, false);

  /** What the tables of one task may take, in bytes. */
  static final long MAX_TASK_MEMORY = 128L << 20;

  static CountTokens of(TokenColumn[] columns, VocabularyNames names) {
    int[] vocabularyOf = new int[columns.length];
    boolean[] multiValued = new boolean[columns.length];
    for (int c = 0; c < columns.length; c++) {
      vocabularyOf[c] = names.idOf().get(c);
      multiValued[c] = columns[c].multiValued();
    }
    return new CountTokens(vocabularyOf, multiValued, names.size(), MAX_TASK_MEMORY);
  }

  @Override
  public Iterator<Row> call(Iterator<byte[]> rows) {
    return new PartitionCounts(this, new PackedTokens(multiValued, rows));
  }
}
