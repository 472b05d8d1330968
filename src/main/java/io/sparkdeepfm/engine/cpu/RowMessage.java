package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.FieldSchema;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.zip.CRC32C;

/**
 * Rows of one segment of a table on their way through Spark's shuffle. A segment is {@link
 * #SEGMENT_ROWS} neighbouring rows, so that no message and no merge is ever larger than some
 * megabytes, however large the table is.
 *
 * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
final class RowMessage implements Serializable {
  /** Rows of a segment: 1.1 MB at 16 dimensions, if all are sent. */
  static final int SEGMENT_ROWS = 1 << 14;

  /** The segment of a message without rows; there is one such number for each merge task. */
  static final long GREETING = -1;

  private final long segment;
  private final int worker;
  private final RowUpdates rows;
  private final boolean home;
  private final long[] senders; // bits of the workers that have sent; none from a worker
  private final int crc;

  /**
   * @param segment by {@link #segment}
   * @param worker that sends, or that the merged rows are for
   * @param rows ascending, all of this segment
   * @param home whether the worker is the one that returns these rows to the driver
   */
  RowMessage(long segment, int worker, RowUpdates rows, boolean home) {
    this(segment, worker, rows, home, new long[0], crc(rows));
  }

  private RowMessage(
      long segment, int worker, RowUpdates rows, boolean home, long[] senders, int crc) {
    this.segment = segment;
    this.worker = worker;
    this.rows = rows;
    this.home = home;
    this.senders = senders;
    this.crc = crc;
  }

  /** Says without rows that a worker sends what it has, or for whom a merge task merges. */
  static RowMessage greeting(long segment, int worker) {
    return new RowMessage(segment, worker, new RowUpdates(new int[0], new float[0], null), false);
  }

  /** The same as an outcome of what some workers have sent. */
  RowMessage from(BitSet workers) {
    return new RowMessage(segment, worker, rows, home, workers.toLongArray(), crc);
  }

  /** The number of the segment that holds a row: ascending by table, then by row. */
  static long segment(int table, int row) {
    return (long) table << Integer.SIZE | row / SEGMENT_ROWS;
  }

  /** Segments of all tables. */
  static int numSegments(FieldSchema schema) {
    long segments = 0;
    for (int t = 0; t < schema.numTables(); t++) {
      segments += ((long) schema.tableSize(t) + SEGMENT_ROWS - 1) / SEGMENT_ROWS;
    }
    return (int) Math.min(Integer.MAX_VALUE, segments);
  }

  boolean isGreeting() {
    return segment < 0;
  }

  /** Whether the worker that receives these rows is the one that returns them to the driver. */
  boolean isHome() {
    return home;
  }

  /** The workers whose rows are in the average. */
  BitSet senders() {
    return BitSet.valueOf(senders);
  }

  long segment() {
    return segment;
  }

  int table() {
    return (int) (segment >>> Integer.SIZE);
  }

  int worker() {
    return worker;
  }

  /**
   * The rows, as they were sent.
   *
   * @throws IllegalStateException if they are not, so that Spark fetches them again
   */
  RowUpdates rows() {
    if (crc(rows) != crc) {
      throw new IllegalStateException(
          String.format(
              "Rows of segment %d of table %d were damaged on their way.", (int) segment, table()));
    }
    return rows;
  }

  /** Size in bytes when sent. */
  long bytes() {
    return rows.bytes() + Long.BYTES + 2L * Integer.BYTES;
  }

  /** Of the numbers as Java writes them, with one NaN for all. */
  private static int crc(RowUpdates rows) {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer =
        ByteBuffer.allocate(Integer.BYTES * Math.max(rows.rows().length, rows.values().length));
    buffer.asIntBuffer().put(rows.rows());
    crc.update(buffer.limit(Integer.BYTES * rows.rows().length));
    add(rows.values(), buffer, crc);
    if (rows.weights() != null) {
      add(rows.weights(), buffer, crc);
    }
    return (int) crc.getValue();
  }

  private static void add(float[] values, ByteBuffer buffer, CRC32C crc) {
    buffer.clear();
    for (float value : values) {
      buffer.putInt(Float.floatToIntBits(value));
    }
    crc.update(buffer.flip());
  }
}
