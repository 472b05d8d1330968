package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.input.Sentence;
import io.sparkdeepfm.persist.AtomicDirectory.DirectorySwap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
    try (var out = place.files().create(new Path(content(), name))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
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
}
