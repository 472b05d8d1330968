package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.Places.Place;
import io.sparkdeepfm.cli.input.InputPath;
import io.sparkdeepfm.cli.input.UserMistake.Sentence;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.persist.AtomicDirectory.DirectorySwap;
import io.sparkdeepfm.persist.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A directory that comes into being whole or not at all: the command writes into a hidden one
 * beside it, and {@link #commit} puts that in place. Reserving it finds out at the start, not after
 * an hour of training, whether something is there that may not be replaced, or the place cannot be
 * written. Only what the same command wrote is ever replaced.
 */
final class OutputDirectory implements AutoCloseable {
  private final OutputPlace place;
  private final DirectorySwap swap;
  private final Path work;
  private boolean keepsWork;

  private OutputDirectory(OutputPlace place) {
    this.place = place;
    this.swap = new DirectorySwap(place.files(), place.target());
    this.work = swap.sibling("incomplete");
  }

  /**
   * @throws IllegalArgumentException if something is there that may not be replaced, or the
   *     directory cannot be written
   */
  static OutputDirectory reserve(OutputPlace place) {
    place.requireFree();
    OutputDirectory output = new OutputDirectory(place);
    try {
      if (!place.files().mkdirs(output.work)) {
        throw new IOException("the directory cannot be made");
      }
      place.files().deleteOnExit(output.work);
      return output;
    } catch (IOException e) {
      throw place.unwritable(e);
    }
  }

  /** Where to write; does not exist yet. */
  String workPath() {
    return content().toString();
  }

  private Path content() {
    return new Path(work, "content");
  }

  /** Adds a small text file to what has been written. */
  void addText(String name, String text) {
    try {
      TextFile.write(place.files(), new Path(content(), name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Puts what was written in place; what was there before goes only once the new is there.
   *
   * @throws IllegalArgumentException if meanwhile something is there that may not be replaced
   * @throws UncheckedIOException if it cannot be put in place; what was written stays then where
   *     the message says
   */
  void commit() {
    try {
      place.kind().mark(place.files(), content());
      keepsWork = true;
      place.requireFree();
      swap.put(content());
      keepsWork = false;
    } catch (IOException e) {
      throw new UncheckedIOException(new IOException(e.getMessage() + kept(), e.getCause()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(Sentence.of(e.getMessage()) + kept(), e);
    }
  }

  private String kept() {
    return keepsWork ? String.format(" What was made is in '%s'.", workPath()) : "";
  }

  @Override
  public void close() {
    if (keepsWork) {
      place.files().cancelDeleteOnExit(work);
    } else {
      swap.deleteQuietly(work);
    }
  }

  /**
   * Where a command is to write a directory, and whether it may.
   *
   * @param name the option and its value, as messages say them
   * @param target without symbolic links, so that a link stays one
   */
  record OutputPlace(
      String name, OutputKind kind, FileSystem files, Path target, boolean overwrite) {

    /**
     * @param option the command's option that names the directory
     * @param overwrite whether the user wants an earlier output replaced
     * @throws IllegalArgumentException if there cannot be a directory at the path
     */
    static OutputPlace of(
        String option, String directory, boolean overwrite, OutputKind kind, Configuration hadoop) {
      String name = String.format("%s '%s'", option, directory);
      Path path = InputPath.path(option, directory);
      try {
        FileSystem files = path.getFileSystem(hadoop);
        Path target = Place.real(files, path);
        if (target.isRoot()) {
          throw new IllegalArgumentException(
              name + " is the root of a file system; name a directory below it.");
        }
        if (Place.isBrokenLink(target)) {
          throw new IllegalArgumentException(
              name + " is a link to something that is not there; name another directory.");
        }
        return new OutputPlace(name, kind, files, target, overwrite);
      } catch (IOException e) {
        throw unwritable(name, e);
      }
    }

    /**
     * @throws IllegalArgumentException if something is there that may not be replaced
     */
    void requireFree() {
      try {
        if (!files.exists(target)) {
          return;
        }
        if (!overwrite) {
          throw new IllegalArgumentException(
              name + " exists already; name another directory or add --overwrite.");
        }
        String obstacle = kind.obstacle(files, target);
        if (obstacle != null) {
          throw Refusal.of("%s is not replaced: it %s.", name, obstacle);
        }
      } catch (IOException e) {
        throw unwritable(e);
      }
    }

    IllegalArgumentException unwritable(IOException e) {
      return unwritable(name, e);
    }

    private static IllegalArgumentException unwritable(String name, IOException e) {
      return Refusal.because(e, "%s cannot be written: %s", name, Sentence.of(Sentence.root(e)));
    }
  }
}
