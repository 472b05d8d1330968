package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.RowSet;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Which workers' examples have a row, for the rows of one segment: only these workers ever read it,
 * so only they are sent its averages, and a row that one worker alone has needs none.
 *
 * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
final class RowHolders implements Serializable {
  private static final int WORDS = RowMessage.SEGMENT_ROWS / Long.SIZE;

  private final long segment;
  private final long[][] rows; // by worker: bits of the segment's rows; null for none

  private RowHolders(long segment, long[][] rows) {
    this.segment = segment;
    this.rows = rows;
  }

  long segment() {
    return segment;
  }

  /** Whether a worker has a row of this segment. */
  boolean hasRow(int worker, int row) {
    int bit = row % RowMessage.SEGMENT_ROWS;
    return rows[worker] != null && (rows[worker][bit / Long.SIZE] >>> bit & 1) != 0;
  }

  /** The first worker that has a row, if another has it too; else −1. */
  int firstOfSeveral(int row) {
    int first = -1;
    for (int worker = 0; worker < rows.length; worker++) {
      if (hasRow(worker, row)) {
        if (first >= 0) {
          return first;
        }
        first = worker;
      }
    }
    return -1;
  }

  /**
   * Puts together what each worker's examples have; the outcome is persisted.
   *
   * @param workers by partition
   * @param partitioner of segments
   */
  static JavaRDD<RowHolders> of(
      JavaRDD<WorkerRows> workers, int numTables, int numWorkers, Partitioner partitioner) {
    return workers
        .mapPartitionsWithIndex(
            (worker, own) -> segments(worker, own.next(), numTables, numWorkers).iterator(), true)
        .mapToPair(holders -> new Tuple2<>(holders.segment, holders))
        .repartitionAndSortWithinPartitions(partitioner)
        .values()
        .mapPartitions(RowHolders::join, true)
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static List<RowHolders> segments(
      int worker, WorkerRows own, int numTables, int numWorkers) {
    List<RowHolders> segments = new ArrayList<>();
    for (int t = 0; t < numTables; t++) {
      RowSet held = own.ofTable(t);
      for (int from = 0; from < held.numWords(); from += WORDS) {
        long[] words = held.words(from, from + WORDS);
        if (Arrays.stream(words).anyMatch(word -> word != 0)) {
          long[][] rows = new long[numWorkers][];
          rows[worker] = words;
          segments.add(new RowHolders(RowMessage.segment(t, from * Long.SIZE), rows));
        }
      }
    }
    return segments;
  }

  /** Puts what several workers have of a segment together; neighbours if they are of one. */
  private static Iterator<RowHolders> join(Iterator<RowHolders> sorted) {
    List<RowHolders> joined = new ArrayList<>();
    while (sorted.hasNext()) {
      RowHolders next = sorted.next();
      RowHolders last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last == null || last.segment != next.segment) {
        joined.add(new RowHolders(next.segment, next.rows.clone()));
        continue;
      }
      for (int worker = 0; worker < next.rows.length; worker++) {
        if (next.rows[worker] != null) {
          last.rows[worker] = next.rows[worker];
        }
      }
    }
    return joined.iterator();
  }
}
