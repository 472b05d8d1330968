package io.sparkdeepfm.serving;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.FieldHasher;
import io.sparkdeepfm.stage.LogMinMaxScaler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.testing.SharedSpark;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Pipelines with a field of every kind, fitted on seeded random rows. */
final class ServedPipelines {
  static final StructType SCHEMA =
      StructType.fromDDL(
          "clicked INT, site STRING, zone INT, ratio DOUBLE, share FLOAT, price DECIMAL(10,3),"
              + " mobile BOOLEAN, apps STRING, words ARRAY<STRING>, codes ARRAY<INT>,"
              + " weights MAP<STRING,DOUBLE>, counts MAP<INT,FLOAT>, title STRING, count LONG,"
              + " amount DOUBLE, age INT, level FLOAT, flag BOOLEAN, hour DOUBLE");

  private static final String[] PLACES = {"Köln", "Paris", "東京", "New York", "", "🚀 base", "a,b"};

  private ServedPipelines() {}

  /** Rows of which a tenth of the values are null. */
  static List<Row> rows(long seed, int count) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Object[] values = {
        random.nextInt(2),
        random.nextInt(3) == 0 ? "s" + random.nextInt(40) : PLACES[random.nextInt(7)],
        random.nextInt(60) - 20,
        random.nextInt(3) == 0 ? random.nextGaussian() : random.nextInt(9) / 2.0,
        random.nextInt(7) / 4f,
        new BigDecimal(random.nextInt(5000)).movePointLeft(random.nextInt(4)).setScale(3),
        random.nextBoolean(),
        delimited(random),
        tokens(random, 5).stream().map(t -> t == 0 ? null : "w" + t).toList(),
        tokens(random, 9),
        weights(random),
        counts(random),
        "The " + PLACES[random.nextInt(7)] + " Story, part " + random.nextInt(4) + "!",
        (long) random.nextInt(1 << random.nextInt(30)),
        random.nextGaussian() * 20,
        random.nextInt(90),
        (float) random.nextGaussian(),
        random.nextBoolean(),
        random.nextInt(240) / 10.0
      };
      for (int c = 1; c < values.length; c++) {
        values[c] = random.nextInt(10) == 0 ? null : values[c];
      }
      rows.add(RowFactory.create(values));
    }
    return rows;
  }

  private static List<Integer> tokens(Random random, int range) {
    List<Integer> tokens = new ArrayList<>();
    for (int n = random.nextInt(5); n > 0; n--) {
      tokens.add(random.nextInt(range));
    }
    return tokens;
  }

  private static String delimited(Random random) {
    StringBuilder text = new StringBuilder();
    for (int token : tokens(random, 8)) {
      text.append(token % 3 == 0 ? " " : "").append("app").append(token);
      text.append(random.nextBoolean() ? "" : ":" + (random.nextInt(30) - 10) / 8.0).append(',');
    }
    return text.toString();
  }

  private static Map<String, Double> weights(Random random) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (int token : tokens(random, 6)) {
      weights.put("k" + token, random.nextInt(6) == 0 ? null : random.nextInt(9) / 4.0 - 0.5);
    }
    return weights;
  }

  private static Map<Integer, Float> counts(Random random) {
    Map<Integer, Float> weights = new LinkedHashMap<>();
    for (int token : tokens(random, 6)) {
      weights.put(token, random.nextInt(9) / 2f);
    }
    return weights;
  }

  /** A row as a service gets it. */
  static Map<String, Object> asMap(Row row) {
    Map<String, Object> values = new HashMap<>();
    for (int c = 1; c < row.length(); c++) {
      values.put(SCHEMA.fieldNames()[c], row.get(c));
    }
    return values;
  }

  static Dataset<Row> frame(List<Row> rows) {
    return SharedSpark.get().createDataFrame(rows, SCHEMA);
  }

  /** All stages before the model, in an order that mixes them, some within a pipeline of theirs. */
  static List<PipelineStage> features() {
    return List.of(
        new SQLTransformer()
            .setStatement(
                "SELECT *, regexp_extract_all(lower(`title`), r'[\\p{L}\\p{M}\\p{N}]+', 0) AS"
                    + " `title_tokens` FROM __THIS__"),
        new LogMinMaxScaler()
            .setInputCols("count", "amount")
            .setOutputCols("count_scaled", "amount_scaled")
            .setClipMax(1e6, 30),
        new VocabularyIndexer()
            .setInputCols("site", "zone", "ratio", "apps", "words", "weights", "title_tokens")
            .setOutputCols(
                "site_i", "zone_i", "ratio_i", "apps_i", "words_i", "weights_i", "title_i")
            .setDelimiterArray("", "", "", ",", "", "", "")
            .setMinFrequency(3),
        new Bucketizer()
            .setInputCols(new String[] {"age", "hour"})
            .setOutputCols(new String[] {"age_bin", "hour_bin"})
            .setSplitsArray(
                new double[][] {
                  {Double.NEGATIVE_INFINITY, 18, 30, 45, 65, Double.POSITIVE_INFINITY},
                  {0, 6, 12, 18, 24}
                })
            .setHandleInvalid("keep"),
        new FieldHasher()
            .setInputCols("share", "price", "mobile", "codes", "counts", "site")
            .setOutputCols("share_h", "price_h", "mobile_h", "codes_h", "counts_h", "site_h")
            .setVocabularies("share", "price", "mobile", "codes", "counts", "site hash")
            .setNumBuckets(61),
        new FieldAssembler()
            .setInputCols(
                "site_i",
                "level",
                "zone_i",
                "count_scaled",
                "ratio_i",
                "apps_i",
                "age_bin",
                "words_i",
                "weights_i",
                "title_i",
                "share_h",
                "price_h",
                "mobile_h",
                "flag",
                "codes_h",
                "counts_h",
                "site_h",
                "amount_scaled",
                "hour_bin")
            .setPoolings(
                "default", "default", "sum", "default", "default", "mean", "default", "sqrtn",
                "mean", "mean", "default", "default", "default", "default", "sum", "sqrtn",
                "default", "default", "default"));
  }

  static PipelineModel fit(PipelineStage model, List<Row> rows) {
    List<PipelineStage> stages = new ArrayList<>();
    stages.add(new Pipeline().setStages(features().toArray(PipelineStage[]::new)));
    stages.add(model);
    return new Pipeline().setStages(stages.toArray(PipelineStage[]::new)).fit(frame(rows));
  }

  static DeepFMClassifier classifier() {
    return new DeepFMClassifier()
        .setLabelCol("clicked")
        .setEmbeddingDim(5)
        .setHiddenUnits(12, 8)
        .setBatchSize(64)
        .setLearningRate(0.02)
        .setNumEpochs(2)
        .setThreadsPerWorker(1)
        .setNumWorkers(1);
  }

  static DeepFMClassificationModel classifierOf(PipelineModel pipeline) {
    Transformer[] stages = pipeline.stages();
    return (DeepFMClassificationModel) stages[stages.length - 1];
  }
}
