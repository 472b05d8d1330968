package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.DenseLayout.Segment;
import io.sparkdeepfm.optim.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The analytic gradient against central finite differences of the mean loss. */
class ReferenceGradientTest {
  private static final double STEP = 1e-5;
  private static final double RELATIVE_TOLERANCE = 1e-6;
  private static final double ABSOLUTE_TOLERANCE = 1e-9;
  private static final int DIM = 3;

  private final RandomExamples everyKind = RandomExamples.everyKind(7);

  record Shape(
      Deep deep,
      List<Integer> hiddenUnits,
      Activation activation,
      boolean batchNorm,
      Interaction interaction,
      Head head,
      Loss loss) {
    Shape(
        Deep deep,
        List<Integer> hiddenUnits,
        Activation activation,
        boolean batchNorm,
        Interaction interaction,
        Head head) {
      this(deep, hiddenUnits, activation, batchNorm, interaction, head, Loss.LOG);
    }

    DeepFMConfig with(FieldSchema schema) {
      return ModelConfigs.withLoss(
          ModelConfigs.withDeep(
              ModelConfigs.of(
                  schema, DIM, hiddenUnits, activation, 0, batchNorm, interaction, head),
              deep),
          loss);
    }
  }

  static List<Shape> everyShape() {
    List<Shape> shapes = new ArrayList<>();
    for (List<Integer> hiddenUnits : List.of(List.<Integer>of(), List.of(4), List.of(5, 3))) {
      addShapes(Deep.MLP, hiddenUnits, shapes);
    }
    for (List<Integer> hiddenUnits : List.of(List.of(4), List.of(2, 6))) {
      addShapes(Deep.FINAL, hiddenUnits, shapes);
    }
    for (Loss loss : List.of(Loss.SQUARED, Loss.POISSON)) {
      for (Head head : Head.values()) {
        shapes.add(
            new Shape(
                Deep.MLP, List.of(4), Activation.TANH, true, Interaction.FEATURE, head, loss));
      }
    }
    return shapes;
  }

