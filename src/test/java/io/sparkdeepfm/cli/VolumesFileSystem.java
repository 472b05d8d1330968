package io.sparkdeepfm.cli;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The local disk under the scheme {@code dbfs}, as Databricks shows its volumes. */
public final class VolumesFileSystem extends RawLocalFileSystem {
  @Override
  public String getScheme() {
    return "dbfs";
  }

  @Override
  public URI getUri() {
    return URI.create("dbfs:///");
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return plain(super.getFileStatus(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return Arrays.stream(super.listStatus(path))
        .map(VolumesFileSystem::plain)
        .toArray(FileStatus[]::new);
  }

  /** Without owner and permissions, which the local file system looks up for files of its own. */
  private static FileStatus plain(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        1,
        status.getBlockSize(),
        status.getModificationTime(),
        status.getPath());
  }
}
