package io.sparkdeepfm.engine.dl4j;

/**
 * How Deeplearning4j averages.
 *
 * @param optimizerState whether optimizer states are averaged and carried on between rounds
 * @param aggregationDepth of the tree in which parameters are added up, at least 1
 */
public record AveragingOptions(boolean optimizerState, int aggregationDepth) {
  public static final AveragingOptions DEFAULT = new AveragingOptions(true, 2);
}
