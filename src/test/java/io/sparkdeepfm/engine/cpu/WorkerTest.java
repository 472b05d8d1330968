package io.sparkdeepfm.engine.cpu;

import static io.sparkdeepfm.engine.cpu.TrainingFixture.BATCH_SIZE;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.BLOCKS;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.CONFIG;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.STEPS;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.TRAINING_EXAMPLES;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.request;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.sent;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.train;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.trainRound;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.validate;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.cpu.RoundOutcome.AveragedParameters;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Scorer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The worker's side of the rounds, over plain lists of blocks. */
class WorkerTest {
  /** Makes the workers' replicas; the tests hold for every kind. */
  ReplicaFactory replicas() {
    return new CpuReplica.Factory();
  }

  private Worker worker(double l2) {
    return worker(l2, TrainingFixture.WORKER);
  }

  private Worker worker(double l2, WorkerExamples examples) {
    return TrainingFixture.worker(replicas(), l2, examples);
  }

  private static WorkerReply answer(Worker worker, WorkerRequest request) {
    assertTrue(worker.isReadyFor(request), () -> "ready for " + request.number());
    return worker.answer(request, BLOCKS.iterator());
  }

  /** The initial parameters brought up to date with replies that return all touched rows. */
  private static DeepFMParameters follow(List<WorkerReply> replies) {
    DeepFMParameters parameters = TrainingFixture.initial();
    replies.forEach(reply -> reply.writeTo(parameters));
    return parameters;
  }

  private static void assertSameParameters(DeepFMParameters expected, DeepFMParameters actual) {
    assertArrayEquals(expected.dense(), actual.dense());
    for (int t = 0; t < expected.tables().size(); t++) {
      assertArrayEquals(expected.table(t).values(), actual.table(t).values(), "table " + t);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05})
  void anEpochInSeveralRequestsIsTheEpochInOneBitForBit(double l2) {
    WorkerReply whole = answer(worker(l2), train(1, 0, STEPS));
    Worker worker = worker(l2);
    WorkerReply first = answer(worker, train(1, 0, 4));
    WorkerReply second = answer(worker, train(2, 4, 6));
    assertNull(first.rows());
    assertSameParameters(follow(List.of(whole)), follow(List.of(second)));

    WorkerReply.Progress progress = whole.progress();
    assertEquals(TRAINING_EXAMPLES, progress.examples());
    assertEquals(4 * BATCH_SIZE, first.progress().examples());
    assertEquals(TRAINING_EXAMPLES - 4 * BATCH_SIZE, second.progress().examples());
    assertFalse(first.progress().epochDone());
    assertTrue(second.progress().epochDone() && progress.epochDone());
    assertEquals(
        progress.lossSum(), first.progress().lossSum() + second.progress().lossSum(), 1e-9);
    assertEquals(
        progress.weightSum(), first.progress().weightSum() + second.progress().weightSum(), 1e-9);
    assertEquals(weightOfTraining(), progress.weightSum(), 1e-9);
  }

  private static double weightOfTraining() {
    ExampleBlock all = ExampleBlock.concatenate(TrainingFixture.blocks(false));
    return IntStream.range(0, all.size()).mapToDouble(all::weight).sum();
  }

  @Test
  void aRequestPastTheEndOfTheEpochIsDoneWithoutAStep() {
    Worker worker = worker(0);
    answer(worker, train(1, 0, STEPS));
    WorkerReply late = answer(worker, train(2, STEPS, 4));
    assertTrue(late.progress().epochDone());
    assertEquals(0, late.progress().examples());
    assertEquals(0, late.progress().weightSum());
    for (RowUpdates rows : late.rows()) {
      assertEquals(0, rows.rows().length);
    }
  }

  @Test
  void aWorkerWithoutTrainingBlocksIsDoneAtOnce() {
    Worker worker = worker(0.05, TrainingFixture.NONE);
    WorkerReply reply = worker.answer(train(1, 0, 3), TrainingFixture.blocks(true).iterator());
    assertTrue(reply.progress().epochDone());
    assertEquals(0, reply.progress().examples());
    assertSameParameters(TrainingFixture.initial(), follow(List.of(reply)));
  }

  @Test
  void onlyTheNextRequestIsAnswered() {
    Worker worker = worker(0);
    assertFalse(worker.isReadyFor(train(2, 0, 1)), "a request was skipped");
    answer(worker, train(1, 0, 1));
    assertFalse(worker.isReadyFor(train(1, 0, 1)), "training cannot be repeated");
    assertFalse(worker.isReadyFor(train(3, 1, 1)), "a request was skipped");
    assertTrue(worker.isReadyFor(train(2, 1, 1)));
  }

  @Test
  void scoringMayBeRepeatedAndChangesNothing() {
    Worker worker = worker(0);
    answer(worker, train(1, 0, STEPS));
    float[] first = answer(worker, validate(2)).scores().logits();
    float[] again = answer(worker, validate(2)).scores().logits();
    assertArrayEquals(first, again);
    assertTrue(worker.isReadyFor(train(3, 0, 1)));
  }

  @Test
  void aWorkerThatFailedHalfWayIsNotReadyAgain() {
    Worker worker = worker(0);
    assertThrows(
        NoSuchElementException.class,
        () -> worker.answer(train(1, 0, 1), TrainingFixture.lostBlocks()));
    assertFalse(worker.isReadyFor(train(1, 0, 1)));
    assertFalse(worker.isReadyFor(train(2, 0, 1)));
    assertFalse(worker.isReadyFor(validate(1)));
  }

