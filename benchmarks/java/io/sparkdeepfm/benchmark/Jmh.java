package io.sparkdeepfm.benchmark;

import java.util.Collection;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs JMH benchmarks in a JVM of their own, with the options of this one. */
final class Jmh {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private Jmh() {}

  static Collection<RunResult> run(Class<?> benchmarks) throws RunnerException {
    return new Runner(options(benchmarks).build()).run();
  }

  static Collection<RunResult> runWithGcProfiler(Class<?> benchmarks) throws RunnerException {
    return new Runner(options(benchmarks).addProfiler(GCProfiler.class).build()).run();
  }

  private static ChainedOptionsBuilder options(Class<?> benchmarks) {
    return new OptionsBuilder()
        .include("^" + benchmarks.getName().replace('$', '.') + "\\.")
        .forks(1)
        .shouldFailOnError(true);
  }

  /** Scores of the measured iterations. */
  static double[] scores(RunResult result) {
    return iterations(result)
        .flatMapToDouble(iteration -> DoubleStream.of(iteration.getPrimaryResult().getScore()))
        .toArray();
  }

  /** Bytes that all threads allocated per operation, in each of the measured iterations. */
  static double[] bytesPerOperation(RunResult result) {
    return iterations(result)
        .flatMapToDouble(
            iteration -> DoubleStream.of(iteration.getSecondaryResults().get(ALLOCATED).getScore()))
        .toArray();
  }

  private static Stream<IterationResult> iterations(RunResult result) {
    return result.getBenchmarkResults().stream()
        .map(BenchmarkResult::getIterationResults)
        .flatMap(Collection::stream);
  }
}
