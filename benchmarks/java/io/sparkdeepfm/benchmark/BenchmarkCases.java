package io.sparkdeepfm.benchmark;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All cases, in the order in which they run and are reported. */
final class BenchmarkCases {
  private static final List<BenchmarkCase> ALL =
      List.of(
          new TrainingCase(),
          new TrueShapeCase(),
          new FrappeRecipeCase(),
          new StepProfileCase(),
          new TrueShapeProfileCase(),
          new FrappeRecipeProfileCase(),
          new StepAllocationCase(),
          new KernelsCase(),
          new FrappeCase(),
          new ParityCase(),
          new EnginesCase(),
          new EncodingCase(),
          ScoringCase.uniform(),
          ScoringCase.trueShape(),
          new ServingCase(),
          new WholeJobCase(),
          new CrossValidationCase(),
          new ExchangeCase(),
          new ScalingCase(),
          new MemoryCase(),
          new SpillCase(),
          new FaultsCase());

  private BenchmarkCases() {}

  static List<BenchmarkCase> all() {
    return ALL;
  }

  /** Names under which results are kept: of each case, and of it with fewer instructions. */
  static List<String> resultNames() {
    return ALL.stream().flatMap(c -> Stream.of(c.name(), c.name() + "-avx2")).toList();
  }

  /**
   * @throws IllegalArgumentException if no case has this name
   */
  static BenchmarkCase named(String name) {
    return ALL.stream()
        .filter(benchmark -> benchmark.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format("There is no benchmark '%s'; choose one of %s.", name, names())));
  }

  private static String names() {
    return ALL.stream().map(BenchmarkCase::name).collect(Collectors.joining(", "));
  }
}
