package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.WorkerReply.Status;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** The Spark job of a request, one task per worker. */
final class RequestJob {
  private static final String TAG_SEPARATOR = ","; // no tag may contain it

  /** How Spark begins to say that it gave a job up, rather than that somebody cancelled it. */
  private static final String GIVEN_UP = "Job aborted due to stage failure";

  /** Far from what one array can hold, and from the heap of any driver. */
  private static final long MOST_RESULT_BYTES = 256L << 20;

  private final TrainingEngine.Job job;
  private final HeldRows held;
  private final ReplicaFactory replicas;
  private final WorkerPlaces places;
  private final JavaSparkContext context;

  RequestJob(TrainingEngine.Job job, HeldRows held, ReplicaFactory replicas, WorkerPlaces places) {
    this.job = job;
    this.held = held;
    this.replicas = replicas;
    this.places = places;
    context = JavaSparkContext.fromSparkContext(job.blocks().context());
  }

  /** What a task is given besides the request. */
  private record Given(Iterator<ExampleBlock> examples, WorkerRows rows) {}

  /** The replies in the order of the workers. */
  List<WorkerReply> run(WorkerRequest request) {
    return run(request, null);
  }

  /** As {@link #run(WorkerRequest, JavaRDD)}, up to so many times where Spark gives the job up. */
  List<WorkerReply> runRepeatedly(
      WorkerRequest request, JavaRDD<RowMessage> rowStates, int mostTries) {
    for (int tries = 1; tries < mostTries; tries++) {
      List<WorkerReply> replies = orElse(() -> run(request, rowStates), e -> null);
      if (replies != null) {
        return replies;
      }
    }
    return run(request, rowStates);
  }

  /**
   * Likewise.
   *
   * @param rowStates by worker, for those that begin in the place of lost ones; null for none
   */
  List<WorkerReply> run(WorkerRequest request, JavaRDD<RowMessage> rowStates) {
    WorkerTask task =
        new WorkerTask(
            job.config(),
            job.training(),
            job.examples(),
            job.coresPerExecutor(),
            request,
            replicas);
    JavaRDD<ExampleBlock> blocks = places.blocks();
    WorkerRows all = WorkerRows.all(job.config().schema());
    JavaRDD<Given> given =
        held.areNeeded()
            ? blocks.zipPartitions(
                held.workers(),
                (examples, rows) ->
                    Collections.singleton(new Given(examples, rows.next())).iterator())
            : blocks.mapPartitions(
                examples -> Collections.singleton(new Given(examples, all)).iterator(), true);
    JavaRDD<WorkerReply> replies =
        rowStates == null
            ? given.map(own -> answer(task, own, Collections.emptyIterator()))
            : given.zipPartitions(
                rowStates,
                (own, states) ->
                    Collections.singleton(answer(task, own.next(), states)).iterator());
    List<Tuple2<WorkerReply, String>> answered =
        replies.map(reply -> new Tuple2<>(reply, WorkerPlaces.here())).collect();
    for (Tuple2<WorkerReply, String> answer : answered) {
      if (answer._1().status() == Status.DONE) {
        places.note(answer._1().worker(), answer._2());
      } else if (answer._1().isLost()) {
        places.note(answer._1().worker(), null); // its next one is best where its examples are
      }
    }
    return answered.stream().map(Tuple2::_1).toList();
  }

  private static WorkerReply answer(WorkerTask task, Given given, Iterator<RowMessage> rowStates) {
    return task.answer(TaskContext.getPartitionId(), given.examples(), given.rows(), rowStates);
  }

  /**
   * What a job gives; where Spark gave it up, because tasks failed too often or executors died,
   * something else.
   */
  static <T> T orElse(Supplier<T> running, Function<Exception, T> givenUp) {
    try {
      return running.get();
    } catch (Exception e) { // a SparkException, which Scala does not declare
      if (String.valueOf(e.getMessage()).startsWith(GIVEN_UP)) {
        return givenUp.apply(e);
      }
      throw e;
    }
  }

  /** Bytes of all replies to one request that the driver takes without doubt. */
  static long mostResultBytes(JavaSparkContext context) {
    long limit = context.getConf().getSizeAsBytes("spark.driver.maxResultSize", "1g");
    return limit == 0 ? MOST_RESULT_BYTES : Math.max(1, Math.min(MOST_RESULT_BYTES, limit / 4));
  }

  /**
   * Runs a request without the caller's tags: who cancels the training's jobs by one must not
   * cancel this, or the workers stay.
   */
  void runUntagged(WorkerRequest request) {
    String tags = context.sc().getJobTags().mkString(TAG_SEPARATOR);
    context.sc().clearJobTags();
    try {
      run(request);
    } finally {
      Arrays.stream(tags.split(TAG_SEPARATOR))
          .filter(tag -> !tag.isEmpty())
          .forEach(context.sc()::addJobTag);
    }
  }
}
