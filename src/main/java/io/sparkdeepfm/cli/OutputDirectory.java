package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.input.Sentence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A directory that comes into being whole or not at all: the command writes into a hidden one
 * beside it, and {@link #commit} renames that. Reserving it finds out at the start, not after an
 * hour of training, whether the place exists already or cannot be written.
 */
final class OutputDirectory implements AutoCloseable {
  private final FileSystem files;
  private final Path target;
  private final Path work;

  private OutputDirectory(FileSystem files, Path target) {
    this.files = files;
    this.target = target;
    this.work = hidden("incomplete");
  }

  /**
   * @param option the command's option that names the directory
   * @throws IllegalArgumentException if it exists and may not be overwritten, or cannot be written
   */
  static OutputDirectory reserve(
      String option, String directory, boolean overwrite, Configuration hadoop) {
    try {
      Path path = new Path(directory);
      FileSystem files = path.getFileSystem(hadoop);
      Path target = files.makeQualified(path);
      if (files.exists(target) && !overwrite) {
        throw new IllegalArgumentException(
            String.format(
                "%s '%s' exists already; name another directory or add --overwrite.",
                option, directory));
      }
      OutputDirectory output = new OutputDirectory(files, target);
      if (!files.mkdirs(output.work)) {
        throw new IOException("the directory cannot be made");
      }
      files.deleteOnExit(output.work);
      return output;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          String.format(
              "%s '%s' cannot be written: %s", option, directory, Sentence.of(Sentence.root(e))),
          e);
    }
  }

  /** Where to write; does not exist yet. */
  String workPath() {
    return new Path(work, "content").toString();
  }

  /** Adds a small text file to what has been written. */
  void addText(String name, String text) {
    try (var out = files.create(new Path(workPath(), name))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts what was written in place; what was there before goes only once the new is there. */
  void commit() {
    try {
      Path former = hidden("former");
      boolean replaces = files.exists(target);
      if (replaces && !files.rename(target, former)) {
        throw new IOException(String.format("'%s' cannot be moved aside", target));
      }
      if (!files.rename(new Path(workPath()), target)) {
        throw new IOException(String.format("'%s' cannot be put in place", target));
      }
      if (replaces) {
        files.delete(former, true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path hidden(String suffix) {
    return new Path(
        target.getParent(), "." + target.getName() + "." + UUID.randomUUID() + "." + suffix);
  }

  @Override
  public void close() {
    try {
      files.delete(work, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
