package io.sparkdeepfm.engine.cpu;

import static io.sparkdeepfm.engine.cpu.TrainingFixture.BATCH_SIZE;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.BLOCKS;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.CONFIG;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.STEPS;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.train;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.trainRound;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.training;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.EpochWindow;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows a worker's replies bring. */
class TouchedRowsTest {
  /** Makes the workers' replicas; the tests hold for every kind. */
  ReplicaFactory replicas() {
    return new CpuReplica.Factory();
  }

  private final FieldSchema schema = CONFIG.schema();
  private final EpochWindow window =
      EpochWindow.shuffle(1, 0, TrainingFixture.blocks(false), training(0).seed());

  /** Weights are Σ of the examples' weights with a penalty, numbers of steps without. */
  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0})
  void everyRoundReportsTheRowsOfItsBatchesExactlyOnceWithTheirWeights(double l2) {
    Worker worker = TrainingFixture.worker(replicas(), l2, TrainingFixture.WORKER);
    int stepsPerRound = 3;
    int round = 0;
    for (int step = 0; step + stepsPerRound < STEPS; step += stepsPerRound) { // no end of epoch
      round++;
      WorkerReply reply = worker.answer(trainRound(round, step, stepsPerRound), BLOCKS.iterator());
      assertEquals(stepsPerRound, reply.progress().steps());
      RowUpdates[] sent = TrainingFixture.sent(worker, round + 1);
      for (int t = 0; t < schema.numTables(); t++) {
        SortedMap<Integer, Double> expected = new TreeMap<>();
        for (int s = step; s < step + stepsPerRound; s++) {
          values(t, s * BATCH_SIZE, (s + 1) * BATCH_SIZE)
              .forEach((row, weight) -> expected.merge(row, l2 > 0 ? weight : 1, Double::sum));
        }
        assertReported(expected, sent[t]);
      }
    }
  }

  private static void assertReported(SortedMap<Integer, Double> expected, RowUpdates actual) {
    assertArrayEquals(
        expected.keySet().stream().mapToInt(Integer::intValue).toArray(), actual.rows());
    int i = 0;
    for (double weight : expected.values()) {
      assertEquals(weight, actual.weights()[i++], 1e-5);
    }
  }

  /** The weights of each row's values in the examples {@code [from, to)} of the window. */
  private SortedMap<Integer, Double> values(int table, int from, int to) {
    SortedMap<Integer, Double> weights = new TreeMap<>();
    for (int f = 0; f < schema.numFields(); f++) {
      if (schema.tableOf(f) == table) {
        FieldColumn column = window.examples().columns()[f];
        for (int i = from; i < to; i++) {
          double weight = window.examples().weight(window.order()[i]);
          rows(column, window.order()[i]).forEach(row -> weights.merge(row, weight, Double::sum));
        }
      }
    }
    return weights;
  }

  private static IntStream rows(FieldColumn column, int example) {
    if (column.isNumeric()) {
      return column.values()[example] == 0 ? IntStream.empty() : IntStream.of(0);
    }
    if (column.isSingle()) {
      return IntStream.of(column.rows()[example]).filter(row -> row >= 0);
    }
    return Arrays.stream(column.rows(), column.offsets()[example], column.offsets()[example + 1]);
  }

  /** One field of three rows. */
  private static final DeepFMConfig THREE_ROWS =
      ModelConfigs.of(
          new FieldSchema(List.of(new Field("app", "apps", 3, Pooling.SUM))),
          1,
          List.of(),
          Activation.RELU,
          0,
          false,
          Interaction.FIELD,
          Head.SUM);

  private static final TrainingConfig WITH_L2 =
      TrainingConfigs.of(OptimizerType.ADAGRAD, 0.1, 0.1, 4, 1, 2, 1, 2, 3);

  private static WorkerReply trainOn(Worker worker, WorkerRequest request, int... rows) {
    FieldColumn[] columns = {FieldColumn.single(rows)};
    float[] labels = new float[rows.length];
    ExampleBlock block = new ExampleBlock(rows.length, labels, null, columns, false);
    return worker.answer(request, List.of(block).iterator());
  }

  @Test
  void withL2RowsWithoutDataAreSettledAndReportedAtTheEndOfTheEpoch() {
    DeepFMParameters initial = RandomParameters.of(THREE_ROWS, 1);
    Worker worker =
        new Worker(
            replicas().create(THREE_ROWS, WITH_L2, initial.copy(), 0),
            WITH_L2,
            0,
            new WorkerExamples(8, 8),
            WorkerRows.all(THREE_ROWS.schema()),
            THREE_ROWS.schema(),
            0);
    trainOn(worker, trainRound(1, 0, 1), 1, 1, 1, 1, 1, 1, 1, 1);
    RowUpdates half = TrainingFixture.sent(worker, 2)[0];
    assertArrayEquals(new int[] {1}, half.rows(), "not settled within the epoch");

    trainOn(worker, trainRound(2, 1, 1), 1, 1, 1, 1, 1, 1, 1, 1);
    RowUpdates rows = TrainingFixture.sent(worker, 3)[0];
    assertArrayEquals(new int[] {0, 1, 2}, rows.rows());
    assertArrayEquals(new float[] {0, 4, 0}, rows.weights());
    for (int row : new int[] {0, 2}) {
      for (int k = 0; k < 2; k++) {
        float before = initial.table(0).values()[2 * row + k];
        assertEquals(decayed(before, 2), rows.values()[2 * row + k], 1e-6);
      }
    }
    trainOn(worker, trainRound(3, 2, 1), 1, 1, 1, 1, 1, 1, 1, 1);
    assertEquals(0, TrainingFixture.sent(worker, 4)[0].rows().length, "settled twice");
  }

  /** Adagrad's steps with λθ alone as gradient. */
  private static double decayed(double value, int steps) {
    double accumulator = 0.1;
    double theta = value;
    for (int step = 0; step < steps; step++) {
      double gradient = WITH_L2.embeddings().penalty().l2() * theta;
      accumulator += gradient * gradient;
      theta -= WITH_L2.embeddings().learningRate() * gradient / (Math.sqrt(accumulator) + 1e-7);
    }
    assertTrue(Math.abs(theta) < Math.abs(value));
    return theta;
  }

  @Test
  void withoutL2RowsWithoutDataAreNeverReported() {
    TrainingConfig training = TrainingConfigs.of(OptimizerType.ADAGRAD, 0.1, 0, 4, 1, 2, 1, 2, 3);
    Worker worker =
        new Worker(
            replicas().create(THREE_ROWS, training, RandomParameters.of(THREE_ROWS, 1), 0),
            training,
            0,
            new WorkerExamples(4, 4),
            WorkerRows.all(THREE_ROWS.schema()),
            THREE_ROWS.schema(),
            0);
    WorkerReply reply = trainOn(worker, train(1, 0, 2), 2, 2, 2, -1);
    assertArrayEquals(new int[] {2}, reply.rows()[0].rows());
    assertArrayEquals(new float[] {1}, reply.rows()[0].weights());
  }
}
