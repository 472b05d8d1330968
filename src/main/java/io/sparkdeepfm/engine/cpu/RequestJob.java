package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.TrainingEngine;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;

/** The Spark job of a request, one task per worker. */
final class RequestJob {
  private static final String TAG_SEPARATOR = ","; // no tag may contain it

  /** How Spark begins to say that it gave a job up, rather than that somebody cancelled it. */
  private static final String GIVEN_UP = "Job aborted due to stage failure";

  private final TrainingEngine.Job job;
  private final JavaSparkContext context;

  RequestJob(TrainingEngine.Job job) {
    this.job = job;
    context = JavaSparkContext.fromSparkContext(job.blocks().context());
  }

  /**
   * The replies in the order of the workers.
   *
   * @param givenUp what to return where Spark gave the job up, because tasks failed too often or
   *     executors died; null: that is thrown
   */
  List<WorkerReply> run(WorkerRequest request, Function<Exception, List<WorkerReply>> givenUp) {
    try {
      return job.blocks()
          .mapPartitionsWithIndex(
              new WorkerTask(
                  job.config(), job.training(), job.examples(), job.coresPerExecutor(), request),
              true)
          .collect();
    } catch (Exception e) { // a SparkException, which Scala does not declare
      if (givenUp != null && String.valueOf(e.getMessage()).startsWith(GIVEN_UP)) {
        return givenUp.apply(e);
      }
      throw e;
    }
  }

  /**
   * Likewise, without the caller's tags: who cancels the training's jobs by one must not cancel
   * this, or the workers stay.
   */
  void runUntagged(WorkerRequest request) {
    String tags = context.sc().getJobTags().mkString(TAG_SEPARATOR);
    context.sc().clearJobTags();
    try {
      run(request, null);
    } finally {
      Arrays.stream(tags.split(TAG_SEPARATOR))
          .filter(tag -> !tag.isEmpty())
          .forEach(context.sc()::addJobTag);
    }
  }
}
