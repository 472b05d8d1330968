package io.sparkdeepfm.stage.vocabulary;

import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Adds up the counts of a partition of {@link CountTokens}, in which the rows of a shard follow one
 * another, and drops rare tokens, as {@link MergedCounts} says.
 *
 * @param known tokens of earlier vocabularies
 * @param minCount by number of the vocabulary: rarer tokens are dropped
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MergeCounts(KnownTokens known, int[] minCount) implements MapPartitionsFunction<Row, Row> {
  /**
   * A part of a run, which is sorted as {@link CountedToken} says: its first count and token, then
   * all of them, count and text each.
   */
  static final StructType SCHEMA =
      new StructType()
          .add("vocabulary", DataTypes.IntegerType, false)
          .add("count", DataTypes.LongType, false)
          .add("token", DataTypes.BinaryType, false)
          .add("packed", DataTypes.BinaryType, false);

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new MergedCounts(this, rows);
  }
}
