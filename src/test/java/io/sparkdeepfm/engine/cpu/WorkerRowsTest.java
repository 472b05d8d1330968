package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.Initializer;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker that holds the rows of its examples does what one does that holds all, bit for bit. */
class WorkerRowsTest {
  private static final int ROWS = 3 * WorkerRows.LARGE_TABLE;
  private static final int EXAMPLES = 60;

  private static final FieldSchema SCHEMA =
      new FieldSchema(
          List.of(
              new Field("shown", "items", ROWS, Pooling.SUM),
              new Field("bought", "items", ROWS, Pooling.SUM),
              Field.numeric("age"),
              new Field("shop", "shops", 5, Pooling.SUM)));

  private static final DeepFMConfig CONFIG =
      ModelConfigs.of(
          SCHEMA, 3, List.of(6), Activation.RELU, 0.25, true, Interaction.FEATURE, Head.WEIGHTED);

  private static final TrainingConfig TRAINING =
      TrainingConfigs.of(OptimizerType.ADAM, 0.01, 0, 10, 1, 2, 1, 2, 11);

  private static final List<ExampleBlock> BLOCKS = List.of(block(1, false), block(2, true));

  private Worker whole;
  private Worker compact;

  private static ExampleBlock block(long seed, boolean validation) {
    Random random = new Random(seed);
    int[] shown = random.ints(EXAMPLES, -1, 200).map(r -> r < 0 ? r : 977 * r).toArray();
    int[] bought = random.ints(2 * EXAMPLES, 0, 200).map(r -> 977 * r).toArray();
    int[] offsets = new int[EXAMPLES + 1];
    float[] ages = new float[EXAMPLES];
    float[] labels = new float[EXAMPLES];
    for (int b = 0; b < EXAMPLES; b++) {
      offsets[b + 1] = 2 * (b + 1);
      ages[b] = random.nextFloat();
      labels[b] = random.nextInt(2);
    }
    FieldColumn[] columns = {
      FieldColumn.single(shown),
      FieldColumn.general(offsets, bought, null),
      FieldColumn.numeric(ages),
      FieldColumn.single(random.ints(EXAMPLES, 0, 5).toArray())
    };
    return new ExampleBlock(EXAMPLES, labels, null, columns, validation);
  }

  private static Worker worker(WorkerRows rows) {
    Initializer seed = new Initializer(CONFIG, TrainingConfigs.INITIALIZATION, 7);
    Replica replica = new CpuReplica(rows.shape(CONFIG), TRAINING, rows.initial(CONFIG, seed));
    return new Worker(
        replica, TRAINING, 0, new WorkerExamples(EXAMPLES, EXAMPLES), rows, SCHEMA, 0);
  }

  @BeforeEach
  void begin() {
    whole = worker(WorkerRows.all(SCHEMA));
    compact = worker(WorkerRows.of(BLOCKS.iterator(), SCHEMA));
  }

  private static WorkerReply answer(Worker worker, WorkerRequest request) {
    return worker.answer(request, BLOCKS.iterator());
  }

  private static void assertSame(RowUpdates[] expected, RowUpdates[] actual) {
    for (int t = 0; t < expected.length; t++) {
      assertArrayEquals(expected[t].rows(), actual[t].rows(), "rows of table " + t);
      assertArrayEquals(expected[t].values(), actual[t].values(), "values of table " + t);
      assertArrayEquals(expected[t].weights(), actual[t].weights(), "weights of table " + t);
    }
  }

  @Test
  void itHoldsFewRowsOfALargeTableAndAllOfASmallOne() {
    WorkerRows rows = WorkerRows.of(BLOCKS.iterator(), SCHEMA);
    assertTrue(rows.isCompact(0));
    assertTrue(rows.numSlots(0, SCHEMA) <= 200);
    assertFalse(rows.isCompact(2));
    assertEquals(5, rows.numSlots(2, SCHEMA));
    assertEquals(rows.numSlots(0, SCHEMA), compact.parameters().table(0).numEmbeddings());
  }

  @Test
  void aLoneWorkersEpochEndsAlike() {
    WorkerReply expected = answer(whole, TrainingFixture.train(1, 0, 6));
    WorkerReply actual = answer(compact, TrainingFixture.train(1, 0, 6));
    assertTrue(expected.rows()[0].rows().length > 50);
    assertSame(expected.rows(), actual.rows());
    assertArrayEquals(expected.dense(), actual.dense());
    assertEquals(expected.progress().lossSum(), actual.progress().lossSum());
    assertArrayEquals(
        answer(whole, TrainingFixture.validate(2)).scores().logits(),
        answer(compact, TrainingFixture.validate(2)).scores().logits());
  }

  private static List<RowMessage> sent(Worker worker, long number) {
    List<RowMessage> messages = new ArrayList<>();
    worker.send(number, 1).forEachRemaining(messages::add);
    return messages;
  }

  @Test
  void roundsAreSentReceivedAndCollectedAlike() {
    for (Worker worker : List.of(whole, compact)) {
      answer(worker, TrainingFixture.trainRound(1, 0, 3));
    }
    List<RowMessage> expected = sent(whole, 2);
    List<RowMessage> actual = sent(compact, 2);
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).segment(), actual.get(i).segment());
      assertArrayEquals(expected.get(i).rows().values(), actual.get(i).rows().values());
      assertArrayEquals(expected.get(i).rows().rows(), actual.get(i).rows().rows());
    }
    List<RowMessage> average = new ArrayList<>();
    Averaging averaging = new Averaging(Averaging.RowRule.STEPS, CONFIG.embeddingDim() + 1);
    new MergedRows(expected.iterator(), null, averaging, 3, 1).forEachRemaining(average::add);
    RoundOutcome.AveragedParameters outcome =
        new RoundOutcome.AveragedParameters(whole.parameters().dense().clone());
    for (Worker worker : List.of(whole, compact)) {
      assertTrue(worker.receive(2, average).isPresent());
    }
    WorkerRequest collect = TrainingFixture.request(3, Operation.COLLECT_ROWS, 0, 0, 1, outcome);
    RowUpdates[] rows = answer(whole, collect).rows();
    assertTrue(rows[0].rows().length > 50);
    RowUpdates[] others = answer(compact, collect).rows();
    for (int t = 0; t < rows.length; t++) {
      assertArrayEquals(rows[t].rows(), others[t].rows());
      assertArrayEquals(rows[t].values(), others[t].values());
    }
  }

  @Test
  void aReplicaBeginsWithRowsOfParametersThatKeepNoOthersEither() {
    WorkerRows rows = WorkerRows.of(BLOCKS.iterator(), SCHEMA);
    Initializer seed = new Initializer(CONFIG, TrainingConfigs.INITIALIZATION, 7);
    assertArrayEquals(
        rows.initial(CONFIG, seed).table(0).values(),
        seed.initialize().copyOf(rows.slots()).table(0).values());
  }
}
