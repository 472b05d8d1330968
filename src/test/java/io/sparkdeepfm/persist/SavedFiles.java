package io.sparkdeepfm.persist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Changes saved models on the local disk. */
final class SavedFiles {
  private SavedFiles() {}

  /** Replaces a directory of Parquet files by what a function makes of its rows. */
  static void rewrite(Path directory, UnaryOperator<Dataset<Row>> change) throws IOException {
    Dataset<Row> rows = SparkSession.active().read().parquet(directory.toString());
    Path changed = directory.resolveSibling("changed");
    change.apply(rows).write().parquet(changed.toString());
    delete(directory);
    Files.move(changed, directory);
  }

  static Path onlyParquetFile(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".parquet")).toList();
      if (found.size() != 1) {
        throw new IllegalStateException(directory + " has " + found.size() + " Parquet files");
      }
      return found.get(0);
    }
  }

  /** Deletes a file or directory with all that is in it. */
  static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      files.sorted(Comparator.reverseOrder()).forEach(SavedFiles::deleteOne);
    }
  }

  /** Deletes the checksums that Hadoop keeps beside each file, so that a file can be changed. */
  static void deleteChecksums(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      files.filter(file -> file.toString().endsWith(".crc")).forEach(SavedFiles::deleteOne);
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
