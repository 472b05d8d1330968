package io.sparkdeepfm.python;

import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.DeepFMRegressor;
import io.sparkdeepfm.train.ProgressListener;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.commons.lang3.reflect.MethodUtils;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;

/**
 * A call that runs in a thread of its own, so that Python can follow and stop it: an interrupt of a
 * Python process that waits for the answer of a call ends the waiting alone.
 *
 * <p>The thread inherits Spark's local properties, so job groups and scheduler pools are the
 * caller's. Its jobs have a tag besides, by which {@link #cancel} finds them and no others.
 */
public final class PythonCall {
  private static final long CANCELLING_MILLIS = 10_000;
  private static final long BETWEEN_CANCELLATIONS_MILLIS = 100;

  private final SparkContext context;
  private final ProgressEvents events;
  private final String tag = "sparkdeepfm-" + UUID.randomUUID();
  private Object result;
  private Throwable failure;

  private PythonCall(SparkContext context, ProgressEvents events) {
    this.context = context;
    this.events = events;
  }

  /**
   * Calls a public method.
   *
   * @param arguments of types that the method takes
   */
  public static PythonCall start(
      SparkContext context, Object target, String method, List<?> arguments) {
    return new PythonCall(context, new ProgressEvents())
        .run(() -> MethodUtils.invokeMethod(target, method, arguments.toArray()));
  }

  /** Fits a copy of the classifier, whose progress {@link #takeEvents} then tells. */
  public static PythonCall fit(
      SparkContext context, DeepFMClassifier classifier, Dataset<?> dataset) {
    DeepFMClassifier told = classifier.copy(ParamMap.empty());
    return fit(
        context, events -> told.setProgressListener(events).fit(dataset).setParent(classifier));
  }

  /** The same for a regressor. */
  public static PythonCall fit(
      SparkContext context, DeepFMRegressor regressor, Dataset<?> dataset) {
    DeepFMRegressor told = regressor.copy(ParamMap.empty());
    return fit(
        context, events -> told.setProgressListener(events).fit(dataset).setParent(regressor));
  }

  private static PythonCall fit(SparkContext context, Function<ProgressListener, ?> fit) {
    ProgressEvents events = new ProgressEvents();
    return new PythonCall(context, events).run(() -> fit.apply(events));
  }

  private PythonCall run(Callable<?> work) {
    Thread thread = new Thread(() -> complete(work), "sparkdeepfm-call");
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is, the caller is to have it
  private void complete(Callable<?> work) {
    context.addJobTag(tag);
    try {
      result = work.call();
    } catch (InvocationTargetException e) {
      failure = e.getCause();
    } catch (Exception | Error e) {
      failure = e;
    } finally {
      events.close();
    }
  }

  /**
   * Waits until the call is over, until there is something to take, or for some time.
   *
   * @return whether the call is over
   */
  public boolean waitFor(long millis) throws InterruptedException {
    return events.await(millis);
  }

  /**
   * Takes what the training has told since the last call: a JSON array of objects with {@code
   * event}, the name of a method of {@link io.sparkdeepfm.train.ProgressListener}, and its
   * arguments by name.
   */
  public String takeEvents() {
    return events.take();
  }

  /**
   * The result of a call that is over.
   *
   * @throws Throwable what the call threw
   */
  public Object result() throws Throwable {
    if (failure != null) {
      throw failure;
    }
    return result;
  }

  /**
   * Ends the call's Spark jobs, those too that it starts while it is ending, and waits up to ten
   * seconds for its end.
   *
   * @return whether the call is over
   */
  public boolean cancel() throws InterruptedException {
    events.cancel();
    events.take();
    boolean done = events.await(0);
    long end = System.nanoTime() + CANCELLING_MILLIS * 1_000_000;
    while (!done && System.nanoTime() < end && !context.isStopped()) {
      context.cancelJobsWithTag(tag);
      done = events.await(BETWEEN_CANCELLATIONS_MILLIS);
    }
    return done;
  }
}
