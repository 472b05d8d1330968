package io.sparkdeepfm.cli.input;

/** What a model foretells. */
public enum Task {
  /** The probability that a label is 1 rather than 0. */
  CLASSIFICATION,
  /** A number. */
  REGRESSION
}
