package io.sparkdeepfm.model;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DenseLayout.Segment;
import io.sparkdeepfm.testing.ModelConfigs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DenseLayoutTest {
  private static DeepFMConfig config(List<Integer> hiddenUnits, boolean batchNorm, Head head) {
    return ModelConfigs.of(
        new FieldSchema(List.of(Field.numeric("price"), Field.numeric("age"))),
        3,
        hiddenUnits,
        Activation.RELU,
        0,
        batchNorm,
        Interaction.FIELD,
        head);
  }

  private static DeepFMConfig prelu(List<Integer> hiddenUnits, boolean batchNorm, Head head) {
    return ModelConfigs.of(
        config(hiddenUnits, batchNorm, head).schema(),
        3,
        hiddenUnits,
        Activation.PRELU,
        0,
        batchNorm,
        Interaction.FIELD,
        head);
  }

  static Stream<DeepFMConfig> configs() {
    List<DeepFMConfig> configs = new ArrayList<>();
    for (Head head : Head.values()) {
      for (boolean batchNorm : new boolean[] {false, true}) {
        for (List<Integer> units : List.of(List.<Integer>of(), List.of(4), List.of(5, 2, 7))) {
          configs.add(config(units, batchNorm, head));
          configs.add(
              ModelConfigs.withParts(prelu(units, batchNorm, head), units.isEmpty(), false));
        }
      }
    }
    return configs.stream();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void segmentsCoverTheArrayExactlyOnceInOrder(DeepFMConfig config) {
    DenseLayout layout = new DenseLayout(config);
    int end = 0;
    for (Segment segment : layout.segments()) {
      assertEquals(end, segment.offset(), segment.name());
      assertEquals(segment.rows() * segment.columns(), segment.length());
      assertEquals(segment, layout.segment(segment.name()));
      end += segment.length();
    }
    assertEquals(layout.length(), end);
    assertEquals(
        layout.segments().size(), layout.segments().stream().map(Segment::name).distinct().count());
  }

  @ParameterizedTest
  @MethodSource("configs")
  void whatGradientsTrainStandsBeforeTheMovingStatistics(DeepFMConfig config) {
    DenseLayout layout = new DenseLayout(config);
    for (Segment segment : layout.segments()) {
      boolean moving = segment.name().contains(".moving");
      assertEquals(moving, segment.offset() >= layout.trainableLength(), segment.name());
    }
  }

  @Test
  void aModelOfEveryPartHasItsSegmentsInTheDocumentedOrder() {
    DenseLayout layout = new DenseLayout(config(List.of(5, 4), true, Head.WEIGHTED));
    assertEquals(
        List.of(
            "bias 1x1",
            "head.firstOrder 1x1",
            "head.secondOrder 1x3",
            "mlp.0.weight 6x5",
            "mlp.0.bias 1x5",
            "mlp.0.gamma 1x5",
            "mlp.0.beta 1x5",
            "mlp.1.weight 5x4",
            "mlp.1.bias 1x4",
            "mlp.1.gamma 1x4",
            "mlp.1.beta 1x4",
            "mlp.output.weight 4x1",
            "mlp.0.movingMean 1x5",
            "mlp.0.movingVariance 1x5",
            "mlp.1.movingMean 1x4",
            "mlp.1.movingVariance 1x4"),
        layout.segments().stream().map(DenseLayoutTest::describe).toList());
    assertEquals(1 + 1 + 3 + 30 + 15 + 20 + 12 + 4, layout.trainableLength());
    assertEquals(layout.trainableLength() + 18, layout.length());
  }

  @Test
  void preluHasASlopeForEachUnit() {
    DenseLayout layout = new DenseLayout(prelu(List.of(5), true, Head.SUM));
    assertEquals(
        List.of("mlp.0.beta 1x5", "mlp.0.slope 1x5", "mlp.output.weight 5x1"),
        layout.segments().stream().map(DenseLayoutTest::describe).toList().subList(4, 7));
  }

  @Test
  void anMlpOverPairsReadsOneVector() {
    DeepFMConfig config =
        ModelConfigs.withDeepInput(
            config(List.of(5), false, Head.SUM), DeepInput.BI_INTERACTION, 0);
    assertEquals(new Segment("mlp.0.weight", 1, 3, 5), new DenseLayout(config).segments().get(1));
  }

  @Test
  void aPartThatIsOffHasNoCoefficient() {
    DeepFMConfig config = config(List.of(5), false, Head.WEIGHTED);
    List<Segment> both = new DenseLayout(config).segments();
    assertEquals(
        both.stream().map(Segment::name).filter(n -> !n.equals("head.firstOrder")).toList(),
        new DenseLayout(ModelConfigs.withParts(config, false, true))
            .segments().stream().map(Segment::name).toList());
    assertEquals(
        both.stream().map(Segment::name).filter(n -> !n.equals("head.secondOrder")).toList(),
        new DenseLayout(ModelConfigs.withParts(config, true, false))
            .segments().stream().map(Segment::name).toList());
  }

  private static String describe(Segment segment) {
    return segment.name() + " " + segment.rows() + "x" + segment.columns();
  }

  @Test
  void aFactorizationMachineHasABiasOnly() {
    DenseLayout layout = new DenseLayout(config(List.of(), true, Head.SUM));
    assertEquals(List.of(new Segment("bias", 0, 1, 1)), layout.segments());
    assertEquals(1, layout.length());
    assertEquals(1, layout.trainableLength());
  }

  @Test
  void anUnknownSegmentIsRefused() {
    DenseLayout layout = new DenseLayout(config(List.of(4), false, Head.SUM));
    assertRefused("The model has no 'mlp.0.gamma'.", () -> layout.segment(DenseLayout.gamma(0)));
  }
}
