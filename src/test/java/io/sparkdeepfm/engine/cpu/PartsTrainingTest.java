package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.model.Initialization;
import io.sparkdeepfm.model.Initialization.EmbeddingInitializer;
import io.sparkdeepfm.model.Initialization.FirstOrderInitializer;
import io.sparkdeepfm.model.Initialization.MlpInitializer;
import io.sparkdeepfm.model.Initializer;
import io.sparkdeepfm.model.Scorer;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.Auc;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What models of some of the parts learn, and what they cannot. */
class PartsTrainingTest {
  private static final ClickGenerator CLICKS = ClickGenerator.interacting(4);
  private static final ExampleBlock TRAINING = CLICKS.next(30_000).block();
  private static final ClickGenerator.Clicks TEST = CLICKS.next(15_000);

  /** Embeddings large enough that an MLP soon tells them apart. */
  private static final Initialization LARGE =
      new Initialization(
          EmbeddingInitializer.NORMAL,
          0.3,
          FirstOrderInitializer.ZERO,
          MlpInitializer.GLOROT_NORMAL);

  private static DeepFMConfig deep(Activation activation) {
    return ModelConfigs.of(
        CLICKS.schema(),
        4,
        List.of(16, 16),
        activation,
        0,
        false,
        Interaction.FIELD,
        Head.WEIGHTED);
  }

  private static DeepFMConfig shallow() {
    return ModelConfigs.of(
        CLICKS.schema(), 4, List.of(), Activation.RELU, 0, false, Interaction.FIELD, Head.WEIGHTED);
  }

  private static Replica trained(
      DeepFMConfig config, ExampleBlock block, int batchSize, double learningRate, int epochs) {
    TrainingConfig training =
        TrainingConfigs.of(OptimizerType.ADAM, learningRate, 0, batchSize, 1, 1, 1, 2, 9);
    Replica replica =
        new CpuReplica(config, training, new Initializer(config, LARGE, 2).initialize());
    int[] order = IntStream.range(0, block.size()).toArray(); // drawn independently of each other
    for (int epoch = 0; epoch < epochs; epoch++) {
      replica.train(block, order, 0, block.size());
    }
    return replica;
  }

  private static double auc(DeepFMConfig config) {
    Replica replica = trained(config, TRAINING, 256, 0.01, 4);
    float[] logits = new Scorer(config, replica.parameters()).logits(TEST.block());
    double[] wide = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).toArray();
    return Auc.auc(wide, TEST.labels());
  }

  @Test
  void theFirstOrderAloneLearnsTheLogOddsOfEachValue() {
    int[] clicks = {2, 9, 5};
    int perValue = 12;
    FieldSchema schema = new FieldSchema(List.of(new Field("app", "apps", 3, Pooling.SUM)));
    DeepFMConfig config =
        ModelConfigs.withParts(
            ModelConfigs.of(
                schema, 2, List.of(), Activation.RELU, 0, false, Interaction.FIELD, Head.SUM),
            true,
            false);
    int size = 3 * perValue;
    int[] rows = IntStream.range(0, size).map(b -> b / perValue).toArray();
    float[] labels = new float[size];
    for (int b = 0; b < size; b++) {
      labels[b] = b % perValue < clicks[b / perValue] ? 1 : 0;
    }
    ExampleBlock block =
        new ExampleBlock(size, labels, null, new FieldColumn[] {FieldColumn.single(rows)}, false);
    DeepFMParameters learned = trained(config, block, size, 0.02, 1500).parameters();
    for (int r = 0; r < 3; r++) {
      double logOdds = Math.log((double) clicks[r] / (perValue - clicks[r]));
      double logit = learned.dense()[0] + learned.table(0).values()[3 * r + 2];
      assertEquals(logOdds, logit, 1e-3);
    }
  }

  @Test
  void pairsAreLearnedByEachPartThatSeesThemAndByNoOther() {
    double linear = auc(ModelConfigs.withParts(shallow(), true, false));
    double best = TEST.bestAuc();
    assertTrue(linear < best - 0.05, linear + " of " + best);
    double secondOrder = auc(ModelConfigs.withParts(shallow(), false, true));
    assertTrue(secondOrder > best - 0.02, secondOrder + " of " + best);
    DeepFMConfig neuralFm =
        ModelConfigs.withDeepInput(
            ModelConfigs.withParts(deep(Activation.RELU), true, false),
            DeepInput.BI_INTERACTION,
            0);
    double pairs = auc(neuralFm);
    assertTrue(pairs > linear + 0.05, pairs + " after " + linear);
  }

  @ParameterizedTest
  @EnumSource(value = Activation.class, mode = EnumSource.Mode.EXCLUDE, names = "SIGMOID")
  void anMlpOverFieldsAloneLearnsThemInFourEpochs(Activation activation) {
    double auc = auc(ModelConfigs.withParts(deep(activation), false, false));
    double linear = auc(ModelConfigs.withParts(shallow(), true, false));
    assertTrue(auc > linear + 0.03, auc + " after " + linear);
  }

  @Test
  void productsOfHiddenUnitsAloneLearnThemInFourEpochs() {
    double auc =
        auc(
            ModelConfigs.withDeep(
                ModelConfigs.withParts(deep(Activation.RELU), false, false), Deep.FINAL));
    double linear = auc(ModelConfigs.withParts(shallow(), true, false));
    assertTrue(auc > linear + 0.03, auc + " after " + linear);
  }

  @Test
  void firstOrderWeightsThatAreOffStayZero() {
    Replica replica =
        trained(
            ModelConfigs.withParts(deep(Activation.PRELU), false, true), TRAINING, 256, 0.01, 1);
    for (EmbeddingTable table : replica.parameters().tables()) {
      for (int r = 0; r < table.numEmbeddings(); r++) {
        assertEquals(0f, table.values()[r * table.rowLength() + table.embeddingDim()]);
      }
    }
  }
}
