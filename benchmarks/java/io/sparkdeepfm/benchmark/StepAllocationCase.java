package io.sparkdeepfm.benchmark;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** Bytes on the Java heap that a training step costs. */
final class StepAllocationCase implements BenchmarkCase {
  @Override
  public String name() {
    return "step-allocation";
  }

  @Override
  public CaseResult run() throws RunnerException {
    Collection<RunResult> results = Jmh.runWithGcProfiler(StepAllocation.class);
    double[] few = bytes(results, StepAllocation.FEW);
    double[] many = bytes(results, StepAllocation.MANY);
    int steps = Integer.parseInt(StepAllocation.MANY) - Integer.parseInt(StepAllocation.FEW);
    Measurement call = Measurement.of("a call of 2 steps", "bytes", few);
    Measurement longCall = Measurement.of("a call of 34 steps", "bytes", many);
    double perStep = (longCall.median() - call.median()) / steps;
    // What JMH itself allocates between its readings differs by a few bytes from time to time.
    return new CaseResult(
        name(),
        "Allocation by a step",
        method(),
        List.of(call, longCall, Measurement.of("a step, before rounding", "bytes", perStep)),
        List.of(Comparison.atMost("bytes allocated per step", Math.rint(perStep), "bytes", 0)),
        List.of());
  }

  private static double[] bytes(Collection<RunResult> results, String steps) {
    return results.stream()
        .filter(result -> result.getParams().getParam("steps").equals(steps))
        .map(Jmh::bytesPerOperation)
        .findFirst()
        .orElseThrow();
  }

  private static String method() {
    return "JMH's gc profiler (`gc.alloc.rate.norm`, all threads) around calls of `Replica.train` of 2 and of 34"
        + " steps; Criteo's shape, 1,000,000 features, batches of 4096, all cores, after warming up. A call"
        + " starts its threads and so allocates; a step's share is the difference of the two medians ÷ 32,"
        + " rounded to whole bytes, because JMH's own readings allocate as well.";
  }
}
