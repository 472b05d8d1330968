package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.cli.input.FieldSpec;
import io.sparkdeepfm.cli.input.InputOptions.Format;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.FieldHasher;
import io.sparkdeepfm.stage.LogMinMaxScaler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.testing.SharedSpark;
import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class FeatureStagesTest {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "I1 int, I2 double, C1 string, C2 int, `the title` string, tags string, l array<string>");

  private static final List<FieldSpec> FIELDS =
      FieldsFile.parse(
              "f.json",
              """
              {"fields": [
                {"column": "I1", "type": "numeric", "clip": 9},
                {"column": "I2", "type": "numeric", "transform": "none"},
                {"column": "C1", "type": "categorical", "minFrequency": 2},
                {"column": "C2", "type": "categorical", "encoding": "hash", "numBuckets": 7},
                {"column": "the title", "type": "text", "pooling": "mean"},
                {"column": "tags", "type": "multivalued", "vocabulary": "t"},
                {"column": "l", "type": "multivalued", "vocabulary": "t"}
              ]}
              """)
          .fieldsOf(Format.CSV);

  private final List<PipelineStage> stages = new FeatureStages(FIELDS, SCHEMA).stages();

  @Test
  void thereIsOneStageOfAKindHoweverManyFields() {
    assertEquals(
        List.of(
            SQLTransformer.class,
            VocabularyIndexer.class,
            FieldHasher.class,
            LogMinMaxScaler.class,
            FieldAssembler.class),
        stages.stream().map(Object::getClass).toList());
  }

  @Test
  void stagesThatNoFieldNeedsAreLeftOut() {
    List<PipelineStage> few = new FeatureStages(FIELDS.subList(1, 2), SCHEMA).stages();
    assertEquals(1, few.size());
    assertTrue(few.get(0) instanceof FieldAssembler);
  }

  @Test
  void optionsReachTheirStage() {
    VocabularyIndexer indexer = (VocabularyIndexer) stages.get(1);
    assertArrayEquals(new int[] {2, 1, 1, 1}, indexer.getMinFrequencyArray());
    assertArrayEquals(new String[] {"C1", "the title", "t", "t"}, indexer.getVocabularies());
    assertArrayEquals(new String[] {"", "", ",", ""}, indexer.getDelimiterArray());
    assertArrayEquals(new int[] {7}, ((FieldHasher) stages.get(2)).getNumBucketsArray());
    assertArrayEquals(new double[] {9}, ((LogMinMaxScaler) stages.get(3)).getClipMax());
    assertArrayEquals(
        new String[] {
          "I1_scaled", "I2", "C1_index", "C2_bucket", "the title_index", "tags_index", "l_index"
        },
        ((FieldAssembler) stages.get(4)).getInputCols());
  }

  @Test
  void aTextBecomesItsLowerCasedWordsAndNullStaysNull() {
    Dataset<Row> rows =
        SharedSpark.get()
            .createDataFrame(
                List.of(
                    RowFactory.create(1, 1.0, "a", 1, "L'Été, 2nd—Ünder_way", "", null),
                    RowFactory.create(1, 1.0, "a", 1, null, "", null)),
                SCHEMA);
    List<Row> words =
        ((SQLTransformer) stages.get(0)).transform(rows).select("the title_tokens").collectAsList();
    assertEquals(List.of("l", "été", "2nd", "ünder", "way"), words.get(0).getList(0));
    assertTrue(words.get(1).isNullAt(0));
  }
}
