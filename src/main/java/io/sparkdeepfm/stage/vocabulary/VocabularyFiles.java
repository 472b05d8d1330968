package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.persist.StageMetadata;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * The table of saved vocabularies, {@code PATH/vocabularies}: Parquet with the columns of {@link
 * VocabularyRows#SCHEMA}, a row per token, the unknown left out. The metadata names the
 * vocabularies with their number of tokens, so that a missing part is noticed.
 */
public final class VocabularyFiles {
  private static final String ENTRY = "vocabularies";

  private VocabularyFiles() {}

  /** Writes the table; returns the entries for the metadata. */
  public static Map<String, ?> write(Vocabulary[] vocabularies, SparkSession session, String path) {
    VocabularyRows.of(session, vocabularies).write().parquet(table(path));
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
    List<String> names = Stream.of(entries).map(Entry::name).toList();
    Vocabulary[] vocabularies;
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
            .mapPartitions(new PackTokens(), Encoders.row(TokenChunk.SCHEMA));
    return chunks.collectAsList().stream().map(TokenChunk::of).toList();
  }

  private static IllegalArgumentException damaged(String path, String reason, Exception cause) {
    return new IllegalArgumentException(
        String.format(
            "Vocabulary table '%s' is missing, damaged or incomplete: %s.", table(path), reason),
        cause);
  }

  private static String table(String path) {
    return new Path(path, "vocabularies").toString();
  }
}
