package io.sparkdeepfm.persist;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.persist.EmbeddingRow.EmbeddingChunk;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The embedding tables in {@code embeddings/}, a bounded part at a time: beside the parameters the
 * driver holds no more than {@value #FILES_PER_JOB} files' rows, about 128 MB, and a copy.
 */
final class EmbeddingFiles {
  private static final String DIRECTORY = "embeddings";
  private static final int FLOATS_PER_FILE = 1 << 22;
  private static final int FILES_PER_JOB = 8;

  private static final StructType SCHEMA =
      new StructType()
          .add("vocabulary", DataTypes.StringType)
          .add("index", DataTypes.IntegerType)
          .add("embedding", ParquetRows.FLOATS)
          .add("firstOrderWeight", DataTypes.FloatType);

  private EmbeddingFiles() {}

  static void write(
      SparkSession session, FileSystem fileSystem, List<EmbeddingTable> tables, Path model) {
    ParquetRows<EmbeddingRow> table = table(session, fileSystem, model);
    List<List<Rows>> files = pack(tables);
    for (int first = 0; first < files.size(); first += FILES_PER_JOB) {
      List<List<EmbeddingChunk>> chunks =
          files.subList(first, Math.min(first + FILES_PER_JOB, files.size())).stream()
              .map(EmbeddingFiles::copy)
              .toList();
      table.append(chunks, EmbeddingChunk::rows);
    }
  }

  /**
   * @throws IllegalArgumentException if a file cannot be read or the rows are not exactly those of
   *     the configuration's tables
   */
  static List<EmbeddingTable> read(
      SparkSession session, FileSystem fileSystem, DeepFMConfig config, Path model) {
    ParquetRows<EmbeddingRow> table = table(session, fileSystem, model);
    List<Path> files = table.files();
    long rows = config.schema().numEmbeddings();
    table.require(files, rows, "embedding", rows * config.embeddingDim());
    TableAssembly assembly = new TableAssembly(config, table.directory());
    for (int first = 0; first < files.size(); first += FILES_PER_JOB) {
      table
          .read(
              files.subList(first, Math.min(first + FILES_PER_JOB, files.size())),
              EmbeddingChunk.Chunker::new)
          .forEach(assembly::add);
    }
    return assembly.finish();
  }

  private static ParquetRows<EmbeddingRow> table(
      SparkSession session, FileSystem fileSystem, Path model) {
    Path directory = new Path(model, DIRECTORY);
    return new ParquetRows<>(session, fileSystem, directory, EmbeddingRow.class, SCHEMA);
  }

  /** Rows {@code [begin, end)} of a table. */
  private record Rows(EmbeddingTable table, int begin, int end) {}

  private static List<EmbeddingChunk> copy(List<Rows> file) {
    List<EmbeddingChunk> chunks = new ArrayList<>();
    file.forEach(rows -> chunks.add(EmbeddingChunk.copyOf(rows.table, rows.begin, rows.end)));
    return chunks;
  }

  /** Cuts the rows of all tables, one table after the other, into files of about equal size. */
  private static List<List<Rows>> pack(List<EmbeddingTable> tables) {
    List<List<Rows>> files = new ArrayList<>();
    int free = 0;
    for (EmbeddingTable table : tables) {
      for (int begin = 0, end; begin < table.numEmbeddings(); begin = end) {
        if (free < table.rowLength()) {
          files.add(new ArrayList<>());
          free = Math.max(FLOATS_PER_FILE, table.rowLength());
        }
        end = Math.min(table.numEmbeddings(), begin + free / table.rowLength());
        files.get(files.size() - 1).add(new Rows(table, begin, end));
        free -= (end - begin) * table.rowLength();
      }
    }
    return files;
  }

  /** Puts rows that come in any order in their places; each place must be filled exactly once. */
  private static final class TableAssembly {
    private final Path directory;
    private final List<EmbeddingTable> tables = new ArrayList<>();
    private final List<BitSet> filled = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /**
     * @param directory where the rows were read, for messages
     */
    TableAssembly(DeepFMConfig config, Path directory) {
      this.directory = directory;
      FieldSchema schema = config.schema();
      for (int t = 0; t < schema.numTables(); t++) {
        numbers.put(schema.tableName(t), t);
        tables.add(
            EmbeddingTable.zeros(schema.tableName(t), schema.tableSize(t), config.embeddingDim()));
        filled.add(new BitSet(schema.tableSize(t)));
      }
    }

    /**
     * @throws IllegalArgumentException if a row is of no table, out of its range, of another
     *     length, there already, or not finite
     */
    void add(EmbeddingChunk chunk) {
      Integer number = numbers.get(chunk.vocabulary);
      if (number == null) {
        throw CorruptModel.at(
            directory,
            "has rows of vocabulary '%s', which is not in the metadata",
            chunk.vocabulary);
      }
      EmbeddingTable table = tables.get(number);
      int rowLength = table.rowLength();
      if (chunk.rowLength() != rowLength) {
        throw CorruptModel.at(
            directory,
            "has an embedding of %d floats at index %d of vocabulary '%s', but embeddingDim is %d",
            chunk.rowLength() - 1,
            chunk.index(0),
            chunk.vocabulary,
            table.embeddingDim());
      }
      for (int i = 0; i < chunk.numRows(); i++) {
        int index = chunk.index(i);
        checkPlace(table, filled.get(number), index);
        if (!ModelState.areFinite(chunk.values, i * rowLength, (i + 1) * rowLength)) {
          throw CorruptModel.at(
              directory,
              "has NaN or infinite values at index %d of vocabulary '%s'",
              index,
              chunk.vocabulary);
        }
        table.write(index, chunk.values, i * rowLength);
      }
    }

    private void checkPlace(EmbeddingTable table, BitSet taken, int index) {
      if (index < 0 || index >= table.numEmbeddings()) {
        throw CorruptModel.at(
            directory,
            "has index %d of vocabulary '%s', but the metadata gives it %d rows",
            index,
            table.vocabulary(),
            table.numEmbeddings());
      }
      if (taken.get(index)) {
        throw CorruptModel.at(
            directory, "has index %d of vocabulary '%s' twice", index, table.vocabulary());
      }
      taken.set(index);
    }

    /**
     * @throws IllegalArgumentException if a row is missing
     */
    List<EmbeddingTable> finish() {
      for (int t = 0; t < tables.size(); t++) {
        EmbeddingTable table = tables.get(t);
        int rows = filled.get(t).cardinality();
        if (rows != table.numEmbeddings()) {
          throw CorruptModel.at(
              directory,
              "has %d of the %d rows of vocabulary '%s' (index %d is missing)",
              rows,
              table.numEmbeddings(),
              table.vocabulary(),
              filled.get(t).nextClearBit(0));
        }
      }
      return tables;
    }
  }
}
