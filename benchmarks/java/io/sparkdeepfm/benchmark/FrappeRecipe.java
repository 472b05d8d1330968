package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.CpuReplica;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.Initializer;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The rows of Frappe's training file, in random order, and what {@code examples/frappe/recipe.txt}
 * makes of them: batch norm, dropout, a penalty of all embeddings and clipped gradients.
 */
record FrappeRecipe(DeepFMConfig config, ExampleBlock block) {
  static final int BATCH = 4096;
  static final TorchPeer.Recipe OF_PEER = new TorchPeer.Recipe(10, true, 0.2, 0.05, 10);

  static FrappeRecipe read(Path file) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    String[] names = lines.remove(0).split(",", -1);
    Collections.shuffle(lines, new Random(5));
    float[] labels = new float[lines.size()];
    int[][] rows = new int[names.length - 1][labels.length];
    List<Map<String, Integer>> vocabularies = new ArrayList<>();
    for (int f = 0; f < rows.length; f++) {
      vocabularies.add(new HashMap<>());
    }
    for (int b = 0; b < labels.length; b++) {
      String[] cells = lines.get(b).split(",", -1);
      labels[b] = Float.parseFloat(cells[0]);
      for (int f = 0; f < rows.length; f++) {
        Map<String, Integer> vocabulary = vocabularies.get(f);
        int next = vocabulary.size();
        rows[f][b] = vocabulary.computeIfAbsent(cells[1 + f], value -> next);
      }
    }
    List<Field> fields = new ArrayList<>();
    List<FieldColumn> columns = new ArrayList<>();
    for (int f = 0; f < rows.length; f++) {
      String name = names[1 + f];
      fields.add(new Field(name, name, vocabularies.get(f).size(), Pooling.SUM));
      columns.add(FieldColumn.single(rows[f]));
    }
    return new FrappeRecipe(
        config(new FieldSchema(fields)),
        new ExampleBlock(labels.length, labels, null, columns.toArray(new FieldColumn[0]), false));
  }

  private static DeepFMConfig config(FieldSchema schema) {
    return ModelConfigs.of(
        schema,
        OF_PEER.dim(),
        List.of(400, 400, 400),
        Activation.RELU,
        OF_PEER.dropout(),
        OF_PEER.batchNorm(),
        Interaction.FEATURE,
        Head.SUM);
  }

  CpuReplica replica(Precision precision, int threads) {
    TrainingConfig training =
        TrainingConfigs.of(OptimizerType.ADAM, 1e-3, OF_PEER.l2(), BATCH, 1, 1, 1, threads, 7);
    return new CpuReplica(
        config,
        TrainingConfigs.withPrecision(
            TrainingConfigs.clipped(training, OF_PEER.maxNorm()), precision),
        new Initializer(config, TrainingConfigs.INITIALIZATION, 7).initialize());
  }

  /** Embedding rows of all fields. */
  int features() {
    int sum = 0;
    for (int f = 0; f < config.schema().numFields(); f++) {
      sum += config.schema().field(f).size();
    }
    return sum;
  }
}
