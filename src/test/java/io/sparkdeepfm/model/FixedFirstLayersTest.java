package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.FixedFirstLayers.Way;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomParameters;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Scoring with what is known of the first layers, against the product with all field vectors. */
class FixedFirstLayersTest {
  private static final int DIM = 16;
  private static final int UNITS = 400;
  private static final int LARGE = 30_000; // more rows than are kept with so many units

  private static final FieldSchema FIELDS =
      new FieldSchema(
          List.of(
              Field.numeric("age"),
              new Field("site", "site", 12, Pooling.SUM),
              new Field("user", "user", LARGE, Pooling.SUM),
              new Field("topics", "topics", 40, Pooling.MEAN)));

  private static DeepFMConfig config(int dim, int units) {
    return ModelConfigs.of(
        FIELDS, dim, List.of(units, 8), Activation.RELU, 0, false, Interaction.FEATURE, Head.SUM);
  }

  /** Ages, sites of which some are missing, users, and none to two weighted topics. */
  private static ExampleBlock examples(int n) {
    float[] ages = new float[n];
    int[] sites = new int[n];
    int[] users = new int[n];
    int[] offsets = new int[n + 1];
    int[] topics = new int[2 * n];
    float[] weights = new float[2 * n];
    for (int b = 0; b < n; b++) {
      ages[b] = b % 5 == 0 ? 0 : b * 0.01f;
      sites[b] = b % 13 - 1;
      users[b] = b * 7919 % LARGE;
      offsets[b + 1] = offsets[b] + b % 3;
      for (int i = offsets[b]; i < offsets[b + 1]; i++) {
        topics[i] = (b + 11 * i) % 40;
        weights[i] = 0.5f + i % 4;
      }
    }
    int entries = offsets[n];
    FieldColumn[] columns = {
      FieldColumn.numeric(ages),
      FieldColumn.single(sites),
      FieldColumn.single(users),
      FieldColumn.general(offsets, Arrays.copyOf(topics, entries), Arrays.copyOf(weights, entries))
    };
    return new ExampleBlock(n, new float[n], null, columns, false);
  }

  private static DenseMemory memory(DeepFMConfig config, DeepFMParameters parameters) {
    DenseMemory weights = new DenseMemory(config);
    weights.put(parameters.dense(), 0, new DenseLayout(config).trainableLength());
    return weights;
  }

  private static FixedFirstLayers layers(DeepFMConfig config, DeepFMParameters parameters) {
    return FixedFirstLayers.of(config, parameters, memory(config, parameters), Precision.FLOAT32);
  }

  @Test
  void numbersAreOneColumnAndFieldsWithFewRowsAreAdded() {
    DeepFMConfig config = config(DIM, UNITS);
    FixedFirstLayers layers = layers(config, RandomParameters.of(config, 3, 0.1));
    assertEquals(Way.COLUMN, layers.way(0));
    assertEquals(Way.ADDED, layers.way(1));
    assertEquals(Way.PLAIN, layers.way(2));
    assertEquals(Way.ADDED, layers.way(3));
    assertEquals(InputPlan.padded(1 + DIM), layers.width());
  }

  @Test
  void numbersAreNotRoundedToEightBits() {
    DeepFMConfig config = config(DIM, UNITS);
    DeepFMParameters parameters = RandomParameters.of(config, 3, 0.1);
    FixedFirstLayers layers =
        FixedFirstLayers.of(config, parameters, memory(config, parameters), Precision.BFLOAT16);
    assertEquals(Way.ADDED, layers.way(0));
  }

  @Test
  void shortVectorsAreNotWorthARowOfFloats() {
    DeepFMConfig config = config(4, UNITS);
    FixedFirstLayers layers = layers(config, RandomParameters.of(config, 3, 0.1));
    assertEquals(Way.COLUMN, layers.way(0));
    assertEquals(Way.PLAIN, layers.way(1));
  }

