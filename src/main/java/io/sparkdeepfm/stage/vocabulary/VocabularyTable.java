package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.persist.ParquetFooters;
import io.sparkdeepfm.persist.StageFiles.StageMetadata;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Vocabularies as a table with a row per token, the unknown left out: as a Dataset, and saved as
 * Parquet in {@code PATH/vocabularies}. The metadata names the vocabularies with their number of
 * tokens, so that a missing part is noticed.
 */
public final class VocabularyTable {
  static final StructType SCHEMA =
      new StructType()
          .add("vocabulary", DataTypes.StringType, false)
          .add("index", DataTypes.IntegerType, false)
          .add("token", DataTypes.StringType, false)
          .add("count", DataTypes.LongType, false);

  private static final int CHUNKS_PER_TASK = 4;
  private static final String ENTRY = "vocabularies";

  private VocabularyTable() {}

  /** Vocabularies as rows of {@link #SCHEMA}; the driver keeps them packed. */
  public static Dataset<Row> rows(SparkSession session, Vocabulary... vocabularies) {
    List<TokenChunk> chunks = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Vocabulary vocabulary : vocabularies) {
      vocabulary.toChunks(names.size(), chunks);
      names.add(vocabulary.name());
    }
    long bytes = chunks.stream().mapToLong(chunk -> chunk.packed().length).sum();
    int tasks = 1 + (int) (bytes / ((long) TokenChunk.CHUNK_BYTES * CHUNKS_PER_TASK));
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(chunks.stream().map(TokenChunk::toRow).toList(), tasks)
            .flatMap(new Unpack(names));
    return session.createDataFrame(rows, SCHEMA);
  }

  /** From packed chunks to rows with the vocabulary's name. */
  private record Unpack(List<String> names) implements FlatMapFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Row row) {
      TokenChunk chunk = TokenChunk.of(row);
      String name = names.get(chunk.vocabulary());
      List<Row> rows = new ArrayList<>();
      chunk.forEach(
          (index, token, count) ->
              rows.add(
                  RowFactory.create(
                      name, index, new String(token, StandardCharsets.UTF_8), count)));
      return rows.iterator();
    }
  }

  /** Writes the table; returns the entries for the metadata. */
  public static Map<String, ?> write(Vocabulary[] vocabularies, SparkSession session, String path) {
    rows(session, vocabularies).write().parquet(table(path));
    Entry[] entries =
        Stream.of(vocabularies)
            .map(vocabulary -> new Entry(vocabulary.name(), vocabulary.numTokens()))
            .toArray(Entry[]::new);
    return Map.of(ENTRY, entries);
  }

  /** What the metadata says of one vocabulary; {@code numTokens} leaves the unknown out. */
  private record Entry(String name, int numTokens) {}

  /**
   * @throws IllegalArgumentException if the table is missing, damaged or incomplete
   */
  public static Vocabulary[] read(StageMetadata metadata, SparkSession session, String path) {
    Entry[] entries = metadata.entry(ENTRY, Entry[].class);
    if (Stream.of(entries).anyMatch(entry -> entry == null || entry.name == null)) {
      throw damaged(path, "the metadata has a vocabulary without a name", null);
    }
    List<String> names = Stream.of(entries).map(Entry::name).toList();
    Vocabulary[] vocabularies;
    long tokens = Stream.of(entries).mapToLong(Entry::numTokens).sum();
    ParquetFooters.requireRows(table(path), tokens, session.sparkContext().hadoopConfiguration());
    try {
      vocabularies = Vocabulary.fromChunks(names, readChunks(names, session, path));
    } catch (Exception e) { // Scala throws AnalysisException and SparkException undeclared
      throw damaged(path, String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
    for (int v = 0; v < entries.length; v++) {
      if (vocabularies[v].numTokens() != entries[v].numTokens) {
        String reason =
            String.format(
                "vocabulary '%s' has %d tokens, but '%s' says %d",
                entries[v].name,
                vocabularies[v].numTokens(),
                metadata.file(),
                entries[v].numTokens);
        throw damaged(path, reason, null);
      }
    }
    return vocabularies;
  }

  private static List<TokenChunk> readChunks(
      List<String> names, SparkSession session, String path) {
    Column number =
        functions
            .array_position(
                functions.lit(names.toArray(new String[0])), functions.col("vocabulary"))
            .cast(DataTypes.IntegerType)
            .minus(functions.lit(1));
    Dataset<Row> chunks =
        session
            .read()
            .parquet(table(path))
            .select(
                number.as("vocabulary"),
                functions.col("index").cast(DataTypes.IntegerType),
                functions.col("token").cast(DataTypes.BinaryType),
                functions.col("count").cast(DataTypes.LongType))
            .repartition(functions.col("vocabulary"))
            .sortWithinPartitions("vocabulary", "index")
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>) TokenChunk::pack,
                Encoders.row(TokenChunk.SCHEMA));
    return chunks.collectAsList().stream().map(TokenChunk::of).toList();
  }

  private static IllegalArgumentException damaged(String path, String reason, Exception cause) {
    return Refusal.because(
        cause, "Vocabulary table '%s' is missing, damaged or incomplete: %s.", table(path), reason);
  }

  private static String table(String path) {
    return new Path(path, "vocabularies").toString();
  }
}
