package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DenseLayout.Segment;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InitializerTest {
  private static final int DIM = 8;
  private static final int ROWS = 5000;

  private static DeepFMConfig config(int appRows) {
    return ModelConfigs.of(
        new FieldSchema(
            List.of(
                new Field("app", "apps", appRows, Pooling.SUM),
                new Field("city", "cities", ROWS, Pooling.SUM))),
        DIM,
        List.of(200, 100),
        Activation.RELU,
        0,
        true,
        Interaction.FIELD,
        Head.WEIGHTED);
  }

  private final DeepFMConfig config = config(ROWS);
  private final DenseLayout layout = new DenseLayout(config);
  private final DeepFMParameters parameters =
      new Initializer(config, TrainingConfigs.INITIALIZATION, 7).initialize();

  @Test
  void parametersHaveTheConfigsShape() {
    parameters.checkShape(config);
  }

  @Test
  void theSameSeedGivesTheSameParameters() {
    DeepFMParameters again =
        new Initializer(config, TrainingConfigs.INITIALIZATION, 7).initialize();
    assertArrayEquals(parameters.dense(), again.dense());
    assertArrayEquals(parameters.table(0).values(), again.table(0).values());
    assertArrayEquals(parameters.table(1).values(), again.table(1).values());
  }

  @Test
  void anotherSeedGivesOtherParameters() {
    DeepFMParameters other =
        new Initializer(config, TrainingConfigs.INITIALIZATION, 8).initialize();
    assertFalse(Arrays.equals(parameters.dense(), other.dense()));
    assertFalse(Arrays.equals(parameters.table(0).values(), other.table(0).values()));
  }

  @Test
  void twoVocabulariesDiffer() {
    assertFalse(Arrays.equals(parameters.table(0).values(), parameters.table(1).values()));
  }

  @Test
  void aRowDoesNotDependOnTheSizeOfItsTable() {
    float[] small =
        new Initializer(config(10), TrainingConfigs.INITIALIZATION, 7)
            .initialize()
            .table(0)
            .values();
    assertArrayEquals(small, Arrays.copyOf(parameters.table(0).values(), small.length));
  }

  @Test
  void embeddingsAreNormalWithDeviationOneHundredthAndFirstOrderWeightsZero() {
    float[] values = parameters.table(0).values();
    double[] embeddings =
        IntStream.range(0, values.length)
            .filter(i -> i % (DIM + 1) < DIM)
            .mapToDouble(i -> values[i])
            .toArray();
    assertNormal(embeddings, 0.01);
    for (int i = DIM; i < values.length; i += DIM + 1) {
      assertEquals(0, values[i]);
    }
  }

  @Test
  void rowsDiffer() {
    float[] values = parameters.table(0).values();
    assertEquals(ROWS, IntStream.range(0, ROWS).map(r -> bits(values, r)).distinct().count());
  }

  private static int bits(float[] values, int row) {
    return Arrays.hashCode(Arrays.copyOfRange(values, row * (DIM + 1), row * (DIM + 1) + DIM));
  }

  @Test
  void mlpWeightsAreGlorotNormal() {
    assertNormal(segment("mlp.0.weight"), Math.sqrt(2.0 / (2 * DIM + 200)));
    assertNormal(segment("mlp.1.weight"), Math.sqrt(2.0 / (200 + 100)));
    assertNormal(segment("mlp.output.weight"), Math.sqrt(2.0 / (100 + 1)));
  }

  /** Mean and deviation within 3 standard errors. */
  private static void assertNormal(double[] values, double deviation) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double square = Arrays.stream(values).map(x -> x * x).average().orElseThrow();
    double root = Math.sqrt(values.length);
    assertEquals(0, mean, 3 * deviation / root);
    assertEquals(deviation, Math.sqrt(square), 3 * deviation / Math.sqrt(2) / root);
  }

  /** Their weights have the same fans: products take no further weights. */
  @Test
  void layersOfProductsBeginAsThoseOfAnMlp() {
    DeepFMConfig products = ModelConfigs.withDeep(config, Deep.FINAL);
    assertEquals(layout.segments(), new DenseLayout(products).segments());
    assertArrayEquals(
        parameters.dense(),
        new Initializer(products, TrainingConfigs.INITIALIZATION, 7).initialize().dense());
  }

  @Test
  void factorsBeginAtOneAndShiftsAtZero() {
    for (Segment segment : layout.segments()) {
      if (!segment.name().endsWith(".weight")) {
        double[] expected = new double[segment.length()];
        boolean factor = segment.name().matches("head\\..*|mlp\\.[01]\\.(gamma|movingVariance)");
        Arrays.fill(expected, factor ? 1 : 0);
        assertArrayEquals(expected, segment(segment.name()), segment.name());
      }
    }
  }

  private double[] segment(String name) {
    Segment segment = layout.segment(name);
    return IntStream.range(segment.offset(), segment.offset() + segment.length())
        .mapToDouble(i -> parameters.dense()[i])
        .toArray();
  }
}
