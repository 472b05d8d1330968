package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.InputPlan.Way;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomParameters;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Which way each field takes, and that the ways of bfloat16 lead to the same place. */
class InputPlanTest {
  private static final int EXAMPLES = 2048;
  private static final int DIM = 16;
  private static final FieldSchema SCHEMA =
      new FieldSchema(
          List.of(
              Field.numeric("price"),
              new Field("device", "device", 3, Pooling.SUM),
              new Field("site", "site", 120, Pooling.SUM),
              new Field("user", "user", 100_000, Pooling.SUM),
              new Field("tags", "tags", 40, Pooling.MEAN)));

  private final DeepFMConfig config = config(Activation.RELU, DeepInput.FIELDS, 0);
  private final FieldColumn[] columns = columns();

  private static DeepFMConfig config(Activation activation, DeepInput input, double dropout) {
    return ModelConfigs.withDeepInput(
        ModelConfigs.of(
            SCHEMA, DIM, List.of(400, 64), activation, 0, false, Interaction.FEATURE, Head.SUM),
        input,
        dropout);
  }

  private static FieldColumn[] columns() {
    Random random = new Random(3);
    float[] prices = new float[EXAMPLES];
    for (int b = 0; b < EXAMPLES; b++) {
      prices[b] = b % 3 == 0 ? 0 : random.nextFloat();
    }
    int[] offsets = IntStream.rangeClosed(0, EXAMPLES).map(b -> 2 * b).toArray();
    float[] shares = new float[2 * EXAMPLES];
    java.util.Arrays.fill(shares, 0.5f);
    return new FieldColumn[] {
      FieldColumn.numeric(prices),
      FieldColumn.single(random.ints(EXAMPLES, -1, 3).toArray()),
      FieldColumn.single(random.ints(EXAMPLES, -1, 120).toArray()),
      FieldColumn.single(random.ints(EXAMPLES, 0, 100_000).toArray()),
      FieldColumn.general(offsets, random.ints(2 * EXAMPLES, 0, 40).toArray(), shares)
    };
  }

  private InputPlan plan(Precision precision, int begin, int end) {
    InputPlan plan = InputPlan.of(config, EXAMPLES, FieldCosts.of(precision));
    plan.make(RandomParameters.of(config, 1), columns, begin, end);
    return plan;
  }

  private static List<Way> ways(InputPlan plan) {
    return IntStream.range(0, SCHEMA.numFields()).mapToObj(plan::way).toList();
  }

  @Test
  void fewRowsBecomeColumnsSomeAreGatheredAndManyStayPlain() {
    InputPlan plan = plan(Precision.FLOAT32, 0, EXAMPLES);
    assertTrue(plan.isOn());
    assertEquals(
        List.of(Way.COLUMNS, Way.COLUMNS, Way.GATHERED, Way.PLAIN, Way.GATHERED), ways(plan));
    assertEquals(DIM, plan.plainWidth());
    assertEquals(2 * DIM, plan.width()); // and 1 + 3 columns, padded
  }

  @Test
  void whereProductsAreFasterSharingThemGainsLess() {
    assertEquals(
        List.of(Way.COLUMNS, Way.COLUMNS, Way.GATHERED, Way.PLAIN, Way.PLAIN),
        ways(plan(Precision.BFLOAT16, 0, EXAMPLES)));
  }

  @Test
  void ofFewExamplesRowsAreTooMany() {
    assertEquals(Way.PLAIN, plan(Precision.FLOAT32, 100, 130).way(2));
  }

  /** A product of rows is made in whole tiles, and weights are copied once per step. */
  @ParameterizedTest
  @EnumSource(value = Precision.class, mode = Mode.EXCLUDE, names = "AUTO")
  void ofVeryFewExamplesNothingIsSaved(Precision precision) {
    assertFalse(plan(precision, 0, 64).isOn());
  }

  @Test
  void aFieldHasNoMoreColumnsThanATileHasRows() {
    int examples = 512;
    int values = 20;
    int dim = 2 * FieldRows.TILE;
    FieldSchema tags = new FieldSchema(List.of(new Field("tags", "tags", 500, Pooling.SUM)));
    for (int distinct : new int[] {FieldRows.TILE, FieldRows.TILE + 6}) {
      int[] rows = IntStream.range(0, values * examples).map(i -> i % distinct).toArray();
      int[] offsets = IntStream.rangeClosed(0, examples).map(b -> values * b).toArray();
      InputPlan plan = plan(tags, dim, examples, FieldColumn.general(offsets, rows, null));
      assertEquals(distinct == FieldRows.TILE ? Way.COLUMNS : Way.PLAIN, plan.way(0));
    }
  }

  @Test
  void whatAllFieldsKeepIsBounded() {
    int examples = 1 << 16;
    int distinct = 2000;
    List<Field> fields =
        IntStream.range(0, 8)
            .mapToObj(f -> new Field("f" + f, "f" + f, distinct, Pooling.SUM))
            .toList();
    int[] rows = IntStream.range(0, examples).map(b -> b % distinct).toArray();
    FieldColumn[] all = new FieldColumn[8];
    java.util.Arrays.fill(all, FieldColumn.single(rows));
    InputPlan plan = plan(new FieldSchema(fields), DIM, examples, all);
    long gathered = IntStream.range(0, all.length).filter(f -> plan.way(f) == Way.GATHERED).count();
    assertEquals((1 << 22) / (distinct * 400), gathered);
  }

  private static InputPlan plan(FieldSchema schema, int dim, int examples, FieldColumn... all) {
    DeepFMConfig own =
        ModelConfigs.of(
            schema, dim, List.of(400), Activation.RELU, 0, false, Interaction.FEATURE, Head.SUM);
    InputPlan plan = InputPlan.of(own, 1, FieldCosts.of(Precision.FLOAT32));
    plan.make(RandomParameters.of(own, 1), all, 0, examples);
    return plan;
  }

