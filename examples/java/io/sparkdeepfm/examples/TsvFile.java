package io.sparkdeepfm.examples;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes rows with tabs between their cells, as Spark's CSV reader takes them. */
final class TsvFile implements Closeable {
  private final BufferedWriter writer;
  private final int width;

  /** Begins a file with its header. */
  TsvFile(Path file, String... columns) throws IOException {
    writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    width = columns.length;
    write((Object[]) columns);
  }

  /** The options of {@code train} that such files need. */
  static List<String> options() {
    return List.of("--format", "csv", "--delimiter", "\\t");
  }

  /** An empty text is a missing value. */
  void write(Object... cells) throws IOException {
    if (cells.length != width) {
      throw new IllegalArgumentException(
          String.format("A row has %d cells, but the file has %d columns.", cells.length, width));
    }
    for (int c = 0; c < width; c++) {
      writer.write(c == 0 ? "" : "\t");
      writer.write(quoted(cells[c].toString()));
    }
    writer.write('\n');
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == '"' || c == '\\' || c == '\t' || c < ' ');
    return plain ? cell : '"' + cell.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