  @Test
  void validationExamplesAreScoredInOrderWithTheirLabelsAndWeights() {
    Worker worker = worker(0);
    WorkerReply trained = answer(worker, train(1, 0, STEPS));
    ScoredExamples scores = answer(worker, validate(2)).scores();
    ExampleBlock block = ExampleBlock.concatenate(TrainingFixture.blocks(true));
    assertArrayEquals(block.labels(), scores.labels());
    assertArrayEquals(block.weights(), scores.weights());
    float[] expected = new Scorer(CONFIG, follow(List.of(trained))).logits(block);
    assertArrayEquals(expected, scores.logits(), 1e-5f);
  }

  @Test
  void withoutValidationExamplesThereAreNoScores() {
    WorkerReply reply = worker(0).answer(validate(1), TrainingFixture.blocks(false).iterator());
    assertEquals(0, reply.scores().logits().length);
    assertNull(reply.progress());
  }

  @Test
  void parametersAreReturnedWhenTheEpochIsDone() {
    Worker worker = worker(0);
    WorkerReply first = answer(worker, train(1, 0, 9));
    assertNull(first.rows());
    assertNull(first.dense());
    assertEquals(0, first.bytes());
    WorkerReply last = answer(worker, train(2, 9, 9));
    assertTrue(last.bytes() > 0);
    WorkerReply whole = answer(worker(0), train(1, 0, STEPS));
    assertSameParameters(follow(List.of(whole)), follow(List.of(last)));
    assertTouched(whole.rows(), last.rows());
  }

  private static void assertTouched(RowUpdates[] expected, RowUpdates[] actual) {
    for (int t = 0; t < expected.length; t++) {
      assertArrayEquals(expected[t].rows(), actual[t].rows(), "rows of table " + t);
      assertArrayEquals(expected[t].weights(), actual[t].weights(), "weights of table " + t);
    }
  }

  @Test
  void everyEpochHasItsOwnOrder() {
    WorkerReply first = answer(worker(0), request(1, Operation.TRAIN_ROUND, 1, 0, 1, null));
    WorkerReply other = answer(worker(0), request(1, Operation.TRAIN_ROUND, 2, 0, 1, null));
    assertFalse(Arrays.equals(first.dense(), other.dense()));
  }

  /** Without a penalty what is sent are movements, and until the average comes there are none. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05})
  void theAverageOfARoundIsAppliedByTheRequestAfterTheExchange(double l2) {
    Worker worker = worker(l2);
    answer(worker, trainRound(1, 0, 3));
    RowUpdates[] sent = sent(worker, 2);
    assertTrue(sent[3].rows().length > 0);
    List<RowMessage> average = TrainingFixture.averageOfOne(worker, 2, l2);
    for (int time = 0; time < 2; time++) { // Spark may repeat a task
      assertTrue(worker.receive(2, average).isPresent());
      assertFalse(worker.receive(4, average).isPresent(), "of another round");
    }
    float[] dense = TrainingFixture.initial().dense();

    Worker alone = worker(l2);
    answer(alone, train(1, 0, 3));
    DeepFMParameters expected = alone.parameters();
    WorkerRequest request =
        request(3, Operation.SCORE_VALIDATION, 0, 0, 0, new AveragedParameters(dense));
    answer(worker, request);
    for (int t = 0; t < expected.tables().size(); t++) {
      assertArrayEquals(
          expected.table(t).values(), worker.parameters().table(t).values(), 1e-6f, "table " + t);
    }
    assertArrayEquals(dense, worker.parameters().dense());
  }

  @Test
  void aRoundThatIsGivenUpLeavesTheRowsWhereTheyWere() {
    Worker worker = worker(0);
    answer(worker, trainRound(1, 0, 3));
    DeepFMParameters before = TrainingFixture.initial();
    for (int t = 0; t < before.tables().size(); t++) {
      assertArrayEquals(before.table(t).values(), worker.parameters().table(t).values());
    }
  }

  @Test
  void aWorkerReturnsEachRowThatAnAverageHasChangedInOnePart() {
    Worker worker = worker(0);
    answer(worker, trainRound(1, 0, 3));
    RowUpdates[] sent = sent(worker, 2);
    worker.receive(2, TrainingFixture.averageOfOne(worker, 2, 0));
    AveragedParameters outcome = new AveragedParameters(TrainingFixture.initial().dense());
    DeepFMParameters collected = TrainingFixture.initial();
    int rows = 0;
    for (int part = 0; part < 3; part++) {
      WorkerReply reply =
          answer(
              worker,
              request(3 + part, Operation.COLLECT_ROWS, 0, part, 3, part == 0 ? outcome : null));
      reply.writeTo(collected);
      rows += Arrays.stream(reply.rows()).mapToInt(table -> table.rows().length).sum();
    }
    assertEquals(Arrays.stream(sent).mapToInt(table -> table.rows().length).sum(), rows);
    for (int t = 0; t < collected.tables().size(); t++) {
      assertArrayEquals(
          worker.parameters().table(t).values(), collected.table(t).values(), "table " + t);
    }
  }

  @Test
  void anEmptyListOfBlocksIsNoProblem() {
    WorkerReply reply =
        worker(0, TrainingFixture.NONE).answer(train(1, 0, 3), Collections.emptyIterator());
    assertTrue(reply.progress().epochDone());
    assertEquals(0, reply.progress().lossSum());
  }
}
