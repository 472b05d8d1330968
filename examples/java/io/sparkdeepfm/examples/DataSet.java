package io.sparkdeepfm.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A public data set that users fetch themselves.
 *
 * @param title for messages
 * @param source address of the page that offers it
 * @param files that an example reads
 */
record DataSet(String title, String source, List<String> files) {
  static final DataSet MOVIELENS_100K =
      new DataSet(
          "MovieLens-100k",
          "https://grouplens.org/datasets/movielens/100k/",
          List.of("u.data", "u.user", "u.item"));

  static final DataSet FRAPPE =
      new DataSet(
          "frappe_x1",
          "https://github.com/reczoo/Datasets",
          List.of("train.csv", "valid.csv", "test.csv"));

  /** Kaggle's file with all rows. */
  static final DataSet CRITEO =
      new DataSet(
          "the Criteo display advertising challenge",
          "https://www.kaggle.com/datasets/mrkmakr/criteo-dataset",
          List.of("train.txt"));

  /** Its rows, or some of them, in three files. */
  static final DataSet CRITEO_SPLIT =
      new DataSet(
          CRITEO.title(), CRITEO.source(), List.of("train.tsv.gz", "valid.tsv.gz", "test.tsv.gz"));

  /** Whether a folder has all files. */
  boolean isIn(Path folder) {
    return files.stream().allMatch(file -> Files.isRegularFile(folder.resolve(file)));
  }

  /**
   * @throws IllegalArgumentException if a file is missing
   */
  void requireIn(Path folder) {
    if (!isIn(folder)) {
      throw new IllegalArgumentException(
          String.format(
              "--data '%s' lacks files: put %s of %s there, which %s has.",
              folder, String.join(", ", files), title, source));
    }
  }
}
