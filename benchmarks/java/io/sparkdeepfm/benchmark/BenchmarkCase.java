package io.sparkdeepfm.benchmark;

/**
 * One question to the machine. Whatever is compared is measured within one call of {@link #run},
 * interleaved, so that the machine's moods fall on all alike. {@link BenchmarkCases} lists them.
 */
interface BenchmarkCase {
  /** Name for {@code --only}: small letters and dashes. */
  String name();

  /** Heap of the JVM that runs the case, as {@code -Xmx} takes it. */
  default String heap() {
    return "4g";
  }

  /**
   * Measures.
   *
   * @throws SkippedCase if something that the case needs is not there
   */
  CaseResult run() throws Exception;
}
