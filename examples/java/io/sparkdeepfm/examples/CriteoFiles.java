package io.sparkdeepfm.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * The rows of Criteo's logs in three parts: from three files of their own, or the first two million
 * lines of Kaggle's train.txt, of which one in ten is for validation and one in ten for test.
 */
final class CriteoFiles {
  static final int NUMBERS = 13;
  static final int TAGS = 26;
  private static final int MAX_LINES = 2_000_000;

  private final Path data;
  private final long seed;

  CriteoFiles(Path data, long seed) {
    this.data = data;
    this.seed = seed;
  }

  /** A part of the rows. */
  enum Part {
    TRAIN,
    VALID,
    TEST
  }

  /** Takes the rows one by one. */
  interface RowConsumer {
    /**
     * @param cells label, 13 integers, 26 tokens; empty where missing
     */
    void accept(Part part, String[] cells) throws IOException;
  }

  /** The data set as the folder has it, or as it should have it. */
  static DataSet dataSet(Path data) {
    return DataSet.CRITEO_SPLIT.isIn(data) ? DataSet.CRITEO_SPLIT : DataSet.CRITEO;
  }

  /** Passes over all rows, always in the same order and with the same parts. */
  void forEach(RowConsumer consumer) throws IOException {
    List<String> files = dataSet(data).files();
    if (files.size() == Part.values().length) {
      for (Part part : Part.values()) {
        Path file = data.resolve(files.get(List.of(Part.values()).indexOf(part)));
        read(file, cells -> consumer.accept(part, cells));
      }
    } else {
      Random random = new Random(seed);
      read(data.resolve(files.get(0)), cells -> consumer.accept(part(random), cells));
    }
  }

  private static Part part(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> Part.VALID;
      case 1 -> Part.TEST;
      default -> Part.TRAIN;
    };
  }

  private interface LineConsumer {
    void accept(String[] cells) throws IOException;
  }

  private static void read(Path file, LineConsumer consumer) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      for (int number = 1; line != null && number <= MAX_LINES; number++) {
        String[] cells = line.split("\t", -1);
        if (cells.length != 1 + NUMBERS + TAGS) {
          throw new IllegalArgumentException(
              String.format(
                  "Line %d of %s has %d cells, but Criteo's logs have %d.",
                  number, file, cells.length, 1 + NUMBERS + TAGS));
        }
        consumer.accept(cells);
        line = reader.readLine();
      }
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
  }
}
