package io.sparkdeepfm.benchmark;

/** Says in one sentence what a case needs and does not find here. */
final class SkippedCase extends RuntimeException {
  SkippedCase(String sentence) {
    super(sentence);
  }
}
