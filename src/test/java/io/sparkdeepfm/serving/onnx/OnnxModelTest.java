package io.sparkdeepfm.serving.onnx;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.LogMinMax;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.serving.FieldSource;
import io.sparkdeepfm.serving.Scorer;
import io.sparkdeepfm.serving.ServingModel;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.token.TokenEncoder;
import io.sparkdeepfm.token.TokenTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exported graphs, scored by ONNX Runtime, against the scorer. */
class OnnxModelTest {
  private static final int ROWS = 1_000;
  private static final String[] TOKENS = {"alpha", "beta", "gamma", "", "東京", "7"};

  private static FieldSchema schema() {
    return new FieldSchema(
        List.of(
            Field.numeric("age_scaled"),
            Field.numeric("ratio"),
            new Field("site_index", "tokens", 7, Pooling.SUM),
            new Field("site_bucket", "site hash", 13, Pooling.SUM),
            new Field("means_index", "tokens", 7, Pooling.MEAN),
            new Field("root_bucket", "root", 11, Pooling.SQRTN),
            new Field("sum_index", "tokens", 7, Pooling.SUM),
            new Field("hour_bin", "hour_bin", 3, Pooling.SUM)));
  }

  private static List<FieldSource> sources() {
    TokenTable table = new TokenTable();
    for (String token : TOKENS) {
      byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
      table.add(bytes, 0, bytes.length);
    }
    TokenEncoder tokens = new TokenEncoder.Vocabulary(table);
    return List.of(
        new FieldSource.Scaled(new LogMinMax("age", 80, 60)),
        new FieldSource.RawNumber("ratio"),
        new FieldSource.Tokens("site", false, "", ":", tokens),
        new FieldSource.Tokens(
            "site", false, "", ":", TokenEncoder.Hash.ofVocabulary("site hash", 13)),
        new FieldSource.Tokens("means", false, ",", ":", tokens),
        new FieldSource.Tokens("root", false, "", ":", TokenEncoder.Hash.ofVocabulary("root", 11)),
        new FieldSource.Tokens("sum", true, "", "", tokens),
        new FieldSource.Bucket("hour", List.of(0.0, 8.0, 16.0, 24.0), false));
  }

  private static ServingModel model(DeepFMConfig config) {
    return new ServingModel(config, RandomParameters.of(config, 12, 0.25), sources());
  }

  private static DeepFMConfig config(
      Activation activation, boolean batchNorm, Interaction interaction, Head head) {
    return ModelConfigs.of(
        schema(), 5, List.of(16, 8), activation, 0.1, batchNorm, interaction, head);
  }