  private static void addShapes(Deep deep, List<Integer> hiddenUnits, List<Shape> shapes) {
    for (Activation activation : Activation.values()) {
      for (boolean batchNorm : new boolean[] {false, true}) {
        for (Interaction interaction : Interaction.values()) {
          for (Head head : Head.values()) {
            shapes.add(new Shape(deep, hiddenUnits, activation, batchNorm, interaction, head));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyShape")
  void everyParameterAgreesWithFiniteDifferences(Shape shape) {
    checkGradient(shape.with(everyKind.schema()), everyKind.block(7));
  }

  @ParameterizedTest
  @MethodSource("everyShape")
  void everyParameterAgreesWithFiniteDifferencesUnderRowWeights(Shape shape) {
    checkGradient(shape.with(everyKind.schema()), everyKind.weightedBlock(7));
  }

  /** Models of some of the parts; dropout, which goes by given masks, is on in all. */
  static List<DeepFMConfig> everyChoiceOfParts() {
    List<DeepFMConfig> configs = new ArrayList<>();
    for (Shape shape : everyShape()) {
      boolean kept =
          shape.activation() == Activation.TANH || shape.activation() == Activation.PRELU;
      for (DeepInput input : DeepInput.values()) {
        for (int parts = kept ? 0 : 4; parts < 4; parts++) {
          if (parts > 0 || !shape.hiddenUnits().isEmpty()) {
            configs.add(
                ModelConfigs.withDeepInput(
                    ModelConfigs.withParts(
                        shape.with(RandomExamples.everyKind(7).schema()),
                        parts % 2 == 1,
                        parts / 2 == 1),
                    input,
                    0));
          }
        }
      }
    }
    return configs;
  }

  @ParameterizedTest
  @MethodSource("everyChoiceOfParts")
  void everyChoiceOfPartsAgreesWithFiniteDifferencesUnderDropout(DeepFMConfig config) {
    DropoutMasks masks =
        (layer, example, unit) -> (31 * layer + 7 * example + 3 * unit) % 5 == 0 ? 0 : 1.25;
    checkGradient(config, everyKind.weightedBlock(5), new ReferenceDeepFM(config, masks));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void anyFieldsAgreeWithFiniteDifferences(long seed) {
    RandomExamples examples = RandomExamples.anyFields(seed);
    Shape shape =
        new Shape(
            Deep.MLP,
            List.of(4),
            Activation.TANH,
            seed % 2 == 0,
            Interaction.FEATURE,
            Head.WEIGHTED);
    checkGradient(shape.with(examples.schema()), examples.weightedBlock(6));
  }

  @Test
  void oneExampleAloneAgreesWithFiniteDifferences() {
    Shape shape =
        new Shape(
            Deep.MLP, List.of(4), Activation.SIGMOID, false, Interaction.FIELD, Head.WEIGHTED);
    checkGradient(shape.with(everyKind.schema()), everyKind.block(1));
  }

  private static void checkGradient(DeepFMConfig config, ExampleBlock block) {
    checkGradient(config, block, new ReferenceDeepFM(config));
  }

  private static void checkGradient(
      DeepFMConfig config, ExampleBlock block, ReferenceDeepFM model) {
    ReferenceParameters p = ReferenceParameters.of(RandomParameters.of(config, 5));
    ReferenceGradient gradient = model.gradient(p, block);
    for (int t = 0; t < p.numTables(); t++) {
      for (int i = 0; i < p.table(t).length; i++) {
        String what = "table " + t + ", element " + i;
        checkDerivative(model, p, block, p.table(t), i, gradient.table(t)[i], what);
      }
    }
    DenseLayout layout = new DenseLayout(config);
    for (Segment segment : layout.segments()) {
      for (int i = segment.offset(); i < segment.offset() + segment.length(); i++) {
        String what = segment.name() + ", element " + (i - segment.offset());
        checkDerivative(model, p, block, p.dense(), i, gradient.dense()[i], what);
      }
    }
  }

  private static void checkDerivative(
      ReferenceDeepFM model,
      ReferenceParameters p,
      ExampleBlock block,
      double[] values,
      int i,
      double analytic,
      String what) {
    double near = slope(model, p, block, values, i, STEP / 2);
    double far = slope(model, p, block, values, i, STEP);
    double numeric = (4 * near - far) / 3; // Richardson: products of layers are strongly curved
    double tolerance = ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * Math.abs(numeric);
    assertEquals(numeric, analytic, tolerance, what);
  }

  /** (L(value + step) − L(value − step)) / (2 step). */
  private static double slope(
      ReferenceDeepFM model,
      ReferenceParameters p,
      ExampleBlock block,
      double[] values,
      int i,
      double step) {
    double value = values[i];
    values[i] = value + step;
    double above = model.meanLoss(p, block, ReferenceDeepFM.Mode.TRAINING);
    values[i] = value - step;
    double below = model.meanLoss(p, block, ReferenceDeepFM.Mode.TRAINING);
    values[i] = value;
    return (above - below) / (2 * step);
  }

  @ParameterizedTest
  @EnumSource(Deep.class)
  void everySegmentHasSomeGradientExceptBiasesThatBatchNormTakesOff(Deep deep) {
    Shape shape =
        new Shape(deep, List.of(6, 4), Activation.TANH, true, Interaction.FEATURE, Head.WEIGHTED);
    DeepFMConfig config = shape.with(everyKind.schema());
    DenseLayout layout = new DenseLayout(config);
    ReferenceGradient gradient =
        new ReferenceDeepFM(config)
            .gradient(ReferenceParameters.of(RandomParameters.of(config, 5)), everyKind.block(7));
    for (Segment segment : layout.segments()) {
      double largest =
          Arrays.stream(gradient.dense(), segment.offset(), segment.offset() + segment.length())
              .map(Math::abs)
              .max()
              .orElseThrow();
      boolean biasBeforeBatchNorm =
          deep == Deep.MLP
              && List.of(DenseLayout.bias(0), DenseLayout.bias(1)).contains(segment.name());
      boolean trained = segment.offset() < layout.trainableLength();
      assertEquals(trained && !biasBeforeBatchNorm, largest > 1e-6, segment.name());
    }
  }

  @Test
  void touchedRowsAreThoseWithANonZeroValue() {
    FieldSchema schema =
        new FieldSchema(
            List.of(
                Field.numeric("zero"),
                Field.numeric("price"),
                new Field("app", "apps", 6, Pooling.SUM),
                new Field("installed", "apps", 6, Pooling.SUM)));
    FieldColumn[] columns = {
      FieldColumn.numeric(new float[] {0, 0}),
      FieldColumn.numeric(new float[] {0, 2}),
      FieldColumn.single(new int[] {-1, 1}),
      FieldColumn.general(new int[] {0, 2, 3}, new int[] {3, 4, 5}, new float[] {1, 0, -1})
    };
    ExampleBlock block =
        new ExampleBlock(2, new float[] {0, 1}, new float[] {0, 1}, columns, false);
    DeepFMConfig config =
        ModelConfigs.of(
            schema, DIM, List.of(), Activation.RELU, 0, false, Interaction.FIELD, Head.SUM);
    ReferenceGradient gradient =
        new ReferenceDeepFM(config)
            .gradient(ReferenceParameters.of(RandomParameters.of(config, 1)), block);
    assertFalse(gradient.touched(0, 0));
    assertTrue(gradient.touched(1, 0));
    boolean[] apps = new boolean[6];
    for (int row = 0; row < apps.length; row++) {
      apps[row] = gradient.touched(2, row);
    }
    assertEquals("[false, true, false, true, false, true]", Arrays.toString(apps));
  }

  @Test
  void allWeightsZeroGiveAZeroGradient() {
    ExampleBlock random = everyKind.block(3);
    ExampleBlock weightless =
        new ExampleBlock(3, random.labels(), new float[3], random.columns(), false);
    Shape shape =
        new Shape(Deep.MLP, List.of(4), Activation.RELU, false, Interaction.FIELD, Head.SUM);
    DeepFMConfig config = shape.with(everyKind.schema());
    ReferenceDeepFM model = new ReferenceDeepFM(config);
    ReferenceParameters p = ReferenceParameters.of(RandomParameters.of(config, 5));
    assertEquals(0, model.meanLoss(p, weightless, ReferenceDeepFM.Mode.TRAINING));
    assertEquals(0, Arrays.stream(model.gradient(p, weightless).dense()).map(Math::abs).sum());
  }
}
