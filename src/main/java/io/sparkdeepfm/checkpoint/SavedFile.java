package io.sparkdeepfm.checkpoint;

import java.io.Serializable;

/**
 * One file of a checkpoint, as its manifest lists it.
 *
 * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
public final class SavedFile implements Serializable {
  private final String name;
  private final long length;
  private final long crc;

  /**
   * @param name within the checkpoint's directory
   * @param length in bytes
   * @param crc CRC-32C of all bytes
   */
  public SavedFile(String name, long length, long crc) {
    this.name = name;
    this.length = length;
    this.crc = crc;
  }

  public String name() {
    return name;
  }

  public long length() {
    return length;
  }

  public long crc() {
    return crc;
  }
}
