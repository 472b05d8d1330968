package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.token.TokenTable;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The tokens of one vocabulary by index: 0 is the unknown, 1 the most frequent token, and so on; in
 * an extended vocabulary the old tokens stand before the new.
 */
public final class Vocabulary implements Serializable {
  /** Stands in for the unknown where tokens are listed. */
  public static final String UNKNOWN = "__unknown";

  private final String name;
  private final TokenTable tokens = new TokenTable();
  private long[] counts = new long[16];

  public Vocabulary(String name) {
    this.name = name;
  }

  /**
   * Each vocabulary from its chunks, which may come in any order.
   *
   * @throws IllegalArgumentException if tokens are missing, twice there, or of no known vocabulary
   */
  static Vocabulary[] fromChunks(List<String> names, List<TokenChunk> chunks) {
    Vocabulary[] vocabularies = new Vocabulary[names.size()];
    for (int v = 0; v < vocabularies.length; v++) {
      vocabularies[v] = new Vocabulary(names.get(v));
    }
    chunks.stream()
        .sorted(Comparator.comparingInt(TokenChunk::firstIndex))
        .forEach(
            chunk -> {
              if (chunk.vocabulary() < 0 || chunk.vocabulary() >= vocabularies.length) {
                throw new IllegalArgumentException(
                    "there are tokens of a vocabulary other than " + String.join(", ", names));
              }
              chunk.forEach(vocabularies[chunk.vocabulary()]::add);
            });
    return vocabularies;
  }

  private void add(int index, byte[] token, long count) {
    if (index != size() || tokens.add(token, 0, token.length) != index - 1) {
      throw Refusal.of(
          "index %d of vocabulary '%s' is missing, or its token or index is there twice",
          size(), name);
    }
    if (index > counts.length) {
      counts = Arrays.copyOf(counts, counts.length * 3 / 2);
    }
    counts[index - 1] = count;
  }

  /**
   * A vocabulary with these tokens at their indices, then further ones.
   *
   * @param seen tokens of this vocabulary with counts to be added to theirs
   * @param further tokens that this vocabulary does not have
   */
  Vocabulary extended(Vocabulary seen, Vocabulary further) {
    Vocabulary result = new Vocabulary(name);
    for (int i = 0; i < tokens.size(); i++) {
      byte[] token = tokens.token(i);
      int again = seen.tokens.find(token, 0, token.length);
      result.add(i + 1, token, counts[i] + (again < 0 ? 0 : seen.counts[again]));
    }
    for (int i = 0; i < further.tokens.size(); i++) {
      result.add(result.size(), further.tokens.token(i), further.counts[i]);
    }
    return result;
  }

  public String name() {
    return name;
  }

  public TokenTable table() {
    return tokens;
  }

  /** Number of tokens, the unknown left out. */
  int numTokens() {
    return tokens.size();
  }

  /** Number of indices, the unknown included. */
  public int size() {
    return tokens.size() + 1;
  }

  /** Index of a token, or 0 if it is unknown. */
  public int index(String token) {
    byte[] text = token.getBytes(StandardCharsets.UTF_8);
    return tokens.find(text, 0, text.length) + 1;
  }

  /** The token at an index. */
  public String token(int index) {
    return index == 0 ? UNKNOWN : new String(tokens.token(index - 1), StandardCharsets.UTF_8);
  }

  /** The count of the token at an index; that of the unknown is 0. */
  public long count(int index) {
    return index == 0 ? 0 : counts[index - 1];
  }

  /** Tokens by index. */
  public String[] tokens() {
    String[] texts = new String[size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = token(i);
    }
    return texts;
  }

  /** Counts by index; that of the unknown is 0. */
  public long[] counts() {
    long[] byIndex = new long[size()];
    System.arraycopy(counts, 0, byIndex, 1, tokens.size());
    return byIndex;
  }

  /** Packs all tokens under a vocabulary number. */
  void toChunks(int number, List<TokenChunk> chunks) {
    TokenChunk.Packer packer = new TokenChunk.Packer();
    for (int i = 1; i < size(); i++) {
      if (!packer.takes(number, i)) {
        chunks.add(packer.take());
      }
      packer.add(number, i, tokens.token(i - 1), counts[i - 1]);
    }
    if (!packer.isEmpty()) {
      chunks.add(packer.take());
    }
  }
}
