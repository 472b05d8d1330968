package io.sparkdeepfm.stage;

import java.io.Serializable;

/** Splits the cells of one kind of column into tokens with weights. */
interface TokenReader extends Serializable {
  /**
   * Passes the tokens of a cell on; tokens that are null or have weight 0 or null are left out.
   *
   * @param cell not null
   * @param weights one per token of a list, or null where all are 1
   * @throws BadValueException if a weight is not a finite number
   */
  void read(Object cell, Object weights, TokenSink sink);

  /** Every cell is one token of weight 1. */
  record Single() implements TokenReader {
    @Override
    public void read(Object cell, Object weights, TokenSink sink) {
      byte[] token = CanonicalToken.bytesOf(cell);
      sink.accept(token, 0, token.length, 1);
    }
  }
}
