package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.stage.token.TokenTable;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/**
 * The tokens of earlier vocabularies. A counted token that is among them is renumbered to {@code
 * vocabulary + offset}, so that it is neither cut nor ranked among the new ones.
 *
 * @param tables tokens by number of the vocabulary; null: there are none
 * @param offset what is added to the number
 */
record KnownTokens(Broadcast<TokenTable[]> tables, int offset) implements Serializable {
  TokenTable[] fetch() {
    return tables == null ? new TokenTable[0] : tables.value();
  }
}
