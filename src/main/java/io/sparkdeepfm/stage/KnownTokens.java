package io.sparkdeepfm.stage;

import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.api.java.UDF2;

/**
 * Renumbers the vocabulary of a counted token: {@code offset} higher if the token is in an earlier
 * vocabulary, so that it is neither cut nor ranked among the new ones.
 *
 * @param tables tokens of the earlier vocabularies, by number
 */
record KnownTokens(Broadcast<TokenTable[]> tables, int offset)
    implements UDF2<Integer, byte[], Integer> {
  @Override
  public Integer call(Integer vocabulary, byte[] token) {
    TokenTable[] known = tables.value();
    boolean isKnown =
        vocabulary < known.length && known[vocabulary].find(token, 0, token.length) >= 0;
    return isKnown ? vocabulary + offset : vocabulary;
  }
}
