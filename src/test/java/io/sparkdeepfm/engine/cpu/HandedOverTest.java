package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.SharedSpark;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a worker that takes a lost one's place begins with, beside two others. */
@Tag("spark")
class HandedOverTest {
  /** Makes the workers' replicas; the tests hold for every kind. */
  ReplicaFactory replicas() {
    return new CpuReplica.Factory();
  }

  private static final long SEED = 11;
  private static final int LOST = 1;
  private static final int STEPS = 2; // of a round
  private static final int BATCH_SIZE = 10;
  private static final RandomExamples EXAMPLES = RandomExamples.everyKind(3);

  private static final DeepFMConfig CONFIG =
      ModelConfigs.of(
          EXAMPLES.schema(),
          3,
          List.of(6),
          Activation.RELU,
          0,
          false,
          Interaction.FEATURE,
          Head.WEIGHTED);

  private static final List<ExampleBlock> BLOCKS =
      List.of(EXAMPLES.weightedBlock(60), EXAMPLES.weightedBlock(55), EXAMPLES.weightedBlock(62));

  private static JavaRDD<ExampleBlock> blocks;

  @BeforeAll
  static void persist() {
    blocks =
        JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext())
            .parallelize(BLOCKS, BLOCKS.size())
            .cache();
  }

  @AfterAll
  static void unpersist() {
    blocks.unpersist();
  }

  @BeforeEach
  void forget() {
    Watched.MADE.clear();
    Watched.begun = null;
  }

  @AfterEach
  void noWorkerIsLeft() {
    assertEquals(0, Workers.count());
  }

  private static TrainingConfig training(OptimizerType optimizer, double l2) {
    return TrainingConfigs.of(optimizer, 0.01, l2, BATCH_SIZE, 2, BLOCKS.size(), STEPS, 1, SEED)
        .forExamples(BLOCKS.stream().mapToLong(ExampleBlock::size).sum());
  }

  private CpuSession open(TrainingConfig training) {
    List<WorkerExamples> workers =
        BLOCKS.stream().map(block -> new WorkerExamples(block.size(), block.size())).toList();
    return new CpuSession(
        new TrainingEngine.Job(blocks, workers, CONFIG, training, 2, null),
        new Watched(replicas()));
  }

  /** Loses the worker after the second round of the second epoch. */
  private DeepFMParameters train(TrainingConfig training) {
    try (CpuSession session = open(training)) {
      session.trainEpoch(1, 1, done -> {});
      int[] rounds = {0};
      session.trainEpoch(
          2,
          1,
          done -> {
            rounds[0]++;
            if (rounds[0] == 2) {
              Workers.release(session.runId(), LOST);
            }
          });
      return session.parameters().copy();
    }
  }

  @ParameterizedTest
  @CsvSource({"ADAM, 0", "ADAM, 0.01", "ROW_WISE_ADAGRAD, 0", "FTRL, 0", "SGD, 0"})
  void itIsWhatTheOthersHave(OptimizerType optimizer, double l2) {
    train(training(optimizer, l2));
    assertEquals(BLOCKS.size() + 1, Watched.MADE.size());
    int stepsOfEpoch = 6;
    Watched.Snapshot actual = Watched.begun.get(LOST);
    assertEquals(stepsOfEpoch + 2 * STEPS, actual.step());
    assertArrayEquals(Watched.begun.get(0).dense(), actual.dense());
    boolean onlyItsOwn = l2 == 0; // else the penalty moves every row in each replica
    for (int t = 0; t < CONFIG.schema().numTables(); t++) {
      float[][] expected = new float[CONFIG.schema().tableSize(t)][];
      addRows(expected, Watched.begun.get(0).rows()[t]);
      addRows(expected, Watched.begun.get(2).rows()[t]);
      float[][] found = new float[expected.length][];
      addRows(found, actual.rows()[t]);
      BitSet own = rows(BLOCKS.get(LOST), t);
      for (int row = 0; row < expected.length; row++) {
        boolean has = own.get(row) || !onlyItsOwn;
        assertArrayEquals(has ? expected[row] : null, found[row], "row " + row + " of table " + t);
      }
    }
  }

  /** The mean of two, or the one; halves are exact in binary. */
  private static void addRows(float[][] sums, RowUpdates states) {
    for (int i = 0; i < states.rows().length; i++) {
      int row = states.rows()[i];
      int length = states.values().length / states.rows().length;
      float[] before = sums[row];
      sums[row] = Arrays.copyOfRange(states.values(), i * length, (i + 1) * length);
      for (int k = 0; k < length && before != null; k++) {
        sums[row][k] = (float) (0.5 * before[k] + 0.5 * sums[row][k]);
      }
    }
  }

  private static BitSet rows(ExampleBlock block, int table) {
    BitSet rows = new BitSet();
    for (int f = 0; f < CONFIG.schema().numFields(); f++) {
      FieldColumn column = block.columns()[f];
      if (CONFIG.schema().tableOf(f) == table) {
        if (column.isNumeric()) {
          rows.set(0);
        } else {
          IntStream.of(column.rows()).filter(row -> row >= 0).forEach(rows::set);
        }
      }
    }
    return rows;
  }

  @Test
  void theSameLossesGiveTheSameBits() {
    TrainingConfig training = training(OptimizerType.ADAM, 0);
    DeepFMParameters once = train(training);
    DeepFMParameters again = train(training);
    assertArrayEquals(once.dense(), again.dense());
    for (int t = 0; t < once.tables().size(); t++) {
      assertArrayEquals(once.table(t).values(), again.table(t).values(), "table " + t);
    }
  }

  /** With a worker lost in every round one is always left, so the training ends. */
  @Test
  void aWorkerLostInEveryRoundIsReplacedInEveryRound() {
    int[] rounds = {0};
    try (CpuSession session = open(training(OptimizerType.ADAM, 0))) {
      session.trainEpoch(
          1, 1, done -> Workers.release(session.runId(), rounds[0]++ % BLOCKS.size()));
      session.scoreValidation();
      session.trainEpoch(2, 1, done -> {});
    }
    assertTrue(Watched.MADE.size() > BLOCKS.size() + 2);
  }

  /** Replicas that tell what the one begins with that goes on in another's place. */
  private static final class Watched implements ReplicaFactory {
    static final Queue<Integer> MADE = new ConcurrentLinkedQueue<>(); // workers
    static final Replica[] CURRENT = new Replica[BLOCKS.size()];

    /** All workers when one that goes on for another makes its first step; null until then. */
    static volatile List<Snapshot> begun;

    private final ReplicaFactory replicas;

    Watched(ReplicaFactory replicas) {
      this.replicas = replicas;
    }

    /** The optimizer's states of a replica, as it is now. */
    @SuppressWarnings("ArrayRecordComponent") // snapshots are never compared
    record Snapshot(long step, float[] dense, RowUpdates[] rows) {
      static Snapshot of(Replica replica) {
        RowUpdates[] rows = new RowUpdates[CONFIG.schema().numTables()];
        for (int t = 0; t < rows.length; t++) {
          rows[t] = replica.state().rowStates(t, 0, CONFIG.schema().tableSize(t));
        }
        return new Snapshot(replica.step(), replica.state().denseStates(), rows);
      }
    }

    private Replica watched(Replica replica, int worker) {
      MADE.add(worker);
      CURRENT[worker] = replica;
      boolean[] goesOn = {false};
      return (Replica)
          Proxy.newProxyInstance(
              Replica.class.getClassLoader(),
              new Class<?>[] {Replica.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("train") && goesOn[0] && begun == null) {
                  begun = Stream.of(CURRENT).map(Snapshot::of).toList();
                }
                goesOn[0] |= method.getName().equals("goOnAfter");
                try {
                  return method.invoke(replica, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    @Override
    public Replica create(
        DeepFMConfig config, TrainingConfig training, DeepFMParameters parameters, long before) {
      int worker =
          IntStream.range(0, CURRENT.length)
              .filter(w -> SplitMix64.combine(SEED, w) == training.seed())
              .findFirst()
              .orElseThrow();
      return watched(replicas.create(config, training, parameters, before), worker);
    }

    @Override
    public Replica read(StateInput in, DeepFMConfig config, TrainingConfig training) {
      throw new UnsupportedOperationException("There are no checkpoints.");
    }
  }
}
