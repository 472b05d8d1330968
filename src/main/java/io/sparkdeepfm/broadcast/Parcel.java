package io.sparkdeepfm.broadcast;

import io.sparkdeepfm.data.RowSet;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.model.TableOutline;
import java.io.Serializable;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * What a broadcast of parameters holds: small ones themselves; of large ones an outline, and how
 * their rows are cut into chunks, which are {@link DiskBlocks}. A chunk has rows of one table, in
 * the order of their slots, as floats of 4 bytes, and then its CRC-32C.
 *
 * <p>Spark has one object of this class in an executor as long as the broadcast is there, so the
 * parameters that are put together once serve all of its tasks.
 */
final class Parcel implements Serializable { // no record: Kryo cannot make them
  private final DeepFMParameters small; // null of large ones
  private final TableOutline[] outlines; // null of small ones
  private final float[] dense;
  private final int[] tables; // by chunk
  private final int[] firstSlots; // by chunk
  private final int[] numSlots; // by chunk
  private transient SoftReference<DeepFMParameters> assembled; // Spark does not count it

  private Parcel(
      DeepFMParameters small,
      TableOutline[] outlines,
      float[] dense,
      int[] tables,
      int[] firstSlots,
      int[] numSlots) {
    this.small = small;
    this.outlines = outlines;
    this.dense = dense;
    this.tables = tables;
    this.firstSlots = firstSlots;
    this.numSlots = numSlots;
  }

  static Parcel whole(DeepFMParameters parameters) {
    return new Parcel(parameters, null, null, null, null, null);
  }

  /**
   * @param chunkFloats of a chunk at most, unless a row has more
   */
  static Parcel outlined(DeepFMParameters parameters, int chunkFloats) {
    List<int[]> chunks = new ArrayList<>();
    TableOutline[] outlines =
        parameters.tables().stream().map(TableOutline::of).toArray(TableOutline[]::new);
    for (int t = 0; t < outlines.length; t++) {
      int most = Math.max(1, chunkFloats / outlines[t].rowLength());
      int kept = outlines[t].numKept();
      for (int first = 0; first < kept; first += most) {
        chunks.add(new int[] {t, first, Math.min(most, kept - first)});
      }
    }
    return new Parcel(
        null,
        outlines,
        parameters.dense(),
        chunks.stream().mapToInt(chunk -> chunk[0]).toArray(),
        chunks.stream().mapToInt(chunk -> chunk[1]).toArray(),
        chunks.stream().mapToInt(chunk -> chunk[2]).toArray());
  }

  boolean isInChunks() {
    return small == null;
  }

  /**
   * Puts all chunks on this JVM's local disks.
   *
   * @param broadcast this parcel's
   */
  void putChunks(long broadcast, DeepFMParameters parameters) {
    int[][] rows = rows();
    for (int chunk = 0; chunk < tables.length; chunk++) {
      int table = tables[chunk];
      int rowLength = outlines[table].rowLength();
      float[] values = new float[numSlots[chunk] * rowLength];
      for (int i = 0; i < numSlots[chunk]; i++) {
        parameters.table(table).read(row(rows[table], chunk, i), values, i * rowLength);
      }
      ByteBuffer bytes = ByteBuffer.allocate((values.length + 1) * Float.BYTES);
      bytes.asFloatBuffer().put(values);
      bytes.putInt(values.length * Float.BYTES, checksum(bytes, values.length));
      DiskBlocks.put(broadcast, chunk, bytes);
    }
  }

  /** By table, the rows that it keeps; null for all. */
  private int[][] rows() {
    return Arrays.stream(outlines).map(TableOutline::rows).toArray(int[][]::new);
  }

  private int row(int[] rowsOfTable, int chunk, int place) {
    int slot = firstSlots[chunk] + place;
    return rowsOfTable == null ? slot : rowsOfTable[slot];
  }

  private static int checksum(ByteBuffer bytes, int floats) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.slice(0, floats * Float.BYTES));
    return (int) sum.getValue();
  }

  /**
   * All parameters, put together when first asked for, and kept until the heap is needed while no
   * task reads them.
   *
   * @param broadcast this parcel's
   */
  synchronized DeepFMParameters parameters(long broadcast) {
    if (small != null) {
      return small;
    }
    DeepFMParameters known = assembled == null ? null : assembled.get();
    if (known == null) {
      List<EmbeddingTable> whole = Arrays.stream(outlines).map(TableOutline::zeros).toList();
      read(broadcast, (table, row, source, from) -> whole.get(table).write(row, source, from));
      known = new DeepFMParameters(whole, dense);
      assembled = new SoftReference<>(known);
    }
    return known;
  }

  /**
   * A copy of some rows in arrays, numbered by slot.
   *
   * @param broadcast this parcel's
   * @param slots by table; null for all rows
   */
  DeepFMParameters copyOf(long broadcast, RowSet[] slots) {
    if (small != null) {
      return small.copyOf(slots);
    }
    List<EmbeddingTable> some =
        IntStream.range(0, outlines.length).mapToObj(t -> outlines[t].room(slots[t])).toList();
    read(
        broadcast,
        (table, row, source, from) -> {
          int slot = slots[table] == null ? row : slots[table].slot(row);
          if (slot >= 0) {
            some.get(table).write(slot, source, from);
          }
        });
    return new DeepFMParameters(some, dense.clone());
  }

  /** Takes the kept rows of all tables, in any order. */
  private interface RowTaker {
    void take(int table, int row, float[] source, int from);
  }

  /** Each executor in an order of its own, so that they fetch from one another. */
  private void read(long broadcast, RowTaker taker) {
    int[][] rows = rows();
    List<Integer> chunks = new ArrayList<>(IntStream.range(0, tables.length).boxed().toList());
    Collections.shuffle(chunks);
    float[] values = new float[0];
    for (int chunk : chunks) {
      int table = tables[chunk];
      int rowLength = outlines[table].rowLength();
      int length = numSlots[chunk] * rowLength;
      if (values.length < length) {
        values = new float[length];
      }
      read(broadcast, chunk, values, length);
      for (int i = 0; i < numSlots[chunk]; i++) {
        taker.take(table, row(rows[table], chunk, i), values, i * rowLength);
      }
    }
  }

  private static void read(long broadcast, int chunk, float[] values, int length) {
    ByteBuffer bytes = DiskBlocks.get(broadcast, chunk);
    if (bytes.remaining() != (length + 1) * Float.BYTES
        || bytes.getInt(bytes.position() + length * Float.BYTES)
            != checksum(bytes.slice(), length)) {
      throw new IllegalStateException(
          String.format(
              "Chunk %d of the parameters of broadcast %d came damaged; the task has to be repeated.",
              chunk, broadcast));
    }
    bytes.asFloatBuffer().get(values, 0, length);
  }
}
