package io.sparkdeepfm.model;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.Initialization.EmbeddingInitializer;
import io.sparkdeepfm.model.Initialization.FirstOrderInitializer;
import io.sparkdeepfm.model.Initialization.MlpInitializer;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The choices of distributions, by mean, variance, fourth moment and bounds. */
class InitializationTest {
  private static final int ROWS = 4000;
  private static final int DIM = 8;
  private static final double SCALE = 0.2;

  private static final DeepFMConfig CONFIG =
      ModelConfigs.of(
          new FieldSchema(List.of(new Field("app", "apps", ROWS, Pooling.SUM))),
          DIM,
          List.of(300, 100),
          Activation.RELU,
          0,
          false,
          Interaction.FIELD,
          Head.SUM);

  private static Initialization embedding(EmbeddingInitializer embedding) {
    return new Initialization(
        embedding, SCALE, FirstOrderInitializer.ZERO, MlpInitializer.GLOROT_NORMAL);
  }

  private static Initialization mlp(MlpInitializer mlp) {
    return new Initialization(EmbeddingInitializer.NORMAL, SCALE, FirstOrderInitializer.ZERO, mlp);
  }

  private static DeepFMParameters initialized(DeepFMConfig config, Initialization initialization) {
    return new Initializer(config, initialization, 7).initialize();
  }

  private static double[] embeddings(DeepFMParameters parameters) {
    float[] values = parameters.table(0).values();
    return IntStream.range(0, values.length)
        .filter(i -> i % (DIM + 1) < DIM)
        .mapToDouble(i -> values[i])
        .toArray();
  }

  private static double[] firstOrderWeights(DeepFMParameters parameters) {
    float[] values = parameters.table(0).values();
    return IntStream.range(0, ROWS).mapToDouble(r -> values[r * (DIM + 1) + DIM]).toArray();
  }

  /** Mean, variance and kurtosis within 4 standard errors of a normal distribution's. */
  private static void assertNormal(double[] values, double deviation) {
    double root = Math.sqrt(values.length);
    assertEquals(0, mean(values, 1), 4 * deviation / root);
    double variance = mean(values, 2);
    assertEquals(deviation * deviation, variance, 4 * Math.sqrt(2) * deviation * deviation / root);
    assertEquals(3, mean(values, 4) / (variance * variance), 4 * Math.sqrt(24) / root);
  }

  /** Mean and variance as of a uniform distribution; no value beyond its bounds, some close. */
  private static void assertUniform(double[] values, double halfWidth) {
    double deviation = halfWidth / Math.sqrt(3);
    double root = Math.sqrt(values.length);
    assertEquals(0, mean(values, 1), 4 * deviation / root);
    assertEquals(deviation * deviation, mean(values, 2), 4 * deviation * deviation / root);
    double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
    assertTrue(largest <= halfWidth * (1 + 1e-6), () -> largest + " of " + halfWidth);
    assertTrue(largest > halfWidth * (1 - 20.0 / values.length), () -> "only " + largest);
  }

  private static double mean(double[] values, int power) {
    return DoubleStream.of(values).map(x -> Math.pow(x, power)).average().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(EmbeddingInitializer.class)
  void embeddingsHaveTheChosenDistribution(EmbeddingInitializer choice) {
    double[] values = embeddings(initialized(CONFIG, embedding(choice)));
    switch (choice) {
      case NORMAL -> assertNormal(values, SCALE);
      case UNIFORM -> assertUniform(values, SCALE);
      case GLOROT_NORMAL -> assertNormal(values, Math.sqrt(2.0 / (ROWS + DIM)));
      case GLOROT_UNIFORM -> assertUniform(values, Math.sqrt(6.0 / (ROWS + DIM)));
    }
  }

  @ParameterizedTest
  @EnumSource(MlpInitializer.class)
  void weightMatricesHaveTheChosenDistribution(MlpInitializer choice) {
    DenseLayout layout = new DenseLayout(CONFIG);
    float[] dense = initialized(CONFIG, mlp(choice)).dense();
    for (int l = 0; l < 2; l++) {
      DenseLayout.Segment segment = layout.segment(DenseLayout.weight(l));
      double in = segment.rows();
      double out = segment.columns();
      double[] values =
          IntStream.range(segment.offset(), segment.offset() + segment.length())
              .mapToDouble(i -> dense[i])
              .toArray();
      switch (choice) {
        case GLOROT_NORMAL -> assertNormal(values, Math.sqrt(2 / (in + out)));
        case GLOROT_UNIFORM -> assertUniform(values, Math.sqrt(6 / (in + out)));
        case HE_NORMAL -> assertNormal(values, Math.sqrt(2 / in));
        case HE_UNIFORM -> assertUniform(values, Math.sqrt(6 / in));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(EmbeddingInitializer.class)
  void firstOrderWeightsAreZeroOrDrawnLikeEmbeddings(EmbeddingInitializer choice) {
    Initialization zero = embedding(choice);
    Initialization same =
        new Initialization(
            choice, SCALE, FirstOrderInitializer.SAME_AS_EMBEDDING, MlpInitializer.HE_NORMAL);
    assertArrayEquals(new double[ROWS], firstOrderWeights(initialized(CONFIG, zero)));
    double[] drawn = firstOrderWeights(initialized(CONFIG, same));
    double deviation = Math.sqrt(mean(embeddings(initialized(CONFIG, same)), 2));
    assertEquals(1, Math.sqrt(mean(drawn, 2)) / deviation, 5 / Math.sqrt(ROWS));
    assertArrayEquals(embeddings(initialized(CONFIG, zero)), embeddings(initialized(CONFIG, same)));
  }

  @Test
  void firstOrderWeightsThatAreOffAreZero() {
    Initialization same =
        new Initialization(
            EmbeddingInitializer.NORMAL,
            SCALE,
            FirstOrderInitializer.SAME_AS_EMBEDDING,
            MlpInitializer.HE_NORMAL);
    DeepFMConfig without = ModelConfigs.withParts(CONFIG, false, true);
    assertArrayEquals(new double[ROWS], firstOrderWeights(initialized(without, same)));
  }

  @Test
  void theDefaultIsAHundredthAndGlorotNormal() {
    DeepFMParameters expected =
        new Initializer(CONFIG, TrainingConfigs.INITIALIZATION, 7).initialize();
    DeepFMParameters actual =
        initialized(
            CONFIG,
            new Initialization(
                EmbeddingInitializer.NORMAL,
                0.01,
                FirstOrderInitializer.ZERO,
                MlpInitializer.GLOROT_NORMAL));
    assertArrayEquals(expected.table(0).values(), actual.table(0).values());
    assertArrayEquals(expected.dense(), actual.dense());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aScaleThatIsNotAboveZeroIsRefused(double scale) {
    assertRefused(
        "embeddingInitScale is " + scale + ", but must be above 0 and finite.",
        () ->
            new Initialization(
                EmbeddingInitializer.NORMAL,
                scale,
                FirstOrderInitializer.ZERO,
                MlpInitializer.HE_NORMAL));
  }

  @Test
  void aMissingChoiceIsRefusedByName() {
    assertEquals("mlp", assertThrows(NullPointerException.class, () -> mlp(null)).getMessage());
  }
}
