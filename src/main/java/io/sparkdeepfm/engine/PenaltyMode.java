package io.sparkdeepfm.engine;

/** When the penalty acts on the embedding rows that a step's examples do not touch. */
public enum PenaltyMode {
  /** {@link #EAGER} for vocabularies of up to 65,536 rows, {@link #LAZY} for larger ones. */
  AUTO,
  /** In every step, on every row: the definition, at a cost in proportion to the table. */
  EAGER,
  /**
   * Before a row is next read, for all steps that it missed: equal to {@link #EAGER} for SGD,
   * AdamW, proximal Adagrad and FTRL, close to it for the others, at a cost in proportion to the
   * rows that are read.
   */
  LAZY,
  /** Never: a row is penalised in the steps that touch it, as sparse optimizers elsewhere do. */
  TOUCHED;

  private static final int LARGEST_EAGER_TABLE = 1 << 16;

  /** What {@link #AUTO} means for a table; the others stay what they are. */
  public PenaltyMode forTable(int numEmbeddings) {
    if (this != AUTO) {
      return this;
    }
    return numEmbeddings <= LARGEST_EAGER_TABLE ? EAGER : LAZY;
  }
}
