package io.sparkdeepfm.persist;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * How much Parquet files hold by their footers, known before a row is read or room is made for any.
 *
 * @param rows of all files
 * @param values by top-level column, entries of arrays counted one by one
 */
public record ParquetFooters(long rows, Map<String, Long> values) {
  private static final int END_LENGTH = 4;

  /** What a reader looks for in a directory, in order of name. */
  static List<Path> files(FileSystem files, Path directory) {
    try {
      return Arrays.stream(files.listStatus(directory))
          .map(FileStatus::getPath)
          .filter(path -> path.getName().endsWith(".parquet"))
          .filter(path -> !path.getName().startsWith(".") && !path.getName().startsWith("_"))
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      throw CorruptModel.because(e, directory, "is missing");
    } catch (IOException e) {
      throw CorruptModel.unreadable(directory, e);
    }
  }

  /** Whether a file ends as Parquet files do, by which Spark's reader knows them. */
  static boolean isParquet(FileSystem files, FileStatus status) throws IOException {
    if (status.getLen() < END_LENGTH) {
      return false;
    }
    byte[] end = new byte[END_LENGTH];
    try (FSDataInputStream in = files.open(status.getPath())) {
      in.readFully(status.getLen() - END_LENGTH, end);
    }
    String magic = new String(end, StandardCharsets.ISO_8859_1);
    return magic.equals("PAR1") || magic.equals("PARE");
  }

  /**
   * Refuses a directory of Parquet files that has not as many rows as another file says.
   *
   * @throws IllegalArgumentException also if a footer cannot be read
   */
  public static void requireRows(String directory, long rows, Configuration configuration) {
    Path path = new Path(directory);
    try {
      FileSystem files = path.getFileSystem(configuration);
      of(files(files, path), configuration, path).require(path, rows, null, 0);
    } catch (IOException e) {
      throw CorruptModel.unreadable(path, e);
    }
  }

  /**
   * @param directory for messages
   * @throws IllegalArgumentException if a footer cannot be read
   */
  static ParquetFooters of(List<Path> files, Configuration configuration, Path directory) {
    long rows = 0;
    Map<String, Long> values = new HashMap<>();
    for (Path file : files) {
      for (BlockMetaData block : read(file, configuration, directory).getBlocks()) {
        rows += block.getRowCount();
        for (ColumnChunkMetaData chunk : block.getColumns()) {
          values.merge(chunk.getPath().toArray()[0], chunk.getValueCount(), Long::sum);
        }
      }
    }
    return new ParquetFooters(rows, values);
  }

  /** A damaged length of a list within a footer asks for more memory than there is. */
  static ParquetMetadata read(Path file, Configuration configuration, Path directory) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, configuration))) {
      return reader.getFooter();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      throw CorruptModel.unreadable(directory, e);
    }
  }

  /**
   * @param column whose values are counted, or null
   * @throws IllegalArgumentException if there are more or fewer rows or values
   */
  void require(Path directory, long expectedRows, String column, long expectedValues) {
    if (rows != expectedRows) {
      throw CorruptModel.at(
          directory, "has %d rows, but the metadata gives %d", rows, expectedRows);
    }
    long found = column == null ? expectedValues : values.getOrDefault(column, 0L);
    if (found != expectedValues) {
      throw CorruptModel.at(
          directory,
          "has %d values in column '%s', but the metadata gives %d",
          found,
          column,
          expectedValues);
    }
  }
}
