package io.sparkdeepfm.examples.serving;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** Counts and times of a service's requests. */
final class RequestMetrics {
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder reloads = new LongAdder();

  /**
   * @param request gives whether it could be answered
   */
  void measured(BooleanSupplier request) {
    long start = System.nanoTime();
    (request.getAsBoolean() ? answered : refused).increment();
    nanos.add(System.nanoTime() - start);
  }

  void reloaded() {
    reloads.increment();
  }

  String text() {
    return String.join(
        "\n",
        "requests_total{status=\"answered\"} " + answered.sum(),
        "requests_total{status=\"refused\"} " + refused.sum(),
        "request_seconds_total " + nanos.sum() / 1e9,
        "model_reloads_total " + reloads.sum(),
        "");
  }
}
