package io.sparkdeepfm.engine.cpu;

import java.io.Serializable;
import java.nio.ByteBuffer;
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

  private final long segment;
  private final int worker;
  private final RowUpdates rows;
  private final int crc;

  /**
   * @param segment by {@link #segment}
   * @param worker that sends, or that the merged rows are for
   * @param rows ascending, all of this segment
   */
  RowMessage(long segment, int worker, RowUpdates rows) {
    this.segment = segment;
    this.worker = worker;
    this.rows = rows;
    crc = crc(rows);
  }

  /** The number of the segment that holds a row: ascending by table, then by row. */
  static long segment(int table, int row) {
    return (long) table << Integer.SIZE | row / SEGMENT_ROWS;
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

  /** CRC-32C of rows, values and weights. */
  int crc() {
    return crc;
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
