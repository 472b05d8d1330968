package io.sparkdeepfm.engine.cpu;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What a worker has received.
 *
 * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
final class Receipt implements Serializable {
  private final int worker;
  private final boolean present;
  private final long[] senders;
  private final long rows;
  private final long bytes;

  private Receipt(int worker, boolean present, long[] senders, long rows, long bytes) {
    this.worker = worker;
    this.present = present;
    this.senders = senders;
    this.rows = rows;
    this.bytes = bytes;
  }

  static Receipt ofLost() {
    return new Receipt(-1, false, new long[0], 0, 0);
  }

  /** Of a worker that is there, but whose rows are of other workers here and there. */
  private static Receipt ofMixed(int worker) {
    return new Receipt(worker, true, new long[0], 0, 0); // agrees with nobody
  }

  /**
   * Of merged rows, in any order, and a greeting of each merge task.
   *
   * @param ownRows that the worker has changed
   * @param bytesSent of those that it has sent
   */
  static Receipt of(List<RowMessage> merged, long ownRows, long bytesSent) {
    long rows = ownRows;
    long bytes = bytesSent;
    BitSet senders = merged.get(0).senders();
    for (RowMessage message : merged) {
      if (!message.senders().equals(senders)) {
        return ofMixed(message.worker()); // merged again, when a worker was lost
      }
      message.check();
      rows += message.numRows();
      bytes += message.bytes();
    }
    return new Receipt(merged.get(0).worker(), true, senders.toLongArray(), rows, bytes);
  }

  /** Whether all have received averages of the same workers' rows, their own among them. */
  static boolean agree(List<Receipt> receipts) {
    return receipts.stream()
        .allMatch(
            receipt ->
                Arrays.equals(receipt.senders, receipts.get(0).senders)
                    && BitSet.valueOf(receipt.senders).get(receipt.worker));
  }

  /** Whether the worker was there. */
  boolean isPresent() {
    return present;
  }

  /** Rows that change in the worker's replica, at most. */
  long rows() {
    return rows;
  }

  /** Sent and received. */
  long bytes() {
    return bytes;
  }
}
