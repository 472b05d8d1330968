package io.sparkdeepfm.testing;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.LogMinMax;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.serving.FieldSource;
import io.sparkdeepfm.serving.RowFormat;
import io.sparkdeepfm.serving.ServingFile;
import io.sparkdeepfm.serving.ServingModel;
import io.sparkdeepfm.token.TokenEncoder;
import io.sparkdeepfm.token.TokenTable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small served model with every kind of source, made without Spark. */
public final class TinyServed {
  private TinyServed() {}

  public static TokenTable vocabulary(String prefix, int size) {
    TokenTable tokens = new TokenTable();
    for (int i = 0; i < size; i++) {
      byte[] token = (prefix + i).getBytes(StandardCharsets.UTF_8);
      tokens.add(token, 0, token.length);
    }
    return tokens;
  }

  /**
   * Columns age (scaled), ratio, site, apps (delimited, weighted), tags (hashed), hour (buckets).
   */
  private static ServingModel model(int vocabularySize, Loss loss, long seed) {
    TokenEncoder.Vocabulary shared =
        new TokenEncoder.Vocabulary(vocabulary("token", vocabularySize));
    int size = vocabularySize + 1;
    FieldSchema schema =
        new FieldSchema(
            List.of(
                Field.numeric("age_scaled"),
                Field.numeric("ratio"),
                new Field("site_index", "tokens", size, Pooling.SUM),
                new Field("apps_index", "tokens", size, Pooling.MEAN),
                new Field("tags_bucket", "tags", 32, Pooling.SQRTN),
                new Field("hour_bin", "hour_bin", 4, Pooling.SUM)));
    DeepFMConfig config =
        ModelConfigs.withLoss(
            ModelConfigs.of(
                schema, 6, List.of(16, 8), Activation.RELU, 0, true, Interaction.FEATURE, Head.SUM),
            loss);
    List<FieldSource> sources =
        List.of(
            new FieldSource.Scaled(new LogMinMax("age", 100, 90)),
            new FieldSource.RawNumber("ratio"),
            new FieldSource.Tokens("site", false, "", ":", shared),
            new FieldSource.Tokens("apps", false, ",", ":", shared),
            new FieldSource.Tokens(
                "tags", false, "", ":", TokenEncoder.Hash.ofVocabulary("tags", 32)),
            new FieldSource.Bucket("hour", List.of(0.0, 8.0, 16.0, 24.0), true));
    return new ServingModel(config, RandomParameters.of(config, seed, 0.3), sources);
  }

  /** Fitted by a loss. */
  public static ServingModel model(int vocabularySize, Loss loss) {
    return model(vocabularySize, loss, 9);
  }

  /** A classifier with parameters of a seed. */
  public static ServingModel model(int vocabularySize, long seed) {
    return model(vocabularySize, Loss.LOG, seed);
  }

  public static ServingModel model() {
    return model(50, Loss.LOG);
  }

  public static Path write(ServingModel model, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      ServingFile.write(model, RowFormat.FLOAT32, out);
    }
    return file;
  }
}
