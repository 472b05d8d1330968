package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The reference's values against closed forms and sums written out. */
class ReferenceDeepFMTest {
  private static final double TOLERANCE = 1e-12;
  private static final ReferenceDeepFM.Mode INFERENCE = ReferenceDeepFM.Mode.INFERENCE;

  private static DeepFMConfig shallow(FieldSchema schema, Interaction interaction) {
    return ModelConfigs.of(schema, 3, List.of(), Activation.RELU, 0, false, interaction, Head.SUM);
  }

  @Test
  void withoutEmbeddingsAndMlpItIsLogisticRegression() {
    FieldSchema schema =
        new FieldSchema(
            List.of(
                Field.numeric("price"),
                new Field("app", "apps", 3, Pooling.SUM),
                new Field("installed", "apps", 3, Pooling.SUM)));
    FieldColumn[] columns = {
      FieldColumn.numeric(new float[] {2, 0}),
      FieldColumn.single(new int[] {1, -1}),
      FieldColumn.general(new int[] {0, 2, 3}, new int[] {1, 2, 0}, new float[] {0.5f, 0.25f, 1})
    };
    ExampleBlock block =
        new ExampleBlock(2, new float[] {1, 0}, new float[] {3, 1}, columns, false);
    EmbeddingTable price = new EmbeddingTable("price", 1, 3, new float[] {0, 0, 0, 0.75f});
    EmbeddingTable apps =
        new EmbeddingTable("apps", 3, 3, new float[] {0, 0, 0, -1, 0, 0, 0, 2, 0, 0, 0, 4});
    ReferenceParameters p =
        ReferenceParameters.of(new DeepFMParameters(List.of(price, apps), new float[] {0.125f}));
    ReferenceDeepFM model = new ReferenceDeepFM(shallow(schema, Interaction.FEATURE));

    double first = 0.125 + 2 * 0.75 + 2 + 0.5 * 2 + 0.25 * 4;
    double second = 0.125 - 1;
    assertArrayEquals(new double[] {first, second}, model.logits(p, block, INFERENCE), TOLERANCE);
    double p1 = 1 / (1 + Math.exp(-first));
    double p2 = 1 / (1 + Math.exp(-second));
    assertArrayEquals(new double[] {p1, p2}, model.probabilities(p, block, INFERENCE), TOLERANCE);
    double loss = (3 * -Math.log(p1) + -Math.log(1 - p2)) / 4;
    assertEquals(loss, model.meanLoss(p, block, INFERENCE), TOLERANCE);
    ReferenceGradient gradient = model.gradient(p, block);
    double d1 = 0.75 * (p1 - 1);
    double d2 = 0.25 * p2;
    assertEquals(d1 + d2, gradient.dense()[0], TOLERANCE);
    assertArrayEquals(new double[] {0, 0, 0, 2 * d1}, gradient.table(0), TOLERANCE);
    assertArrayEquals(
        new double[] {0, 0, 0, d2, 0, 0, 0, 1.5 * d1, 0, 0, 0, 0.25 * d1},
        gradient.table(1),
        TOLERANCE);
  }

  @ParameterizedTest
  @EnumSource(Interaction.class)
  void secondOrderIsTheSumOverPairs(Interaction interaction) {
    RandomExamples examples = RandomExamples.everyKind(11);
    ExampleBlock block = examples.block(20);
    DeepFMConfig config = shallow(examples.schema(), interaction);
    ReferenceParameters p = ReferenceParameters.of(RandomParameters.of(config, 3));
    double[] logits = new ReferenceDeepFM(config).logits(p, block, INFERENCE);
    for (int b = 0; b < block.size(); b++) {
      List<ReferenceEntry> entries = ReferenceEntry.of(examples.schema(), block, b);
      double logit = p.dense()[0];
      for (int i = 0; i < entries.size(); i++) {
        ReferenceEntry left = entries.get(i);
        logit += left.x() * p.table(left.table())[left.row() * 4 + 3];
        for (int j = 0; j < i; j++) {
          ReferenceEntry right = entries.get(j);
          boolean paired = interaction == Interaction.FEATURE || left.field() != right.field();
          logit += paired ? left.x() * right.x() * dot(p, left, right) : 0;
        }
      }
      assertEquals(logit, logits[b], TOLERANCE);
    }
  }

