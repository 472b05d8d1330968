package io.sparkdeepfm.persist;

import io.sparkdeepfm.data.Refusal;
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
 * <p>Everything is written to the hidden sibling {@code .NAME.saving-UUID}, which a {@link
 * DirectorySwap} then puts in place; a failure deletes it. If the process dies, hidden siblings may
 * stay; whatever is at the path is complete.
 *
 * <p>That needs a file system whose rename is atomic, as HDFS and local disks have. On an object
 * store a rename copies file by file, so that a death during it can leave a part of the files at
 * the path: readers must check that all are there. Two writers of the same path at once are not
 * kept apart.
 */
public final class AtomicDirectory {
  /** Writes the content into an empty directory. */
  @FunctionalInterface
  interface Content {
    void write(FileSystem files, Path directory) throws IOException;
  }

  private final FileSystem files;
  private final Path path;
  private final boolean overwrite;

  /**
   * @param overwrite whether to replace a saved stage; what else is at the path is never replaced
   * @throws IllegalArgumentException if something is at the path and may not be overwritten
   */
  AtomicDirectory(String location, boolean overwrite, Configuration configuration) {
    this.overwrite = overwrite;
    try {
      Path given = new Path(location);
      files = given.getFileSystem(configuration);
      path = files.makeQualified(given);
      if (path.isRoot()) {
        throw Refusal.of("%s is the root of a file system; save to a directory below it.", path);
      }
      checkFree();
    } catch (IOException e) {
      throw new UncheckedIOException(
          String.format("%s cannot be written to (%s).", location, CorruptModel.reason(e)), e);
    }
  }

  private void checkFree() throws IOException {
    if (!files.exists(path)) {
      return;
    }
    if (!overwrite) {
      throw Refusal.of(
          "%s exists already; save to another path, or replace it with"
              + " write().overwrite().save(path).",
          path);
    }
    Path foreign = ForeignFiles.firstForeign(files, path);
    if (foreign != null) {
      throw Refusal.of(
          "%s is not replaced, because %s is no part of a saved model; save to another path, or"
              + " move that file away.",
          path, foreign);
    }
  }

  /**
   * @throws UncheckedIOException if the content cannot be written; what was at the path stays
   */
  // Spark throws checked exceptions that Scala does not declare.
  void write(Content content) {
    DirectorySwap swap = new DirectorySwap(files, path);
    Path saving = swap.sibling("saving");
    boolean saved = false;
    try {
      if (!files.mkdirs(saving)) { // else a Spark job would find that out, in its own words
        throw new IOException("no directory can be made in " + saving.getParent());
      }
      content.write(files, saving);
      checkFree();
      swap.put(saving);
      saved = true;
    } catch (Exception e) {
      throw new UncheckedIOException(
          String.format("%s was not saved (%s).", path, CorruptModel.reason(e)),
          new IOException(e));
    } finally {
      if (!saved) {
        swap.deleteQuietly(saving);
      }
    }
  }

  /**
   * Puts a finished directory at a path, in place of what is there.
   *
   * <p>What was at the path is renamed to the hidden sibling {@code .NAME.replaced-UUID}, the
   * finished directory is renamed to the path, and the old one is deleted. A failure before the
   * last rename puts the old directory back.
   */
  public static final class DirectorySwap {
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
      return new Path(
          path.getParent(), "." + path.getName() + "." + role + "-" + UUID.randomUUID());
    }

    /**
     * @param finished directory of the same file system
     * @throws IOException if it cannot be put in place; what was at the path is there again then,
     *     or the message says where
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
}
