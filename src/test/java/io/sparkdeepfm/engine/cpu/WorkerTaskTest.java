package io.sparkdeepfm.engine.cpu;

import static io.sparkdeepfm.engine.cpu.TrainingFixture.BLOCKS;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.CONFIG;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.WORKER;
import static io.sparkdeepfm.engine.cpu.TrainingFixture.training;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.broadcast.BroadcastParameters;
import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.WorkerReply.Status;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an executor does with a request, over plain lists of blocks. */
@Timeout(60)
class WorkerTaskTest {
  /** Makes the workers' replicas; the tests hold for every kind. */
  ReplicaFactory replicas() {
    return new CpuReplica.Factory();
  }

  private static final int CORES = 2;

  private final String runId = UUID.randomUUID().toString();

  @AfterEach
  void release() {
    for (int index = 0; index < 2; index++) {
      Workers.release(runId, index);
    }
  }

  private WorkerRequest train(long number, int firstStep) {
    return request(number, Operation.TRAIN_ROUND, firstStep, null);
  }

  private WorkerRequest request(
      long number, Operation operation, int firstStep, DeepFMParameters base) {
    return request(number, operation, firstStep, base, null);
  }

  private WorkerRequest request(
      long number,
      Operation operation,
      int firstStep,
      DeepFMParameters base,
      Set<Integer> onlyWorkers) {
    return new WorkerRequest(
        runId,
        number,
        operation,
        1,
        firstStep,
        2,
        1,
        null,
        base == null ? null : BroadcastParameters.here(base),
        null,
        null,
        onlyWorkers);
  }

  private WorkerReply call(int index, WorkerRequest request) {
    return call(index, request, BLOCKS.iterator());
  }

  private WorkerReply call(int index, WorkerRequest request, Iterator<ExampleBlock> blocks) {
    WorkerReply reply =
        new WorkerTask(
                CONFIG,
                training(0),
                List.of(WORKER, WORKER),
                CORES,
                request,
                new CpuReplica.Factory())
            .answer(index, blocks, WorkerRows.all(CONFIG.schema()), Collections.emptyIterator());
    assertEquals(index, reply.worker());
    return reply;
  }

  @Test
  void theFirstRequestMakesAWorkerThatLaterOnesFindAgain() {
    assertEquals(Status.DONE, call(0, train(1, 0)).status());
    Worker worker = Workers.get(runId, 0);
    assertEquals(Status.DONE, call(0, train(2, 2)).status());
    assertSame(worker, Workers.get(runId, 0));
  }

  @Test
  void workersOfOneSeedBeginAlikeButShuffleDifferently() {
    WorkerRequest validate = request(1, Operation.SCORE_VALIDATION, 0, null);
    float[] before = call(0, validate).scores().logits();
    assertArrayEquals(before, call(1, validate).scores().logits());
    assertFalse(Arrays.equals(call(0, train(2, 0)).dense(), call(1, train(2, 0)).dense()));
  }

  @Test
  void aLaterRequestWithoutAWorkerIsNotDone() {
    WorkerReply reply = call(0, train(2, 0));
    assertEquals(Status.NO_REPLICA, reply.status());
    assertNull(reply.progress());
    assertNull(Workers.get(runId, 0));
  }

  @Test
  void aRepeatedTrainingRequestGivesTheWorkerUp() {
    call(0, train(1, 0));
    call(0, train(2, 2));
    assertEquals(Status.NO_REPLICA, call(0, train(2, 2)).status());
    assertNull(Workers.get(runId, 0));
  }

  @Test
  void aRepeatedFirstRequestBeginsAgainFromTheSeed() {
    WorkerReply first = call(0, train(1, 0));
    Worker worker = Workers.get(runId, 0);
    assertArrayEquals(first.dense(), call(0, train(1, 0)).dense());
    assertNotSame(worker, Workers.get(runId, 0));
  }

