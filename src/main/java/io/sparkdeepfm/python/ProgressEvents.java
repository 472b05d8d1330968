package io.sparkdeepfm.python;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sparkdeepfm.model.WarmStartReport;
import io.sparkdeepfm.train.EpochMetrics;
import io.sparkdeepfm.train.ProgressListener;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * What a training tells, kept until somebody asks: a process that Java cannot call back, as Python
 * behind a firewall or in a notebook's kernel, can ask as often as it likes.
 *
 * <p>Of the examples that are done only the latest number is kept. After {@link #cancel} the
 * training that tells anything more ends with a {@link CancellationException}.
 */
final class ProgressEvents implements ProgressListener {
  private static final String EVENT = "event";
  private static final String EXAMPLES_DONE = "examplesDone";
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

  private final Deque<Map<String, Object>> waiting = new ArrayDeque<>();
  private boolean cancelled;
  private boolean closed;

  @Override
  public void recipeChosen(long rows, List<String> chosen) {
    put(event("recipeChosen", "rows", rows, "chosen", chosen));
  }

  @Override
  public void warmStarted(WarmStartReport report) {
    put(event("warmStarted", "tables", report.tables()));
  }

  @Override
  public void trainingStarted(int numEpochs, long examples) {
    put(event("trainingStarted", "numEpochs", numEpochs, "examples", examples));
  }

  @Override
  public void examplesDone(int epoch, long examplesDone) {
    put(event(EXAMPLES_DONE, "epoch", epoch, EXAMPLES_DONE, examplesDone));
  }

  @Override
  public void epochDone(EpochMetrics metrics) {
    put(event("epochDone", "metrics", metrics));
  }

  private static Map<String, Object> event(String name, Object... namesAndValues) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put(EVENT, name);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      event.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return event;
  }

  private synchronized void put(Map<String, Object> event) {
    if (cancelled) {
      throw new CancellationException("The training was cancelled.");
    }
    boolean replaces =
        !waiting.isEmpty()
            && event.get(EVENT).equals(EXAMPLES_DONE)
            && waiting.getLast().get(EVENT).equals(EXAMPLES_DONE);
    if (replaces) {
      waiting.removeLast();
    }
    waiting.add(event);
    notifyAll();
  }

  /** Makes what is told from now on fail. */
  synchronized void cancel() {
    cancelled = true;
  }

  /** Says that nothing more will be told. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /**
   * Waits until there is something to take, until nothing more will come, or for some time.
   *
   * @return whether nothing more will come
   */
  synchronized boolean await(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; waiting.isEmpty() && !closed && left > 0; ) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
    return closed;
  }

  /** Takes all that was told since the last call, as a JSON array of objects; NaN is bare. */
  synchronized String take() {
    try {
      String told = JSON.writeValueAsString(waiting);
      waiting.clear();
      return told;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
