package io.sparkdeepfm.scan;

import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls of classes and methods that are no public API of Spark. */
final class SparkInternals {
  private static final Logger LOG = LoggerFactory.getLogger(SparkInternals.class);

  private SparkInternals() {}

  /**
   * What the supplier gives; empty on a build of Spark that has not the classes and methods which
   * it was compiled against.
   */
  static <T> Optional<T> ask(Supplier<Optional<T>> supplier) {
    try {
      return supplier.get();
    } catch (LinkageError e) {
      LOG.warn(
          "This build of Spark keeps column batches in another way, so files are read row by row,"
              + " which is slower: {}",
          e.toString());
      return Optional.empty();
    }
  }
}
