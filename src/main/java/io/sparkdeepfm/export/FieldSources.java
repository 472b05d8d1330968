package io.sparkdeepfm.export;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.LogMinMax;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.param.StageColumns;
import io.sparkdeepfm.param.TokenParams;
import io.sparkdeepfm.persist.WordsStatement;
import io.sparkdeepfm.serving.FieldSource;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.FieldHasher;
import io.sparkdeepfm.stage.LogMinMaxScalerModel;
import io.sparkdeepfm.stage.VocabularyIndexerModel;
import io.sparkdeepfm.token.TokenEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.SQLTransformer;

/**
 * Reads the stages before a model, in their order, for how each of its fields is made of a raw
 * column.
 */
final class FieldSources {
  private final PredictionModel<?, ?> model;
  private final Map<String, FieldSource> made = new HashMap<>(); // by the column that a stage adds
  private final Map<String, String> texts = new HashMap<>(); // by the column of their words
  private List<String> assembled; // null before the assembler of the features column
  private boolean isOver;

  private FieldSources(PredictionModel<?, ?> model) {
    this.model = model;
  }

  /**
   * The source of each field.
   *
   * @param stages the fitted PipelineModel that a model is part of, or the stages before it
   * @throws IllegalArgumentException if a stage is of a kind that is not scored outside Spark, or
   *     the stages are not those of the model
   */
  static List<FieldSource> of(PredictionModel<?, ?> model, FieldSchema schema, Transformer stages) {
    FieldSources sources = new FieldSources(model);
    sources.read(stages);
    if (sources.assembled == null) {
      throw Refusal.of(
          "No FieldAssembler among the stages makes column '%s', which the model reads; give the"
              + " PipelineModel that the model was trained in.",
          model.getFeaturesCol());
    }
    List<String> names = schema.fields().stream().map(Field::name).toList();
    if (!sources.assembled.equals(names)) {
      throw Refusal.of(
          "The stages assemble the fields %s, but the model was trained on %s; give the"
              + " PipelineModel that the model was trained in.",
          sources.assembled, names);
    }
    return schema.fields().stream().map(sources::of).toList();
  }

  private FieldSource of(Field field) {
    FieldSource source = made.get(field.name());
    if (source != null) {
      return source;
    }
    if (field.size() != 1) {
      throw Refusal.of(
          "Field '%s' has %d features, but no stage that is scored outside Spark makes its column;"
              + " use VocabularyIndexer, FieldHasher or Bucketizer in the pipeline.",
          field.name(), field.size());
    }
    return new FieldSource.RawNumber(field.name());
  }

  private void read(Transformer stage) {
    if (isOver) {
      return; // what comes after the model does not change its scores
    }
    if (stage instanceof PipelineModel pipeline) {
      for (Transformer inner : pipeline.stages()) {
        read(inner);
      }
    } else if (stage instanceof VocabularyIndexerModel indexer) {
      readTokens(indexer, c -> new TokenEncoder.Vocabulary(indexer.tokenTable(c.vocabulary)));
    } else if (stage instanceof FieldHasher hasher) {
      readTokens(
          hasher, c -> TokenEncoder.Hash.ofVocabulary(c.vocabulary, buckets(hasher)[c.place]));
    } else if (stage instanceof LogMinMaxScalerModel scaler) {
      readScaled(scaler);
    } else if (stage instanceof Bucketizer bucketizer) {
      readBuckets(bucketizer);
    } else if (stage instanceof FieldAssembler assembler) {
      if (assembler.getOutputCol().equals(model.getFeaturesCol())) {
        assembled = List.of(assembler.getInputCols());
      }
    } else if (stage.uid().equals(model.uid())) {
      isOver = true;
    } else {
      readWords(stage);
    }
  }

  /** A column of tokens: its place among the stage's inputs and its vocabulary. */
  private record TokenInput(int place, String vocabulary) {}

  private interface Encoders {
    TokenEncoder of(TokenInput column);
  }

  private static int[] buckets(FieldHasher hasher) {
    return StageColumns.perColumn(
        hasher, hasher.numBuckets(), hasher.numBucketsArray(), hasher.getInputCols().length);
  }

  private void readTokens(TokenParams<?> stage, Encoders encoders) {
    String[] inputs = stage.getInputCols();
    String[] delimiters =
        StageColumns.perColumn(stage, stage.delimiter(), stage.delimiterArray(), inputs.length);
    String[] weightDelimiters =
        StageColumns.perColumn(
            stage, stage.weightDelimiter(), stage.weightDelimiterArray(), inputs.length);
    for (int c = 0; c < inputs.length; c++) {
      String text = texts.get(inputs[c]);
      made.put(
          stage.getOutputCols()[c],
          new FieldSource.Tokens(
              text == null ? raw(inputs[c], stage) : text,
              text != null,
              text == null ? delimiters[c] : "",
              text == null ? weightDelimiters[c] : "",
              encoders.of(new TokenInput(c, stage.getVocabularies()[c]))));
    }
  }

  private void readScaled(LogMinMaxScalerModel scaler) {
    for (int c = 0; c < scaler.getInputCols().length; c++) {
      String column = raw(scaler.getInputCols()[c], scaler);
      made.put(
          scaler.getOutputCols()[c],
          new FieldSource.Scaled(
              new LogMinMax(column, scaler.getClipMax()[c], scaler.maxima()[c])));
    }
  }

  private void readBuckets(Bucketizer bucketizer) {
    boolean several = bucketizer.isSet(bucketizer.inputCols());
    String[] inputs = several ? bucketizer.getInputCols() : one(bucketizer.getInputCol());
    String[] outputs = several ? bucketizer.getOutputCols() : one(bucketizer.getOutputCol());
    double[][] splits =
        several ? bucketizer.getSplitsArray() : new double[][] {bucketizer.getSplits()};
    boolean keeps = "keep".equals(bucketizer.getHandleInvalid());
    for (int c = 0; c < inputs.length; c++) {
      List<Double> limits = new ArrayList<>();
      Arrays.stream(splits[c]).forEach(limits::add);
      made.put(outputs[c], new FieldSource.Bucket(raw(inputs[c], bucketizer), limits, keeps));
    }
  }

  private static String[] one(String name) {
    return new String[] {name};
  }

  private void readWords(Transformer stage) {
    Map<String, String> words =
        stage instanceof SQLTransformer sql
            ? WordsStatement.textsByWords(sql.getStatement())
            : Map.of();
    if (words.isEmpty()) {
      throw Refusal.of(
          "Stage '%s' is a %s, which is not scored outside Spark; only VocabularyIndexer,"
              + " FieldHasher, LogMinMaxScaler, FieldAssembler, MLlib's Bucketizer and the words that"
              + " the command train makes are. Apply it to the rows before they are sent.",
          stage.uid(), stage.getClass().getSimpleName());
    }
    texts.putAll(words);
  }

  /** A column that the rows bring. */
  private String raw(String column, Transformer reader) {
    if (made.containsKey(column) || texts.containsKey(column)) {
      throw Refusal.of(
          "Stage '%s' reads column '%s', which another stage makes; outside Spark stages read raw"
              + " columns only.",
          reader.uid(), column);
    }
    return column;
  }

  private String raw(String column, TokenParams<?> reader) {
    return raw(column, (Transformer) reader);
  }
}
