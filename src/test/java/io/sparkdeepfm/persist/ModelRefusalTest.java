package io.sparkdeepfm.persist;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a model directory, and the sentence that says so. */
@Tag("spark")
class ModelRefusalTest {
  @TempDir static Path shared;

  @TempDir Path folder;
  private Path model;

  @BeforeAll
  static void saveOneModel() throws IOException {
    ModelState state = ModelStates.filled(ModelStates.richConfig(), 1);
    Path saved = shared.resolve("saved");
    new TestModel("model_1", state).write().session(SharedSpark.get()).save(saved.toString());
    SavedFiles.deleteChecksums(saved);
  }

  @BeforeEach
  void copyIt() throws IOException {
    model = folder.resolve("copy");
    SavedFiles.copy(shared.resolve("saved"), model);
  }

  private Path embeddings() {
    return model.resolve("embeddings");
  }

  private Path dense() {
    return model.resolve("dense");
  }

  private Path metadata() {
    return model.resolve("metadata").resolve("part-00000");
  }

  private void replaceInMetadata(String part, String replacement) throws IOException {
    String json = Files.readString(metadata());
    assertTrue(json.contains(part), json);
    Files.writeString(metadata(), json.replace(part, replacement));
  }

  private void rewriteEmbeddings(UnaryOperator<Dataset<Row>> change) throws IOException {
    SavedFiles.rewrite(embeddings(), change);
  }

  private void assertRefused(Path file, String why) {
    Exception error =
        assertThrows(IllegalArgumentException.class, () -> TestModel.read().load(model.toString()));
    String message = error.getMessage();
    assertTrue(message.startsWith("file:" + file), message);
    assertTrue(message.contains(why), message);
    assertTrue(message.endsWith("."), message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void pathWithNothingIsNoModel() throws IOException {
    SavedFiles.delete(model);
    assertRefused(model, "is not a saved model, for it has no metadata/");
  }

  @Test
  void directoryWithoutMetadataIsNoModel() throws IOException {
    SavedFiles.delete(model.resolve("metadata"));
    assertRefused(model, "is not a saved model, for it has no metadata/");
  }

  @Test
  void emptyMetadataDirectoryIsRefused() throws IOException {
    Files.delete(metadata());
    assertRefused(model.resolve("metadata"), "has no file part-00000");
  }

  @Test
  void emptyMetadataFileIsRefused() throws IOException {
    Files.writeString(metadata(), "\n");
    assertRefused(metadata(), "is empty");
  }

  @Test
  void truncatedMetadataIsRefused() throws IOException {
    String json = Files.readString(metadata());
    Files.writeString(metadata(), json.substring(0, json.length() / 2));
    assertRefused(metadata(), "cannot be read (Unexpected end-of-input");
  }

  @Test
  void otherClassIsRefused() throws IOException {
    replaceInMetadata(TestModel.class.getName(), "org.example.Other");
    assertRefused(
        metadata(), "is of class org.example.Other, but " + TestModel.class.getName() + " was");
  }

  @Test
  void newerFormatVersionIsRefused() throws IOException {
    replaceInMetadata("\"formatVersion\":1", "\"formatVersion\":2");
    assertRefused(
        metadata(),
        "has formatVersion 2, but this library reads versions up to 1; load the model with a newer");
  }

  @Test
  void missingFormatVersionIsRefused() throws IOException {
    replaceInMetadata("\"formatVersion\":1,", "");
    assertRefused(
        metadata(), "is not the metadata of a model (Missing creator property 'formatVersion');");
  }

  @Test
  void formatVersionZeroIsRefused() throws IOException {
    replaceInMetadata("\"formatVersion\":1", "\"formatVersion\":0");
    assertRefused(metadata(), "has formatVersion 0, but versions begin at 1");
  }

  @Test
  void missingKeyIsRefused() throws IOException {
    replaceInMetadata("\"embeddingDim\":2,", "");
    assertRefused(
        metadata(), "is not the metadata of a model (Missing creator property 'embeddingDim');");
  }

  @Test
  void fractionWhereAWholeNumberBelongsIsRefused() throws IOException {
    replaceInMetadata("\"embeddingDim\":2,", "\"embeddingDim\":2.5,");
    assertRefused(
        metadata(),
        "is not the metadata of a model (Cannot coerce Floating-point value (2.5) to `int`");
  }

  @Test
  void unknownActivationIsRefused() throws IOException {
    replaceInMetadata("\"tanh\"", "\"gelu\"");
    assertRefused(metadata(), "activation is 'gelu', but must be one of relu, tanh, sigmoid");
  }

  @Test
  void tablesThatContradictTheFieldsAreRefused() throws IOException {
    replaceInMetadata(
        "{\"vocabulary\":\"city\",\"rows\":3}", "{\"vocabulary\":\"city\",\"rows\":4}");
    assertRefused(
        metadata(),
        "tables[2] is Table[vocabulary=city, rows=4],"
            + " but its config needs Table[vocabulary=city, rows=3]");
  }

  @Test
  void segmentsThatContradictTheLayersAreRefused() throws IOException {
    replaceInMetadata("\"hiddenUnits\":[4,3]", "\"hiddenUnits\":[4,2]");
    assertRefused(metadata(), "dense[7] is Segment[name=mlp.1.weight, rows=4, columns=3]");
  }

  @Test
  void savedParamThatTheClassLacksIsRefused() throws IOException {
    replaceInMetadata("\"cut\":0.5", "\"cutoff\":0.5");
    assertRefused(metadata(), "has a Param that " + TestModel.class.getName() + " cannot take");
  }

  @Test
  void savedParamOutOfItsRangeIsRefused() throws IOException {
    replaceInMetadata("\"paramMap\":{", "\"paramMap\":{\"cut\":7.0");
    assertRefused(metadata(), "has a Param that " + TestModel.class.getName() + " cannot take");
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
    assertRefused(embeddings(), "has 4 of the 5 rows of vocabulary 'app' (index 3 is missing)");
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
            rows.withColumn("embedding", expr("if(index = 4, slice(embedding, 1, 1), embedding)")));
    assertRefused(
        embeddings(),
        "has an embedding of 1 floats at index 4 of vocabulary 'app', but embeddingDim is 2");
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
    SavedFiles.rewrite(dense(), rows -> rows.where("name <> 'mlp.0.gamma'"));
    assertRefused(dense(), "lacks segment 'mlp.0.gamma'");
  }

  @Test
  void repeatedSegmentIsRefused() throws IOException {
    SavedFiles.rewrite(dense(), rows -> rows.union(rows.where("name = 'bias'")));
    assertRefused(dense(), "has segment 'bias' twice");
  }

  @Test
  void unknownSegmentIsRefused() throws IOException {
    SavedFiles.rewrite(
        dense(), rows -> rows.union(rows.where("name = 'bias'").withColumn("name", lit("more"))));
    assertRefused(dense(), "has segment 'more', which is not in the metadata");
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
  void infinityInASegmentIsRefused() throws IOException {
    SavedFiles.rewrite(
        dense(),
        rows ->
            rows.withColumn(
                "values", expr("if(name = 'bias', array(float('-Infinity')), values)")));
    assertRefused(dense(), "has NaN or infinite values in segment 'bias'");
  }
}
