package io.sparkdeepfm.cli.input;

/** How an input is stored. */
public enum Format {
  PARQUET,
  /** With a header line. */
  CSV,
  /** Criteo's tab-separated logs: no header; label, I1 to I13, C1 to C26; empty = missing. */
  CRITEO,
  /** Sparse vectors that are features already; needs no fields.json. */
  LIBSVM;

  /** The label's name where the format fixes it, else null. */
  String labelColumn() {
    return this == CRITEO || this == LIBSVM ? "label" : null;
  }

  /** What separates the values of a multivalued field where fields.json does not say. */
  public String valueDelimiter() {
    return this == CSV || this == CRITEO ? "," : "";
  }
}
