package io.sparkdeepfm.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk under the scheme {@code full}, which takes so many bytes and no more; what is
 * deleted gives no room back.
 */
public final class FullDisk extends RawLocalFileSystem {
  private static final long EVERYTHING = Long.MAX_VALUE;
  private static final AtomicLong LEFT = new AtomicLong(EVERYTHING);

  /** Makes the scheme known to Spark. */
  public static void register() {
    SharedSpark.get()
        .sparkContext()
        .hadoopConfiguration()
        .setClass("fs.full.impl", FullDisk.class, FileSystem.class);
  }

  /** From now on so many bytes are taken. */
  public static void setRoom(long bytes) {
    LEFT.set(bytes);
  }

  /** From now on everything is taken; gives the bytes taken since the last call. */
  public static long setNoLimit() {
    return EVERYTHING - LEFT.getAndSet(EVERYTHING);
  }

  @Override
  public String getScheme() {
    return "full";
  }

  @Override
  public URI getUri() {
    return URI.create("full:///");
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return limited(
        super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return limited(super.create(path, overwrite, bufferSize, replication, blockSize, progress));
  }

  private static FSDataOutputStream limited(FSDataOutputStream out) throws IOException {
    return out.getWrappedStream() instanceof Limited
        ? out
        : new FSDataOutputStream(new Limited(out), null);
  }

  private static final class Limited extends OutputStream {
    private final OutputStream out;

    Limited(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    /** A disk that is full takes the part that has room. */
    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      long before = LEFT.getAndUpdate(left -> Math.max(0, left - length));
      out.write(bytes, from, (int) Math.min(before, length));
      if (before < length) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
