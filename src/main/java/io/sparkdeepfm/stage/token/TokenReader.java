package io.sparkdeepfm.stage.token;

import io.sparkdeepfm.column.BadValueException;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/** Splits the cells of one kind of column into tokens with weights. */
public interface TokenReader extends Serializable {
  /**
   * Passes the tokens of a cell on; tokens that are null or have weight 0 or null are left out.
   *
   * @param row a row, or an array
   * @param at position of the cell, which is not null
   * @throws BadValueException if a weight is not a finite number
   */
  void read(SpecializedGetters row, int at, TokenSink sink);
}
