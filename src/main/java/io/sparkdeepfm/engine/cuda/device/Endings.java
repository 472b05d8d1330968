package io.sparkdeepfm.engine.cuda.device;

/**
 * Ends things one after the other, all of them whatever fails: behind an error that a GPU does not
 * recover from, every call fails, and what the host holds still has to be given back.
 */
public final class Endings {
  private RuntimeException first;

  /** Ends one thing, and keeps its failure for later. */
  public Endings then(Runnable end) {
    try {
      end.run();
    } catch (RuntimeException e) {
      if (first == null) {
        first = e;
      } else {
        first.addSuppressed(e);
      }
    }
    return this;
  }

  /** Throws the first failure, with the others suppressed in it. */
  public void finish() {
    if (first != null) {
      throw first;
    }
  }

  /** Adds the failures to an error that came before them. */
  public void finishBehind(Throwable cause) {
    if (first != null) {
      cause.addSuppressed(first);
    }
  }
}
