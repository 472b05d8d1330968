package io.sparkdeepfm.stage;

import static io.sparkdeepfm.testing.Frames.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** What the stages refuse by looking at the schema and the Params alone. */
class TokenParamsTest {
  private static final StructType SCHEMA =
      StructType.fromDDL("a STRING, b STRING, n INT, l ARRAY<STRING>");

  private static VocabularyIndexer indexer(String... columns) {
    String[] outputs = new String[columns.length];
    for (int c = 0; c < columns.length; c++) {
      outputs[c] = "out" + c;
    }
    return new VocabularyIndexer().setInputCols(columns).setOutputCols(outputs);
  }

  private static void refuses(String message, VocabularyIndexer indexer) {
    assertRefused(message, () -> indexer.transformSchema(SCHEMA));
  }

  @Test
  void columnsMustBeSetAndBeThere() {
    refuses("inputCols of", new VocabularyIndexer().setOutputCols("x"));
    refuses("outputCols of", new VocabularyIndexer().setInputCols("a"));
    refuses("Column 'x' of inputCols is not there; the columns are a, b, n, l.", indexer("x"));
    refuses("Column 'A' of inputCols is not there", indexer("A"));
  }

  @Test
  void outputsMustBeAlignedAndNew() {
    refuses(
        "outputCols has 1 entries, but there are 2 inputCols",
        indexer("a", "b").setOutputCols("x"));
    refuses("Output column 'b' is there already", indexer("a").setOutputCols("b"));
    refuses("outputCols names 'x' twice", indexer("a", "b").setOutputCols("x", "x"));
  }

  @Test
  void optionsPerColumnMustBeAligned() {
    refuses("minFrequencyArray has 1 entries", indexer("a", "b").setMinFrequencyArray(1));
    refuses(
        "maxVocabularySizeArray has 3 entries",
        indexer("a", "b").setMaxVocabularySizeArray(1, 2, 3));
    refuses("delimiterArray has 1 entries", indexer("a", "b").setDelimiterArray(","));
    refuses("vocabularies has 1 entries", indexer("a", "b").setVocabularies("v"));
  }

  @Test
  void optionsMustBeInRange() {
    assertRefused(
        "minFrequency is 0, but must be at least 1.", () -> indexer("a").setMinFrequency(0));
    assertRefused("minFrequencyArray is -1", () -> indexer("a").setMinFrequencyArray(2, -1));
    assertRefused("maxVocabularySize is 0", () -> indexer("a").setMaxVocabularySize(0));
    assertRefused("maxVocabularySizeArray is 0", () -> indexer("a").setMaxVocabularySizeArray(0));
    assertRefused("numBuckets is 0", () -> new FieldHasher().setNumBuckets(0));
    assertRefused("numBucketsArray is 0", () -> new FieldHasher().setNumBucketsArray(0));
  }

  @Test
  void columnsOfOneVocabularyMustAgree() {
    refuses(
        "Columns 'a' and 'b' share vocabulary 'v', but have minFrequency 1 and 2",
        indexer("a", "n", "b").setSharedVocabulary("v", "a", "b").setMinFrequencyArray(1, 5, 2));
    refuses(
        "Columns 'a' and 'b' share vocabulary 'v', but have maxVocabularySize 7 and 8",
        indexer("a", "b").setSharedVocabulary("v", "a", "b").setMaxVocabularySizeArray(7, 8));
    FieldHasher hasher =
        new FieldHasher()
            .setInputCols("a", "b")
            .setOutputCols("x", "y")
            .setSharedVocabulary("v", "a", "b")
            .setNumBucketsArray(10, 20);
    assertRefused(
        "Columns 'a' and 'b' share vocabulary 'v', but have numBuckets 10 and 20",
        () -> hasher.transformSchema(SCHEMA));
  }

  @Test
  void sharingNeedsColumnsThatAreThere() {
    assertRefused(
        "Set inputCols before sharing vocabulary 'v'",
        () -> new VocabularyIndexer().setSharedVocabulary("v", "a"));
    assertRefused(
        "Column 'x' of shared vocabulary 'v' is not among inputCols [a, b]",
        () -> indexer("a", "b").setSharedVocabulary("v", "x"));
    refuses("The vocabulary of column 'a' has an empty name", indexer("a").setVocabularies(""));
  }

  @Test
  void onlyStringsAreSplit() {
    refuses(
        "delimiterArray has ',' for column 'n' of type int, but only strings are split",
        indexer("a", "n").setDelimiterArray(",", ","));
    indexer("a", "n", "l").setDelimiter(",").transformSchema(SCHEMA);
  }

  @Test
  void theSchemaSaysWhatWillCome() {
    StructType result = indexer("a", "l").transformSchema(SCHEMA);
    assertEquals("int", result.apply("out0").dataType().simpleString());
    assertEquals("vector", result.apply("out1").dataType().simpleString());
    assertTrue(Attribute.fromStructField(result.apply("out0")).isNominal());
    assertEquals(-1, AttributeGroup.fromStructField(result.apply("out1")).size());
  }

  @Test
  void everyParamIsExplained() {
    String explained = indexer("a").explainParams() + new FieldHasher().explainParams();
    for (String name :
        new String[] {
          "inputCols",
          "outputCols",
          "vocabularies",
          "delimiter",
          "delimiterArray",
          "weightDelimiter",
          "minFrequency",
          "minFrequencyArray",
          "maxVocabularySize",
          "maxVocabularySizeArray",
          "numBuckets",
          "numBucketsArray"
        }) {
      assertTrue(explained.contains(name + ": "), name);
    }
  }
}