  static List<DeepFMConfig> configs() {
    List<DeepFMConfig> configs = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      configs.add(config(activation, true, Interaction.FEATURE, Head.SUM));
    }
    DeepFMConfig weighted = config(Activation.RELU, false, Interaction.FIELD, Head.WEIGHTED);
    configs.add(weighted);
    configs.add(ModelConfigs.withDeepInput(weighted, DeepInput.BI_INTERACTION, 0));
    configs.add(
        ModelConfigs.withSecondTower(
            ModelConfigs.withParts(ModelConfigs.withDeep(weighted, Deep.FINAL), true, false), 6));
    configs.add(ModelConfigs.withLoss(weighted, Loss.POISSON));
    configs.add(ModelConfigs.withLoss(weighted, Loss.SQUARED));
    configs.add(
        ModelConfigs.of(
            schema(), 5, List.of(), Activation.RELU, 0, false, Interaction.FEATURE, Head.WEIGHTED));
    return configs;
  }

  private static Map<String, Object> row(Random random) {
    Map<String, Object> row = new HashMap<>();
    put(row, random, "age", random.nextInt(120) - 20);
    put(row, random, "ratio", random.nextGaussian());
    put(row, random, "site", token(random));
    put(row, random, "means", weights(random));
    put(row, random, "root", weights(random));
    put(row, random, "sum", List.of(token(random), token(random), "beta"));
    put(row, random, "hour", random.nextInt(240) / 10.0);
    return row;
  }

  private static void put(Map<String, Object> row, Random random, String name, Object value) {
    if (random.nextInt(8) > 0) {
      row.put(name, value);
    }
  }

  private static String token(Random random) {
    return random.nextInt(4) == 0 ? "unseen" + random.nextInt(9) : TOKENS[random.nextInt(6)];
  }

  private static Map<String, Double> weights(Random random) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (int n = random.nextInt(5); n > 0; n--) {
      weights.put(token(random), random.nextInt(9) / 4.0 - 0.5);
    }
    return weights;
  }

  /** The inputs of a graph for rows as a scorer takes them. */
  private static Map<String, OnnxTensor> tensors(
      OrtEnvironment onnx, List<Map<String, Object>> rows) throws OrtException {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    for (String name : List.of("age", "ratio", "hour")) {
      double[] numbers =
          rows.stream()
              .mapToDouble(
                  row ->
                      row.get(name) == null ? Double.NaN : ((Number) row.get(name)).doubleValue())
              .toArray();
      tensors.put(name, OnnxTensor.createTensor(onnx, numbers));
    }
    String[] sites =
        rows.stream()
            .map(row -> (String) row.getOrDefault("site", OnnxFields.MISSING))
            .toArray(String[]::new);
    tensors.put("site", OnnxTensor.createTensor(onnx, sites));
    for (String name : List.of("means", "root", "sum")) {
      putList(tensors, onnx, name, rows);
    }
    return tensors;
  }

  private static void putList(
      Map<String, OnnxTensor> tensors,
      OrtEnvironment onnx,
      String name,
      List<Map<String, Object>> rows)
      throws OrtException {
    int width = 5;
    String[] tokens = new String[rows.size() * width];
    Arrays.fill(tokens, OnnxFields.MISSING);
    float[] weights = new float[tokens.length];
    Arrays.fill(weights, 1f);
    for (int i = 0; i < rows.size(); i++) {
      int at = i * width;
      if (rows.get(i).get(name) instanceof Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          tokens[at] = (String) entry.getKey();
          weights[at++] = ((Number) entry.getValue()).floatValue();
        }
      } else if (rows.get(i).get(name) instanceof List<?> list) {
        for (Object token : list) {
          tokens[at++] = (String) token;
        }
      }
    }
    long[] shape = {rows.size(), width};
    tensors.put(name, OnnxTensor.createTensor(onnx, tokens, shape));
    tensors.put(name + ".weights", OnnxTensor.createTensor(onnx, FloatBuffer.wrap(weights), shape));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void onnxRuntimeScoresAThousandRowsAsTheScorer(DeepFMConfig config)
      throws IOException, OrtException {
    ServingModel model = model(config);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    OnnxModel.write(model, Set.of("root"), file);
    Random random = new Random(4);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(row(random));
    }
    Scorer scorer = Scorer.of(model);
    OrtEnvironment onnx = OrtEnvironment.getEnvironment();
    try (OrtSession session = onnx.createSession(file.toByteArray())) {
      for (List<Map<String, Object>> some : List.of(rows, rows.subList(0, 1))) {
        try (OrtSession.Result result = session.run(tensors(onnx, some))) {
          float[] logits = (float[]) result.get("logit").orElseThrow().getValue();
          String name = config.loss() == Loss.LOG ? "probability" : "mean";
          float[] means = (float[]) result.get(name).orElseThrow().getValue();
          assertEquals(some.size(), logits.length);
          for (int i = 0; i < some.size(); i++) {
            double expected = scorer.logit(some.get(i));
            assertEquals(expected, logits[i], 1e-5 * Math.max(1, Math.abs(expected)), "row " + i);
            double mean = scorer.mean(some.get(i));
            assertEquals(mean, means[i], 2e-5 * Math.max(1, Math.abs(mean)), "row " + i);
          }
        }
      }
    }
  }

  @Test
  void inputsAreNamedAsTheColumns() throws IOException, OrtException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    OnnxModel.write(model(configs().get(0)), Set.of("root"), file);
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toByteArray())) {
      assertEquals(
          Set.of(
              "age",
              "ratio",
              "site",
              "means",
              "means.weights",
              "root",
              "root.weights",
              "sum",
              "sum.weights",
              "hour"),
          session.getInputNames());
      assertEquals(Set.of("logit", "probability"), session.getOutputNames());
    }
  }

  @Test
  void aListThatIsNoColumnIsRefused() {
    assertRefused(
        "There is no column 'tags' to hold lists; the model reads age, ratio, site, means, root, sum,"
            + " hour.",
        () ->
            OnnxModel.write(model(configs().get(0)), Set.of("tags"), new ByteArrayOutputStream()));
  }

  @Test
  void aColumnThatIsCalledAsAnOutputIsRefused() {
    ServingModel model = model(configs().get(0));
    List<FieldSource> sources = new ArrayList<>(model.sources());
    sources.set(1, new FieldSource.RawNumber("logit"));
    assertRefused(
        "Column 'logit' is called as another tensor of the ONNX file is; rename the column, or export"
            + " the format serving.",
        () -> write(model, sources));
  }

  @Test
  void aColumnThatTwoFieldsReadInDifferentWaysIsRefused() {
    ServingModel model = model(configs().get(0));
    String end =
        ", but can be one input of an ONNX file only; export the format serving, or train with a"
            + " column for each.";
    List<FieldSource> sources = new ArrayList<>(model.sources());
    sources.set(1, new FieldSource.RawNumber("site"));
    assertRefused(
        "Column 'site' is read as a number and as tokens" + end, () -> write(model, sources));
    FieldSource.Tokens words = (FieldSource.Tokens) model.sources().get(6);
    sources.set(1, model.sources().get(1));
    sources.set(6, new FieldSource.Tokens("site", true, "", "", words.encoder()));
    assertRefused(
        "Column 'site' is read as tokens and as words" + end, () -> write(model, sources));
  }

  private static void write(ServingModel model, List<FieldSource> sources) throws IOException {
    OnnxModel.write(
        new ServingModel(model.config(), model.parameters(), sources), new ByteArrayOutputStream());
  }

  @Test
  void moreThanProtobufAllowsIsRefused() {
    OnnxModel.requireFits(Integer.MAX_VALUE);
    assertRefused(
        "The ONNX file would have 2147483648 bytes, but protobuf allows 2³¹ − 1; export the format"
            + " serving, or train with smaller vocabularies.",
        () -> OnnxModel.requireFits(1L << 31));
  }
}
