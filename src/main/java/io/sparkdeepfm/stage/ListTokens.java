package io.sparkdeepfm.stage;

import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * Reads arrays, and maps as an array of keys with an array of weights.
 *
 * @param column named in errors
 */
record ListTokens(String column) implements TokenReader {
  @Override
  public void read(Object cell, Object weights, TokenSink sink) {
    Iterator<?> tokens = ((Seq<?>) cell).iterator();
    Iterator<?> tokenWeights = weights == null ? null : ((Seq<?>) weights).iterator();
    while (tokens.hasNext()) {
      Object token = tokens.next();
      Object weight = tokenWeights == null ? Double.valueOf(1) : tokenWeights.next();
      if (token != null && weight != null) {
        byte[] bytes = CanonicalToken.bytesOf(token);
        TokenWeight.pass(column, bytes, 0, bytes.length, (Double) weight, sink);
      }
    }
  }
}
