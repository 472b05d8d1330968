package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.SplitMix64;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Criteo's shape: 39 single-valued fields of equal size, D 16, hidden layers 400-400-400, batches
 * of 4096, Adam. Rows are drawn log-uniformly, so a few are frequent and most are rare, and a
 * quarter of the labels is 1.
 */
final class CriteoShape {
  static final int FIELDS = 39;
  static final int DIM = 16;
  static final int BATCH = 4096;

  private CriteoShape() {}

  static DeepFMConfig config(int numFeatures) {
    List<Field> fields = new ArrayList<>();
    for (int f = 0; f < FIELDS; f++) {
      fields.add(new Field("f" + f, "f" + f, numFeatures / FIELDS, Pooling.SUM));
    }
    return ModelConfigs.of(
        new FieldSchema(fields),
        DIM,
        List.of(400, 400, 400),
        Activation.RELU,
        0,
        false,
        Interaction.FEATURE,
        Head.SUM);
  }

  static CpuReplica replica(DeepFMConfig config, Precision precision, int threads) {
    TrainingConfig training =
        TrainingConfigs.of(OptimizerType.ADAM, 1e-3, 0, BATCH, 1, 1, 1, threads, 7);
    return new CpuReplica(
        config,
        TrainingConfigs.withPrecision(training, precision),
        new Initializer(config, TrainingConfigs.INITIALIZATION, 7).initialize());
  }

  static ExampleBlock examples(DeepFMConfig config, int numExamples) {
    SplitMix64 random = new SplitMix64(11);
    FieldColumn[] columns = new FieldColumn[FIELDS];
    for (int f = 0; f < FIELDS; f++) {
      double logSize = Math.log(config.schema().field(f).size());
      int[] rows = new int[numExamples];
      Arrays.setAll(rows, i -> (int) Math.exp(random.nextDouble() * logSize));
      columns[f] = FieldColumn.single(rows);
    }
    float[] labels = new float[numExamples];
    for (int b = 0; b < numExamples; b++) {
      labels[b] = random.nextDouble() < 0.25 ? 1f : 0f;
    }
    return new ExampleBlock(numExamples, labels, null, columns, false);
  }
}
