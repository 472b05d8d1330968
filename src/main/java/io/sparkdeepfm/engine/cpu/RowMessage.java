package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.FieldSchema;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
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
  private final int numRows;
  private final byte[] rows; // see encoded
  private final boolean home;
  private final long[] senders; // bits of the workers that have sent; none from a worker
  private final int crc; // CRC-32C of the rows

  /**
   * @param segment by {@link #segment}
   * @param worker that sends, or that the merged rows are for
   * @param rows ascending, all of this segment
   * @param home whether the worker is the one that returns these rows to the driver
   */
  RowMessage(long segment, int worker, RowUpdates rows, boolean home) {
    this.segment = segment;
    this.worker = worker;
    numRows = rows.rows().length;
    this.rows = encoded(rows);
    this.home = home;
    senders = new long[0];
    crc = crc(this.rows);
  }

  private RowMessage(RowMessage message, long[] senders) {
    segment = message.segment;
    worker = message.worker;
    numRows = message.numRows;
    rows = message.rows;
    home = message.home;
    this.senders = senders;
    crc = message.crc;
  }

  /** Says without rows that a worker sends what it has, or for whom a merge task merges. */
  static RowMessage greeting(long segment, int worker) {
    return new RowMessage(segment, worker, new RowUpdates(new int[0], new float[0], null), false);
  }

  /** The same as an outcome of what some workers have sent. */
  RowMessage from(BitSet workers) {
    return new RowMessage(this, workers.toLongArray());
  }

  /** The number of the segment that holds a row: ascending by table, then by row. */
  static long segment(int table, int row) {
    return (long) table << Integer.SIZE | row / SEGMENT_ROWS;
  }

  /** Where the rows from {@code from} on leave their segment, or end. */
  static int endOfSegment(int[] rows, int from) {
    int to = from + 1;
    while (to < rows.length && rows[to] / SEGMENT_ROWS == rows[from] / SEGMENT_ROWS) {
      to++;
    }
    return to;
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

  /** Number of the rows. */
  int numRows() {
    return numRows;
  }

  /**
   * The rows, as they were sent, made anew in each call.
   *
   * @throws IllegalStateException as {@link #check}
   */
  RowUpdates rows() {
    check();
    ByteBuffer source = ByteBuffer.wrap(rows).order(ByteOrder.LITTLE_ENDIAN);
    boolean hasWeights = source.get() != 0;
    int[] numbers = new int[numRows];
    source.asIntBuffer().get(numbers);
    source.position(source.position() + Integer.BYTES * numRows);
    float[] weights = hasWeights ? new float[numRows] : null;
    FloatBuffer floats = source.asFloatBuffer();
    if (hasWeights) {
      floats.get(weights);
    }
    float[] values = new float[floats.remaining()];
    floats.get(values);
    return new RowUpdates(numbers, values, weights);
  }

  /**
   * Checks that the rows are those that were sent.
   *
   * @throws IllegalStateException if they are not, so that Spark fetches them again
   */
  void check() {
    if (crc(rows) != crc) {
      throw new IllegalStateException(
          String.format(
              "Rows of segment %d of table %d were damaged on their way.", (int) segment, table()));
    }
  }

  /** Size in bytes when sent. */
  long bytes() {
    return rows.length - 1 + Long.BYTES + 2L * Integer.BYTES;
  }

  /**
   * Whether there are weights, in a byte; row numbers, weights if there are, values, in 4 bytes
   * each, the lowest first. Serializers write bytes as they are, floats one by one.
   */
  private static byte[] encoded(RowUpdates rows) {
    ByteBuffer target =
        ByteBuffer.allocate(Math.toIntExact(1 + rows.bytes())).order(ByteOrder.LITTLE_ENDIAN);
    target.put((byte) (rows.weights() == null ? 0 : 1));
    target.asIntBuffer().put(rows.rows());
    target.position(1 + Integer.BYTES * rows.rows().length);
    FloatBuffer floats = target.asFloatBuffer();
    if (rows.weights() != null) {
      floats.put(rows.weights());
    }
    floats.put(rows.values());
    return target.array();
  }

  private static int crc(byte[] rows) {
    CRC32C crc = new CRC32C();
    crc.update(rows);
    return (int) crc.getValue();
  }
}