  @Test
  void layersThatReadPairsOrAreNotThereHaveNothingToKnow() {
    DeepFMConfig pairs =
        ModelConfigs.withDeepInput(config(DIM, UNITS), DeepInput.BI_INTERACTION, 0);
    assertNull(layers(pairs, RandomParameters.of(pairs, 3, 0.1)));
    DeepFMConfig none =
        ModelConfigs.of(
            FIELDS, DIM, List.of(), Activation.RELU, 0, false, Interaction.FEATURE, Head.SUM);
    assertNull(layers(none, RandomParameters.of(none, 3, 0.1)));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void logitsAreThoseOfTheProductWithAllFieldVectors(Precision precision) {
    DeepFMConfig config = config(DIM, UNITS);
    DeepFMParameters parameters = RandomParameters.of(config, 3, 0.1);
    ExampleBlock block = examples(1000);
    float[] expected = new Scorer(config, parameters, memory(config, parameters)).logits(block);
    float[] actual = new Scorer(config, parameters, precision).logits(block);
    // Sums of hundreds of products, in another order; with factors off by 2⁻⁹ of themselves.
    float tolerance = precision == Precision.FLOAT32 ? 1e-5f : 2e-2f;
    for (int b = 0; b < expected.length; b++) {
      assertEquals(expected[b], actual[b], tolerance * (1 + Math.abs(expected[b])));
    }
  }

  /** All that the parts beside the layers may be. */
  static List<DeepFMConfig> shapes() {
    List<DeepFMConfig> shapes = new ArrayList<>();
    for (Interaction interaction : Interaction.values()) {
      for (Head head : Head.values()) {
        shapes.add(
            ModelConfigs.of(
                FIELDS, DIM, List.of(UNITS, 8), Activation.RELU, 0, false, interaction, head));
      }
    }
    shapes.add(ModelConfigs.withParts(shapes.get(0), false, true));
    shapes.add(ModelConfigs.withParts(shapes.get(0), true, false));
    shapes.add(ModelConfigs.withSecondTower(shapes.get(0), 32, 8));
    return shapes;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theOtherPartsAreThoseOfAllFieldVectors(DeepFMConfig config) {
    DeepFMParameters parameters = RandomParameters.of(config, 3, 0.1);
    for (ExampleBlock block : List.of(examples(300), withSeveralUsers(examples(300)))) {
      float[] expected = new Scorer(config, parameters, memory(config, parameters)).logits(block);
      float[] actual = new Scorer(config, parameters).logits(block);
      for (int b = 0; b < expected.length; b++) {
        assertEquals(expected[b], actual[b], 2e-5f * (1 + Math.abs(expected[b])));
      }
    }
  }

  /** The same with none to two weighted users, a field that keeps its vectors. */
  private static ExampleBlock withSeveralUsers(ExampleBlock block) {
    int[] offsets = new int[block.size() + 1];
    int[] users = new int[2 * block.size()];
    float[] weights = new float[users.length];
    for (int b = 0; b < block.size(); b++) {
      offsets[b + 1] = offsets[b] + (b + 1) % 3;
      for (int i = offsets[b]; i < offsets[b + 1]; i++) {
        users[i] = i * 7919 % LARGE;
        weights[i] = 0.5f + i % 3;
      }
    }
    FieldColumn[] columns = block.columns().clone();
    columns[2] = FieldColumn.general(offsets, users, weights);
    return new ExampleBlock(block.size(), block.labels(), null, columns, false);
  }

  /** An example of one topic and, if asked for, one of two, which changes the column's form. */
  private static ExampleBlock withOneTopic(boolean beside) {
    FieldColumn[] columns = {
      FieldColumn.numeric(new float[] {0.3f, 0.7f}),
      FieldColumn.single(new int[] {4, 5}),
      FieldColumn.single(new int[] {17, 18}),
      beside
          ? FieldColumn.general(new int[] {0, 1, 3}, new int[] {7, 8, 9}, null)
          : FieldColumn.single(new int[] {7, 8})
    };
    return new ExampleBlock(2, new float[2], null, columns, false);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void aScoreIsTheSameBitsBesideAnExampleOfSeveralValues(DeepFMConfig config) {
    Scorer scorer = new Scorer(config, RandomParameters.of(config, 3, 0.1));
    assertEquals(scorer.logits(withOneTopic(false))[0], scorer.logits(withOneTopic(true))[0], 0f);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void aNumberWhoseSquareIsNoFloatMakesNoScoreThatIsNoNumber(DeepFMConfig config) {
    DeepFMParameters parameters = RandomParameters.of(config, 3, 0.1);
    Arrays.fill(parameters.table(0).values(), 0f); // as a penalty leaves what says nothing
    ExampleBlock block = withOneTopic(false);
    float expected = new Scorer(config, parameters).logits(block)[0];
    block.columns()[0].values()[0] = 1e30f;
    assertEquals(expected, new Scorer(config, parameters).logits(block)[0], 1e-5f);
  }

  @Test
  void aScoreIsTheSameBitsWhateverWasScoredBefore() {
    DeepFMConfig config = config(DIM, UNITS);
    DeepFMParameters parameters = RandomParameters.of(config, 3, 0.1);
    Scorer used = new Scorer(config, parameters);
    used.logits(examples(2000));
    ExampleBlock block = examples(100);
    assertArrayEquals(new Scorer(config, parameters).logits(block), used.logits(block));
  }

  @Test
  void threadsThatShareWhatIsKnownGetWhatOneAloneGets() throws Exception {
    DeepFMConfig config = config(DIM, UNITS);
    DeepFMParameters parameters = RandomParameters.of(config, 3, 0.1);
    ExampleBlock block = examples(2000);
    float[] expected = new Scorer(config, parameters).logits(block);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<float[]>> scored = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        scored.add(
            threads.submit(
                () -> Scorer.sharing(config, parameters, Precision.FLOAT32).logits(block)));
      }
      for (Future<float[]> logits : scored) {
        assertArrayEquals(expected, logits.get());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void whatIsSharedIsTheSameForTheSameParametersAndGoesWithThem() throws Exception {
    DeepFMConfig config = config(DIM, UNITS);
    DeepFMParameters parameters = RandomParameters.of(config, 3, 0.1);
    DenseMemory weights = memory(config, parameters);
    FixedFirstLayers first =
        FixedFirstLayers.shared(config, parameters, weights, Precision.FLOAT32);
    assertNotNull(first);
    assertSame(first, FixedFirstLayers.shared(config, parameters, weights, Precision.FLOAT32));
    WeakReference<DeepFMParameters> gone = new WeakReference<>(parameters);
    parameters = null;
    for (int i = 0; i < 100 && gone.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertNull(gone.get());
  }
}
