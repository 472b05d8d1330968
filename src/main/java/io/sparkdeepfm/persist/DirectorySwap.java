package io.sparkdeepfm.persist;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a finished directory at a path, in place of what is there.
 *
 * <p>What was at the path is renamed to the hidden sibling {@code .NAME.replaced-UUID}, the
 * finished directory is renamed to the path, and the old one is deleted. A failure before the last
 * rename puts the old directory back.
 */
public final class DirectorySwap {
  private static final Logger LOG = LoggerFactory.getLogger(DirectorySwap.class);

  private final FileSystem files;
  private final Path path;

  /**
   * @param path qualified, not the root of the file system
   */
  public DirectorySwap(FileSystem files, Path path) {
    this.files = files;
    this.path = path;
  }

  /** A hidden path beside the directory that no other process uses: {@code .NAME.ROLE-UUID}. */
  public Path sibling(String role) {
    return new Path(path.getParent(), "." + path.getName() + "." + role + "-" + UUID.randomUUID());
  }

  /**
   * @param finished directory of the same file system
   * @throws IOException if it cannot be put in place; what was at the path is there again then, or
   *     the message says where
   */
  public void put(Path finished) throws IOException {
    if (!files.exists(path)) {
      rename(finished, path);
      return;
    }
    Path replaced = sibling("replaced");
    rename(path, replaced);
    try {
      rename(finished, path);
    } catch (IOException e) {
      putBack(replaced, e);
      throw e;
    }
    deleteQuietly(replaced);
  }

  private void putBack(Path replaced, IOException reason) throws IOException {
    try {
      rename(replaced, path);
    } catch (IOException e) {
      e.addSuppressed(reason);
      throw new IOException(
          String.format(
              "neither old nor new content can be put at %s; the old is in %s", path, replaced),
          e);
    }
  }

  private void rename(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException(String.format("cannot rename %s to %s", from, to));
    }
  }

  /** Deletes a directory of ours that is no longer needed; a failure is only logged. */
  public void deleteQuietly(Path directory) {
    try {
      files.delete(directory, true);
    } catch (IOException e) {
      LOG.warn("{} is no longer needed but cannot be deleted; delete it by hand.", directory, e);
    }
  }
}
