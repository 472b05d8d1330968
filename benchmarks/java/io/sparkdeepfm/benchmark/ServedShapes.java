package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.serving.FieldSource;
import io.sparkdeepfm.serving.ServingModel;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.token.TokenEncoder;
import io.sparkdeepfm.token.TokenTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Served models of a shape, with parameters that were drawn rather than learned. */
final class ServedShapes {
  private ServedShapes() {}

  static String column(int f) {
    return "C" + f;
  }

  /** Fields of one token each, that share a vocabulary of {@code value0, value1, …}. */
  static ServingModel tokens(int fields, int numTokens, int dim, List<Integer> hiddenUnits) {
    TokenTable table = new TokenTable();
    for (int i = 0; i < numTokens; i++) {
      byte[] token = ("value" + i).getBytes(StandardCharsets.UTF_8);
      table.add(token, 0, token.length);
    }
    TokenEncoder encoder = new TokenEncoder.Vocabulary(table);
    List<Field> all = new ArrayList<>();
    List<FieldSource> sources = new ArrayList<>();
    for (int f = 0; f < fields; f++) {
      all.add(new Field(column(f), "values", numTokens + 1, Pooling.SUM));
      sources.add(new FieldSource.Tokens(column(f), false, "", "", encoder));
    }
    DeepFMConfig config =
        ModelConfigs.of(
            new FieldSchema(all),
            dim,
            hiddenUnits,
            Activation.RELU,
            0,
            false,
            DeepFMConfig.Interaction.FEATURE,
            DeepFMConfig.Head.SUM);
    return new ServingModel(config, RandomParameters.of(config, 3, 0.05), sources);
  }
}
