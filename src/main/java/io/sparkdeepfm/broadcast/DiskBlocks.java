package io.sparkdeepfm.broadcast;

import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockData;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BroadcastBlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.io.ChunkedByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.reflect.ClassTag$;

/**
 * Blocks of a broadcast beside its own, on disk alone. They bear the broadcast's number, so Spark
 * deletes them everywhere with it. Each executor keeps what it has fetched, from which others may
 * fetch it.
 *
 * <p>Spark's block manager is no public API: another build may answer with a {@link LinkageError}.
 */
final class DiskBlocks {
  private static final Logger LOG = LoggerFactory.getLogger(DiskBlocks.class);

  private DiskBlocks() {}

  /**
   * Keeps a block here and lets all know.
   *
   * @throws NoRoomException if the disk does not take it
   */
  static void put(long broadcast, int number, ByteBuffer bytes) {
    try {
      manager()
          .putBytes(
              id(broadcast, number),
              new ChunkedByteBuffer(bytes),
              StorageLevel.DISK_ONLY(),
              true,
              ClassTag$.MODULE$.Byte());
    } catch (Exception e) { // also an IOException, which Scala does not declare
      throw new NoRoomException(
          String.format(
              "A part of the model cannot be kept on a local disk (%s); make room in"
                  + " spark.local.dir.",
              e.getMessage()),
          e);
    }
  }

  /** A local disk that does not take a block. */
  static final class NoRoomException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    NoRoomException(String message, Exception cause) {
      super(message, cause);
    }
  }

  /**
   * A block, from here or from whoever has it.
   *
   * @throws IllegalStateException if nobody has it
   */
  static ByteBuffer get(long broadcast, int number) {
    BlockId id = id(broadcast, number);
    Option<BlockData> local = manager().getLocalBytes(id);
    if (local.isDefined()) {
      try {
        return local.get().toByteBuffer();
      } finally {
        manager().releaseLock(id, Option.empty());
      }
    }
    Option<ChunkedByteBuffer> remote = manager().getRemoteBytes(id);
    if (remote.isEmpty()) {
      throw new IllegalStateException(
          String.format("No executor has block %s, nor has the driver.", id));
    }
    ByteBuffer bytes = remote.get().toByteBuffer();
    try {
      put(broadcast, number, bytes.duplicate());
    } catch (IllegalStateException e) {
      LOG.warn("Others have to fetch block {} elsewhere: {}", id, e.getMessage());
    }
    return bytes;
  }

  private static BlockManager manager() {
    return SparkEnv.get().blockManager();
  }

  private static BlockId id(long broadcast, int number) {
    return new BroadcastBlockId(broadcast, "rows" + number);
  }
}
