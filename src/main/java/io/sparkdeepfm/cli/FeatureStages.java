package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.input.FieldSpec;
import io.sparkdeepfm.cli.input.FieldSpec.FieldType;
import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.persist.WordsStatement;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.FieldHasher;
import io.sparkdeepfm.stage.LogMinMaxScaler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/**
 * The stages that turn the columns of fields.json into one features column: words of texts, then at
 * most one {@link VocabularyIndexer}, one {@link FieldHasher}, one {@link LogMinMaxScaler},
 * whatever the number of fields, then the {@link FieldAssembler}.
 */
final class FeatureStages {
  static final String FEATURES = "features";

  private final List<FieldSpec> fields;
  private final StructType schema;

  /**
   * @param schema of the input, which has the fields' columns
   */
  FeatureStages(List<FieldSpec> fields, StructType schema) {
    this.fields = fields;
    this.schema = schema;
  }

  List<PipelineStage> stages() {
    List<PipelineStage> stages = new ArrayList<>();
    addUnlessEmpty(stages, texts(), FeatureStages::words);
    addUnlessEmpty(stages, encoded(false), this::indexer);
    addUnlessEmpty(stages, encoded(true), this::hasher);
    addUnlessEmpty(stages, scaled(), FeatureStages::scaler);
    stages.add(assembler());
    return stages;
  }

  /** The columns that the stages add to an input. */
  List<String> outputs() {
    return Stream.of(
            texts().stream().map(FeatureStages::tokens),
            fields.stream().filter(f -> !isRaw(f)).map(FeatureStages::output),
            Stream.of(FEATURES))
        .flatMap(columns -> columns)
        .toList();
  }

  private static void addUnlessEmpty(
      List<PipelineStage> stages,
      List<FieldSpec> fields,
      Function<List<FieldSpec>, PipelineStage> maker) {
    if (!fields.isEmpty()) {
      stages.add(maker.apply(fields));
    }
  }

  private List<FieldSpec> texts() {
    return fields.stream().filter(f -> f.type() == FieldType.TEXT).toList();
  }

  private List<FieldSpec> encoded(boolean hashed) {
    return fields.stream().filter(f -> !f.isNumeric() && f.hashed() == hashed).toList();
  }

  private List<FieldSpec> scaled() {
    return fields.stream().filter(f -> f.isNumeric() && f.logMinMax()).toList();
  }

  private static boolean isRaw(FieldSpec field) {
    return field.isNumeric() && !field.logMinMax();
  }

  private static PipelineStage words(List<FieldSpec> texts) {
    return new SQLTransformer()
        .setStatement(
            WordsStatement.of(
                quoted(texts, FieldSpec::column), quoted(texts, FeatureStages::tokens)));
  }

  private static List<String> quoted(List<FieldSpec> fields, Function<FieldSpec, String> name) {
    return fields.stream().map(name).map(Columns::quoted).toList();
  }

  private PipelineStage indexer(List<FieldSpec> indexed) {
    VocabularyIndexer indexer = new VocabularyIndexer();
    int minFrequency = indexer.getMinFrequency();
    int maxVocabularySize = indexer.getMaxVocabularySize();
    return indexer
        .setInputCols(strings(indexed, FeatureStages::input))
        .setOutputCols(strings(indexed, FeatureStages::output))
        .setVocabularies(strings(indexed, FieldSpec::vocabulary))
        .setDelimiterArray(strings(indexed, this::delimiter))
        .setWeightDelimiterArray(strings(indexed, FieldSpec::weightDelimiter))
        .setMinFrequencyArray(integers(indexed, f -> orElse(f.minFrequency(), minFrequency)))
        .setMaxVocabularySizeArray(
            integers(indexed, f -> orElse(f.maxVocabularySize(), maxVocabularySize)));
  }

  private PipelineStage hasher(List<FieldSpec> hashed) {
    FieldHasher hasher = new FieldHasher();
    int numBuckets = hasher.getNumBuckets();
    return hasher
        .setInputCols(strings(hashed, FeatureStages::input))
        .setOutputCols(strings(hashed, FeatureStages::output))
        .setVocabularies(strings(hashed, FieldSpec::vocabulary))
        .setDelimiterArray(strings(hashed, this::delimiter))
        .setWeightDelimiterArray(strings(hashed, FieldSpec::weightDelimiter))
        .setNumBucketsArray(integers(hashed, f -> orElse(f.numBuckets(), numBuckets)));
  }

  private static PipelineStage scaler(List<FieldSpec> scaled) {
    return new LogMinMaxScaler()
        .setInputCols(strings(scaled, FieldSpec::column))
        .setOutputCols(strings(scaled, FeatureStages::output))
        .setClipMax(
            scaled.stream()
                .mapToDouble(f -> f.clip() == null ? Double.POSITIVE_INFINITY : f.clip())
                .toArray());
  }

  private PipelineStage assembler() {
    return new FieldAssembler()
        .setInputCols(strings(fields, FeatureStages::output))
        .setPoolings(strings(fields, FieldSpec::pooling))
        .setOutputCol(FEATURES);
  }

  private static String input(FieldSpec field) {
    return field.type() == FieldType.TEXT ? tokens(field) : field.column();
  }

  private static String tokens(FieldSpec text) {
    return text.column() + "_tokens";
  }

  private static String output(FieldSpec field) {
    if (field.isNumeric()) {
      return field.logMinMax() ? field.column() + "_scaled" : field.column();
    }
    return field.column() + (field.hashed() ? "_bucket" : "_index");
  }

  /** A delimiter that a text format implies is for strings only. */
  private String delimiter(FieldSpec field) {
    boolean list =
        schema.apply(field.column()).dataType() instanceof ArrayType
            || schema.apply(field.column()).dataType() instanceof MapType;
    return list ? "" : field.delimiter();
  }

  private static int orElse(Integer said, int byDefault) {
    return said == null ? byDefault : said;
  }

  private static String[] strings(List<FieldSpec> fields, Function<FieldSpec, String> text) {
    return fields.stream().map(text).toArray(String[]::new);
  }

  private static int[] integers(List<FieldSpec> fields, ToIntFunction<FieldSpec> number) {
    return fields.stream().mapToInt(number).toArray();
  }
}
