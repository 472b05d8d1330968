package io.sparkdeepfm.scan;

import java.util.Optional;
import java.util.function.Supplier;

/** Calls of classes and methods that are no public API of Spark. */
final class SparkInternals {
  private static final System.Logger LOGGER = System.getLogger(SparkInternals.class.getName());

  private SparkInternals() {}

  /**
   * What the supplier gives; empty on a build of Spark that has not the classes and methods which
   * it was compiled against.
   */
  static <T> Optional<T> ask(Supplier<Optional<T>> supplier) {
    try {
      return supplier.get();
    } catch (LinkageError e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "This build of Spark keeps column batches in another way, so files are read row by row,"
              + " which is slower: "
              + e);
      return Optional.empty();
    }
  }
}
