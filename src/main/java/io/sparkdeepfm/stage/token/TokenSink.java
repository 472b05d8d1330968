package io.sparkdeepfm.stage.token;

/** Takes the tokens of one cell, one by one. */
@FunctionalInterface
public interface TokenSink {
  /**
   * @param source holds the token's UTF-8 in {@code [begin, end)}; not to be kept
   * @param weight finite, not 0
   */
  void accept(byte[] source, int begin, int end, double weight);
}
