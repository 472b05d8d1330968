package io.sparkdeepfm.stage.vocabulary;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Vocabularies as a table with a row per token; the driver keeps them packed. */
public final class VocabularyRows {
  static final StructType SCHEMA =
      new StructType()
          .add("vocabulary", DataTypes.StringType, false)
          .add("index", DataTypes.IntegerType, false)
          .add("token", DataTypes.StringType, false)
          .add("count", DataTypes.LongType, false);

  private static final int CHUNKS_PER_TASK = 4;

  private VocabularyRows() {}

  public static Dataset<Row> of(SparkSession session, Vocabulary... vocabularies) {
    List<TokenChunk> chunks = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Vocabulary vocabulary : vocabularies) {
      vocabulary.toChunks(names.size(), chunks);
      names.add(vocabulary.name());
    }
    long bytes = chunks.stream().mapToLong(chunk -> chunk.packed().length).sum();
    int tasks = 1 + (int) (bytes / ((long) PackTokens.CHUNK_BYTES * CHUNKS_PER_TASK));
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
}