  @Test
  void aLostWorkerBeginsAgainFromTheDriversParametersAndLeavesThemAlone() {
    DeepFMParameters base = TrainingFixture.initial();
    float[] dense = base.dense().clone();
    WorkerReply reply = call(0, request(5, Operation.TRAIN_ROUND, 0, base));
    assertEquals(Status.DONE, reply.status());
    assertArrayEquals(dense, base.dense());
    assertFalse(Arrays.equals(dense, reply.dense()));
    assertEquals(Status.DONE, call(0, train(6, 2)).status());
  }

  /** Makes replicas, and remembers how the last one was made. */
  private static final class Watched implements ReplicaFactory {
    private long stepsBefore;
    private Replica made;
    private boolean closed;

    @Override
    public Replica create(
        DeepFMConfig config, TrainingConfig training, DeepFMParameters parameters, long before) {
      stepsBefore = before;
      made = new CpuReplica.Factory().create(config, training, parameters, before);
      return (Replica)
          Proxy.newProxyInstance(
              Replica.class.getClassLoader(),
              new Class<?>[] {Replica.class},
              (proxy, method, arguments) -> {
                closed |= method.getName().equals("close");
                return method.invoke(made, arguments);
              });
    }

    @Override
    public Replica read(StateInput in, DeepFMConfig config, TrainingConfig training) {
      throw new UnsupportedOperationException("There are no checkpoints.");
    }
  }

  /** Asks for steps 6 and 7 of a worker that goes on with states that are two steps old. */
  private void goOn(Watched watched, Iterator<RowMessage> rowStates) {
    DeepFMParameters base = TrainingFixture.initial();
    float[] states =
        new CpuReplica.Factory().create(CONFIG, training(0), base.copy(), 0).state().denseStates();
    WorkerRequest request =
        new WorkerRequest(
            runId,
            5,
            Operation.TRAIN_ROUND,
            1,
            6,
            2,
            1,
            null,
            BroadcastParameters.here(base),
            new LocalBroadcast<>(new HandedOver.States(states, 2), HandedOver.States.class),
            null,
            null);
    new WorkerTask(CONFIG, training(0), List.of(WORKER, WORKER), CORES, request, watched)
        .answer(0, BLOCKS.iterator(), WorkerRows.all(CONFIG.schema()), rowStates);
  }

  @Test
  void whoGoesOnCountsTheStepsThatTheStatesAreOldAndTheOthersBefore() {
    Watched watched = new Watched();
    goOn(watched, Collections.emptyIterator());
    assertEquals(4, watched.stepsBefore);
    assertEquals(2 + 2, watched.made.step());
  }

  @Test
  void aReplicaWhoseHandOverFailsIsClosed() {
    Watched watched = new Watched();
    Iterator<RowMessage> broken =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            throw new IllegalStateException("A message was damaged.");
          }

          @Override
          public RowMessage next() {
            throw new NoSuchElementException();
          }
        };
    assertThrows(IllegalStateException.class, () -> goOn(watched, broken));
    assertTrue(watched.closed);
    assertNull(Workers.get(runId, 0));
  }

  @Test
  void aWorkerThatHasAnsweredSkipsTheRequestMeantForTheLostOnes() {
    call(0, train(1, 0));
    Worker worker = Workers.get(runId, 0);
    Set<Integer> lost = Set.of(1);
    WorkerReply reply =
        call(0, request(1, Operation.TRAIN_ROUND, 0, TrainingFixture.initial(), lost));
    assertEquals(Status.SKIPPED, reply.status());
    assertSame(worker, Workers.get(runId, 0));
  }

  @Test
  void releasingEndsTheWorker() {
    call(0, train(1, 0));
    assertEquals(Status.DONE, call(0, request(2, Operation.RELEASE, 0, null)).status());
    assertNull(Workers.get(runId, 0));
  }

  @Test
  void aFailureGivesTheCoresBackAndTheWorkerUp() {
    call(0, train(1, 0));
    WorkerRequest validate = request(2, Operation.SCORE_VALIDATION, 0, null);
    assertThrows(
        NoSuchElementException.class, () -> call(0, validate, TrainingFixture.lostBlocks()));
    assertEquals(Status.NO_REPLICA, call(0, train(2, 2)).status());
    Workers.acquireCores(CORES, CORES); // hangs if the failed task still has them
    Workers.releaseCores(CORES, CORES);
  }
}