  @Test
  void noExamplesNeedNoPlan() {
    assertFalse(plan(Precision.FLOAT32, 7, 7).isOn());
  }

  @Test
  void onlyFieldVectorsThatAreReadAsTheyAreHaveAPlan() {
    FieldCosts costs = FieldCosts.of(Precision.FLOAT32);
    assertNotNull(InputPlan.of(config, 1, costs));
    assertNull(InputPlan.of(config(Activation.RELU, DeepInput.BI_INTERACTION, 0), 1, costs));
    assertNull(InputPlan.of(config(Activation.RELU, DeepInput.FIELDS, 0.1), 1, costs));
    assertNull(InputPlan.of(ModelConfigs.withParts(withoutLayers(), true, true), 1, costs));
  }

  private static DeepFMConfig withoutLayers() {
    return ModelConfigs.of(
        SCHEMA, DIM, List.of(), Activation.RELU, 0, false, Interaction.FEATURE, Head.SUM);
  }

  /** One float32 step and one bfloat16 step, each by all ways and by none, end close together. */
  @ParameterizedTest
  @EnumSource(value = Precision.class, mode = Mode.EXCLUDE, names = "AUTO")
  void theGradientsAreThoseOfPlainFieldsWithinRounding(Precision precision) {
    double rounding = Mlp.multipliesRounded(config, precision) ? 0.02 : 2e-5;
    float[] byWays = gradients(precision, FieldCosts.of(precision));
    float[] plain = gradients(precision, new FieldCosts(0, 0, Double.POSITIVE_INFINITY, 1, 0, 0));
    double apart = 0;
    double size = 0;
    for (int i = 0; i < plain.length; i++) {
      apart += Math.pow(plain[i] - byWays[i], 2);
      size += Math.pow(plain[i], 2);
    }
    assertTrue(apart > 0, "the same bits, so there was one way only");
    assertTrue(Math.sqrt(apart / size) < rounding, "apart by " + Math.sqrt(apart / size));
    assertArrayEquals(byWays, gradients(precision, FieldCosts.of(precision)), "not repeatable");
  }

  /** Of dense parameters and rows, of a batch that two passes share. */
  private float[] gradients(Precision precision, FieldCosts costs) {
    DeepFMParameters parameters = RandomParameters.of(config, 1, 0.1);
    int trainable = new DenseLayout(config).trainableLength();
    DenseMemory weights = new DenseMemory(config);
    weights.put(parameters.dense(), 0, trainable);
    MiniBatch batch = new MiniBatch(config, EXAMPLES);
    System.arraycopy(columns, 0, batch.columns(), 0, columns.length);
    for (int b = 0; b < EXAMPLES; b++) {
      batch.labels()[b] = b % 4 == 0 ? 1 : 0;
      batch.weights()[b] = 1;
    }
    batch.setSize(EXAMPLES);
    List<TrainingPass> passes =
        List.of(
            new TrainingPass(config, 256, precision, costs),
            new TrainingPass(config, 256, precision, costs));
    batch.setPasses(passes);
    float[] all = new float[2 * trainable + SCHEMA.numTables() * 500 * (DIM + 1)];
    for (int t = 0; t < 2; t++) {
      run(passes.get(t), parameters, weights, batch, t * EXAMPLES / 2, (t + 1) * EXAMPLES / 2);
      float[] dense = new float[trainable];
      passes.get(t).end().get(0, dense, trainable);
      System.arraycopy(dense, 0, all, t * trainable, trainable);
    }
    for (int table = 0; table < SCHEMA.numTables(); table++) {
      RowGradients rows = new RowGradients(config, 0, 1);
      rows.accumulate(parameters, table, batch, passes.get(0).alpha(), passes.get(0).beta());
      int length = Math.min(500, rows.size()) * (DIM + 1);
      int place = 2 * trainable + table * 500 * (DIM + 1);
      System.arraycopy(rows.gradients(), 0, all, place, length);
    }
    return all;
  }

  @Test
  void aStepAllocatesNothing() {
    DeepFMParameters parameters = RandomParameters.of(config, 1, 0.1);
    DenseMemory weights = new DenseMemory(config);
    MiniBatch batch = new MiniBatch(config, EXAMPLES);
    System.arraycopy(columns, 0, batch.columns(), 0, columns.length);
    batch.setSize(EXAMPLES);
    TrainingPass pass =
        new TrainingPass(config, 256, Precision.FLOAT32, FieldCosts.of(Precision.FLOAT32));
    batch.setPasses(List.of(pass));
    StepContext step = new StepContext(values -> {});
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 60; i++) { // until all is compiled
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      run(pass, parameters, weights, batch, 0, EXAMPLES, step);
      pass.end();
      long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      least = Math.min(least, after - before);
    }
    long nothing = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    nothing = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - nothing;
    assertEquals(nothing, least);
  }

  private static void run(
      TrainingPass pass,
      DeepFMParameters parameters,
      DenseMemory weights,
      MiniBatch batch,
      int begin,
      int end) {
    run(pass, parameters, weights, batch, begin, end, new StepContext(values -> {}));
  }

  private static void run(
      TrainingPass pass,
      DeepFMParameters parameters,
      DenseMemory weights,
      MiniBatch batch,
      int begin,
      int end,
      StepContext step) {
    step.begin(1, 1f / EXAMPLES);
    pass.begin(parameters, weights, batch, begin, end);
    for (int from = begin; from < end; from += 256) {
      pass.run(parameters, weights, batch, from, from + 256, step);
    }
  }
}
