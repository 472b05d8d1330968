package io.sparkdeepfm.persist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that appears at its path complete or not at all.
 *
 * <p>Everything is written to the hidden sibling {@code .NAME.saving-UUID}. Then what was at the
 * path is renamed to {@code .NAME.replaced-UUID}, the sibling is renamed to the path, and the old
 * directory is deleted. A failure before the last rename puts the old directory back and deletes
 * the sibling. If the process dies, hidden siblings may stay; whatever is at the path is complete.
 *
 * <p>That needs a file system whose rename is atomic, as HDFS and local disks have. On an object
 * store a rename copies file by file, so that a death during it can leave a part of the files at
 * the path: readers must check that all are there. Two writers of the same path at once are not
 * kept apart.
 */
final class AtomicDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(AtomicDirectory.class);

  /** Writes the content into a directory that does not exist yet. */
  @FunctionalInterface
  interface Content {
    void write(FileSystem files, Path directory) throws IOException;
  }

  private final FileSystem files;
  private final Path path;
  private final boolean overwrite;

  /**
   * @throws IllegalArgumentException if something is at the path and may not be overwritten
   */
  AtomicDirectory(String location, boolean overwrite, Configuration configuration) {
    this.overwrite = overwrite;
    try {
      Path given = new Path(location);
      files = given.getFileSystem(configuration);
      path = files.makeQualified(given);
      if (path.isRoot()) {
        throw new IllegalArgumentException(
            String.format("%s is the root of a file system; save to a directory below it.", path));
      }
      checkFree();
    } catch (IOException e) {
      throw new UncheckedIOException(
          String.format("%s cannot be written to (%s).", location, CorruptModel.reason(e)), e);
    }
  }

  private void checkFree() throws IOException {
    if (!overwrite && files.exists(path)) {
      throw new IllegalArgumentException(
          String.format(
              "%s exists already; save to another path, or replace it with"
                  + " write().overwrite().save(path).",
              path));
    }
  }

  /**
   * @throws UncheckedIOException if the content cannot be written; what was at the path stays
   */
  // Spark throws checked exceptions that Scala does not declare.
  void write(Content content) {
    Path saving = sibling("saving");
    boolean saved = false;
    try {
      content.write(files, saving);
      checkFree();
      replace(saving);
      saved = true;
    } catch (Exception e) {
      throw new UncheckedIOException(
          String.format("%s was not saved (%s).", path, CorruptModel.reason(e)),
          new IOException(e));
    } finally {
      if (!saved) {
        deleteQuietly(saving);
      }
    }
  }

  private void replace(Path saving) throws IOException {
    if (!files.exists(path)) {
      rename(saving, path);
      return;
    }
    Path replaced = sibling("replaced");
    rename(path, replaced);
    try {
      rename(saving, path);
    } catch (IOException e) {
      rename(replaced, path);
      throw e;
    }
    deleteQuietly(replaced);
  }

  private void rename(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException(String.format("cannot rename %s to %s", from, to));
    }
  }

  private Path sibling(String role) {
    return new Path(path.getParent(), "." + path.getName() + "." + role + "-" + UUID.randomUUID());
  }

  private void deleteQuietly(Path directory) {
    try {
      files.delete(directory, true);
    } catch (IOException e) {
      LOG.warn("{} is no longer needed but cannot be deleted; delete it by hand.", directory, e);
    }
  }
}
