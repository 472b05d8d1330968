package io.sparkdeepfm.persist;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What can be wrong with a model's Parquet tables, and the sentence that says so. */
class TableRefusalTest extends DamagedModel {
  private Path embeddings() {
    return model().resolve("embeddings");
  }

  private Path dense() {
    return model().resolve("dense");
  }

  private void rewriteEmbeddings(UnaryOperator<Dataset<Row>> change) throws IOException {
    SavedFiles.rewrite(embeddings(), change);
  }

  @Test
  void missingTablesAreRefused() throws IOException {
    SavedFiles.delete(embeddings());
    assertRefused(embeddings(), "is missing");
  }

  @Test
  void missingParquetFileIsRefused() throws IOException {
    Files.delete(SavedFiles.onlyParquetFile(dense()));
    assertRefused(dense(), "has no Parquet file");
  }

  @Test
  void truncatedParquetFileIsRefused() throws IOException {
    Path file = SavedFiles.onlyParquetFile(embeddings());
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(embeddings(), file.getFileName() + " is not a Parquet file");
  }

  @Test
  void missingRowIsRefused() throws IOException {
    rewriteEmbeddings(rows -> rows.where("not (vocabulary = 'app' and index = 3)"));
    assertRefused(embeddings(), "has 8 rows, but the metadata gives 9");
  }

  @Test
  void furtherRowIsRefused() throws IOException {
    rewriteEmbeddings(rows -> rows.union(rows.where("vocabulary = 'app' and index = 3")));
    assertRefused(embeddings(), "has 10 rows, but the metadata gives 9");
  }

  @Test
  void repeatedRowIsRefused() throws IOException {
    rewriteEmbeddings(
        rows -> rows.withColumn("index", expr("if(vocabulary = 'app' and index = 3, 2, index)")));
    assertRefused(embeddings(), "has index 2 of vocabulary 'app' twice");
  }

  @Test
  void rowPastTheTableIsRefused() throws IOException {
    rewriteEmbeddings(
        rows -> rows.withColumn("index", expr("if(vocabulary = 'app' and index = 3, 5, index)")));
    assertRefused(
        embeddings(), "has index 5 of vocabulary 'app', but the metadata gives it 5 rows");
  }

  @Test
  void rowOfAnUnknownVocabularyIsRefused() throws IOException {
    rewriteEmbeddings(
        rows ->
            rows.withColumn(
                "vocabulary", expr("if(vocabulary = 'app', 'application', vocabulary)")));
    assertRefused(
        embeddings(), "has rows of vocabulary 'application', which is not in the metadata");
  }

  @Test
  void embeddingOfAnotherLengthIsRefused() throws IOException {
    rewriteEmbeddings(
        rows ->
            rows.withColumn(
                "embedding",
                expr(
                    "if(index = 4, slice(embedding, 1, 1), if(vocabulary = 'app' and index = 3,"
                        + " concat(embedding, array(float(0))), embedding))")));
    assertRefused(embeddings(), "floats at index 3 of vocabulary 'app', but embeddingDim is 2");
  }

  @Test
  void embeddingsOfFewerFloatsTogetherAreRefused() throws IOException {
    rewriteEmbeddings(
        rows ->
            rows.withColumn("embedding", expr("if(index = 4, slice(embedding, 1, 1), embedding)")));
    assertRefused(embeddings(), "has 17 values in column 'embedding', but the metadata gives 18");
  }

  @Test
  void notANumberInATableIsRefused() throws IOException {
    rewriteEmbeddings(
        rows ->
            rows.withColumn(
                "firstOrderWeight",
                expr("if(vocabulary = 'app' and index = 4, float('NaN'), firstOrderWeight)")));
    assertRefused(embeddings(), "has NaN or infinite values at index 4 of vocabulary 'app'");
  }

  @Test
  void nullInATableIsRefused() throws IOException {
    rewriteEmbeddings(
        rows -> rows.withColumn("firstOrderWeight", expr("if(index = 4, null, firstOrderWeight)")));
    assertRefused(embeddings(), "cannot be read (");
  }

  @Test
  void columnOfAnotherTypeIsRefused() throws IOException {
    rewriteEmbeddings(rows -> rows.withColumn("index", col("index").cast("bigint")));
    assertRefused(embeddings(), "index BIGINT");
  }

  @Test
  void missingColumnIsRefused() throws IOException {
    SavedFiles.rewrite(dense(), rows -> rows.drop("columns"));
    assertRefused(
        dense(),
        "has the columns name STRING,rows INT,values ARRAY<FLOAT> instead of name STRING,rows INT,"
            + "columns INT,values ARRAY<FLOAT>");
  }

  @Test
  void missingSegmentIsRefused() throws IOException {
    SavedFiles.rewrite(
        dense(), rows -> rows.withColumn("name", expr("if(name = 'mlp.0.gamma', 'more', name)")));
    assertRefused(dense(), "lacks segment 'mlp.0.gamma'");
    SavedFiles.rewrite(dense(), rows -> rows.where("name <> 'more'"));
    assertRefused(dense(), "has 15 rows, but the metadata gives 16");
  }

  @Test
  void repeatedSegmentIsRefused() throws IOException {
    SavedFiles.rewrite(
        dense(),
        rows -> rows.where("name <> 'head.firstOrder'").union(rows.where("name = 'bias'")));
    assertRefused(dense(), "has segment 'bias' twice");
  }

  @Test
  void unknownSegmentIsRefused() throws IOException {
    SavedFiles.rewrite(
        dense(), rows -> rows.union(rows.where("name = 'bias'").withColumn("name", lit("more"))));
    assertRefused(dense(), "has 17 rows, but the metadata gives 16");
  }

  @Test
  void segmentOfAnotherShapeIsRefused() throws IOException {
    SavedFiles.rewrite(
        dense(), rows -> rows.withColumn("rows", expr("if(name = 'mlp.1.weight', 2, rows)")));
    assertRefused(
        dense(),
        "has segment 'mlp.1.weight' as 2 × 3 with 12 values, but the metadata gives 4 × 3");
  }

  @Test
  void negativeVarianceIsRefused() throws IOException {
    SavedFiles.rewrite(
        dense(),
        rows ->
            rows.withColumn(
                "values",
                expr(
                    "if(name = 'mlp.1.movingVariance', transform(values, v -> float(-v)), values)")));
    assertRefused(dense(), "has negative values in segment 'mlp.1.movingVariance'");
  }

  @Test
  void infinityInASegmentIsRefused() throws IOException {
    SavedFiles.rewrite(
        dense(),
        rows ->
            rows.withColumn(
                "values", expr("if(name = 'bias', array(float('-Infinity')), values)")));
    assertRefused(dense(), "has NaN or infinite values in segment 'bias'");
  }
}
