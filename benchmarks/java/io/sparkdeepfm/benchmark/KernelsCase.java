package io.sparkdeepfm.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** GFLOP/s of the matrix products that a step is made of. */
final class KernelsCase implements BenchmarkCase {
  @Override
  public String name() {
    return "kernels";
  }

  @Override
  public CaseResult run() throws RunnerException {
    List<Measurement> measurements =
        Jmh.run(GemmKernels.class).stream().map(KernelsCase::gigaflops).toList();
    return new CaseResult(
        name(),
        "Matrix products",
        "JMH around single calls of `Sgemm` on one thread: the products of a slice of 256 examples with a layer"
            + " of 400 units on 624 or 400 inputs, off the heap, random normal numbers, seven"
            + " iterations of a second. The weight gradient is xᵀ·∂y, the input gradient ∂y·wᵀ.",
        measurements,
        List.of(),
        List.of());
  }

  private static Measurement gigaflops(RunResult result) {
    double inputs = Double.parseDouble(result.getParams().getParam("inputs"));
    double examples = Double.parseDouble(result.getParams().getParam("examples"));
    double operations = 2 * examples * inputs * GemmKernels.OUTPUTS;
    double[] rates =
        Arrays.stream(Jmh.scores(result)).map(seconds -> operations / seconds * 1e-9).toArray();
    String benchmark = result.getParams().getBenchmark();
    String kind = benchmark.substring(benchmark.lastIndexOf('.') + 1);
    String words = kind.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    return Measurement.of(
        String.format(Locale.ROOT, "%s, %.0f inputs", words, inputs), "GFLOP/s", rates);
  }
}