  private static double dot(ReferenceParameters p, ReferenceEntry left, ReferenceEntry right) {
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      sum +=
          p.table(left.table())[left.row() * 4 + k] * p.table(right.table())[right.row() * 4 + k];
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(
      value = RandomExamples.Kind.class,
      names = {"NUMERIC", "SINGLE", "MISSING"})
  void featureAndFieldInteractionAgreeOnOneValuePerField(RandomExamples.Kind kind) {
    RandomExamples examples = RandomExamples.ofKind(5, kind, 6, 4);
    ExampleBlock block = examples.block(30);
    double[] feature = shallowLogits(examples, block, Interaction.FEATURE);
    double[] field = shallowLogits(examples, block, Interaction.FIELD);
    assertArrayEquals(feature, field, TOLERANCE);
  }

  @Test
  void featureAndFieldInteractionDifferOnSeveralValuesOfAField() {
    RandomExamples examples = RandomExamples.ofKind(5, RandomExamples.Kind.MULTI, 2, 4);
    ExampleBlock block = examples.block(30);
    double[] feature = shallowLogits(examples, block, Interaction.FEATURE);
    double[] field = shallowLogits(examples, block, Interaction.FIELD);
    double difference = 0;
    for (int b = 0; b < feature.length; b++) {
      difference = Math.max(difference, Math.abs(feature[b] - field[b]));
    }
    assertTrue(difference > 0.1, "largest difference " + difference);
  }

  private static double[] shallowLogits(
      RandomExamples examples, ExampleBlock block, Interaction interaction) {
    DeepFMConfig config = shallow(examples.schema(), interaction);
    ReferenceParameters p = ReferenceParameters.of(RandomParameters.of(config, 2));
    return new ReferenceDeepFM(config).logits(p, block, INFERENCE);
  }

  @Test
  void aPartThatIsOffAddsNothing() {
    RandomExamples examples = RandomExamples.everyKind(4);
    ExampleBlock block = examples.block(10);
    DeepFMConfig both = shallow(examples.schema(), Interaction.FEATURE);
    ReferenceParameters p = ReferenceParameters.of(RandomParameters.of(both, 8));
    double[] whole = new ReferenceDeepFM(both).logits(p, block, INFERENCE);
    double[] first =
        new ReferenceDeepFM(ModelConfigs.withParts(both, true, false)).logits(p, block, INFERENCE);
    double[] second =
        new ReferenceDeepFM(ModelConfigs.withParts(both, false, true)).logits(p, block, INFERENCE);
    for (int b = 0; b < whole.length; b++) {
      double linear = p.dense()[0];
      for (ReferenceEntry entry : ReferenceEntry.of(examples.schema(), block, b)) {
        linear += entry.x() * p.table(entry.table())[entry.row() * 4 + 3];
      }
      assertEquals(linear, first[b], TOLERANCE);
      assertEquals(whole[b], first[b] + second[b] - p.dense()[0], TOLERANCE);
    }
  }

  @ParameterizedTest
  @EnumSource(Interaction.class)
  void anMlpOverPairsThatPassesThemOnIsTheSecondOrder(Interaction interaction) {
    RandomExamples examples = RandomExamples.everyKind(4);
    ExampleBlock block = examples.block(10);
    DeepFMConfig shallow = shallow(examples.schema(), interaction);
    DeepFMConfig deep =
        ModelConfigs.withDeepInput(
            ModelConfigs.withParts(
                ModelConfigs.of(
                    examples.schema(),
                    3,
                    List.of(6),
                    Activation.RELU,
                    0,
                    false,
                    interaction,
                    Head.SUM),
                true,
                false),
            DeepInput.BI_INTERACTION,
            0);
    DeepFMParameters p = RandomParameters.of(shallow, 8);
    float[] dense = new float[1 + 3 * 6 + 6 + 6];
    dense[0] = p.dense()[0];
    for (int k = 0; k < 3; k++) { // z = max(0, z) − max(0, −z)
      dense[1 + 6 * k + 2 * k] = 1;
      dense[1 + 6 * k + 2 * k + 1] = -1;
      dense[25 + 2 * k] = 1;
      dense[25 + 2 * k + 1] = -1;
    }
    DeepFMParameters passing = new DeepFMParameters(p.tables(), dense);
    assertArrayEquals(
        new ReferenceDeepFM(shallow).logits(ReferenceParameters.of(p), block, INFERENCE),
        new ReferenceDeepFM(deep).logits(ReferenceParameters.of(passing), block, INFERENCE),
        TOLERANCE);
  }

  @Test
  void weightedHeadWithUnitCoefficientsIsTheSum() {
    RandomExamples examples = RandomExamples.everyKind(4);
    ExampleBlock block = examples.block(10);
    DeepFMConfig sum = shallow(examples.schema(), Interaction.FIELD);
    DeepFMConfig weighted =
        ModelConfigs.of(
            examples.schema(),
            3,
            List.of(),
            Activation.RELU,
            0,
            false,
            Interaction.FIELD,
            Head.WEIGHTED);
    DeepFMParameters p = RandomParameters.of(sum, 8);
    DeepFMParameters unit =
        new DeepFMParameters(p.tables(), new float[] {p.dense()[0], 1, 1, 1, 1});
    assertArrayEquals(
        new ReferenceDeepFM(sum).logits(ReferenceParameters.of(p), block, INFERENCE),
        new ReferenceDeepFM(weighted).logits(ReferenceParameters.of(unit), block, INFERENCE),
        TOLERANCE);
  }

  @Test
  void anExampleWithNothingInItHasTheBiasAsLogit() {
    FieldSchema schema =
        new FieldSchema(
            List.of(
                Field.numeric("price"),
                new Field("app", "apps", 3, Pooling.SUM),
                new Field("installed", "apps", 3, Pooling.MEAN)));
    FieldColumn[] columns = {
      FieldColumn.numeric(new float[] {0}),
      FieldColumn.single(new int[] {-1}),
      FieldColumn.general(new int[] {0, 0}, new int[0], new float[0])
    };
    ExampleBlock empty = new ExampleBlock(1, new float[] {1}, null, columns, false);
    DeepFMConfig config = shallow(schema, Interaction.FEATURE);
    ReferenceParameters p = ReferenceParameters.of(RandomParameters.of(config, 8));
    double[] logits = new ReferenceDeepFM(config).logits(p, empty, INFERENCE);
    assertArrayEquals(new double[] {p.dense()[0]}, logits);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activationsAreTheirFormulas(Activation activation) {
    double[] expected =
        switch (activation) {
          case RELU -> new double[] {0, 2};
          case TANH ->
              new double[] {
                (Math.exp(-4) - 1) / (Math.exp(-4) + 1), (Math.exp(4) - 1) / (Math.exp(4) + 1)
              };
          case SIGMOID -> new double[] {1 / (1 + Math.exp(2)), 1 / (1 + Math.exp(-2))};
          case LEAKY_RELU -> new double[] {-2 * 0.01f, 2};
          case PRELU -> new double[] {-1, 2};
        };
    assertArrayEquals(
        expected,
        new double[] {
          ReferenceMlp.activate(activation, -2, 0.5), ReferenceMlp.activate(activation, 2, 0.5)
        },
        TOLERANCE);
  }

  @Test
  void logLossStaysFiniteAtExtremeLogits() {
    assertEquals(1000, ReferenceDeepFM.logLoss(1000, 0));
    assertEquals(0, ReferenceDeepFM.logLoss(1000, 1));
    assertEquals(1000, ReferenceDeepFM.logLoss(-1000, 1));
    assertEquals(Math.log(2), ReferenceDeepFM.logLoss(0, 1), TOLERANCE);
  }

  @Test
  void inferenceTreatsEachExampleByItself() {
    RandomExamples examples = RandomExamples.everyKind(9);
    ExampleBlock block = examples.weightedBlock(8);
    DeepFMConfig config =
        ModelConfigs.of(
            examples.schema(),
            3,
            List.of(5, 2),
            Activation.RELU,
            0,
            true,
            Interaction.FEATURE,
            Head.WEIGHTED);
    ReferenceParameters p = ReferenceParameters.of(RandomParameters.of(config, 1));
    ReferenceDeepFM model = new ReferenceDeepFM(config);
    double[] together = model.logits(p, block, INFERENCE);
    for (int b = 0; b < block.size(); b++) {
      double[] alone = model.logits(p, MiniBatches.select(block, b), INFERENCE);
      assertArrayEquals(new double[] {together[b]}, alone, TOLERANCE);
    }
  }
}
