package io.sparkdeepfm.serving;

import io.sparkdeepfm.data.BadValueException;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.token.DelimitedTokens;
import io.sparkdeepfm.token.TokenEncoder;
import io.sparkdeepfm.token.TokenSink;
import io.sparkdeepfm.token.WeightedIndices;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Indices of tokens: one of weight 1, or several with weights. */
final class TokenSlot extends FieldSlot implements TokenSink {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");
  private static final int LIST = -2;

  private final String name;
  private final TokenEncoder encoder;
  private final DelimitedTokens delimited; // null where a string is one token
  private final boolean ofWords;
  private final Pooling pooling;
  private final WeightedIndices found = new WeightedIndices();
  private final Utf8Text word = new Utf8Text();
  private final int[] singles; // −1 for missing, LIST while the row is a list
  private final int[] offsets;
  private int[] rows;
  private float[] values;
  private boolean allSingle;
  private final FieldColumn single;
  private FieldColumn general;

  TokenSlot(FieldSource.Tokens source, Pooling pooling, int capacity) {
    name = source.column();
    encoder = source.encoder();
    ofWords = source.ofWords();
    delimited =
        source.delimiter().isEmpty()
            ? null
            : new DelimitedTokens(name, source.delimiter(), source.weightDelimiter());
    this.pooling = pooling;
    singles = new int[capacity];
    offsets = new int[capacity + 1];
    rows = new int[capacity];
    values = new float[capacity];
    single = FieldColumn.single(singles);
    general = FieldColumn.general(offsets, rows, values);
  }

  @Override
  void reset() {
    allSingle = true;
    super.reset();
  }

  @Override
  void clear() {
    singles[row] = -1;
  }

  @Override
  void number(double value) {
    throw new IllegalStateException("a token needs its text");
  }

  @Override
  boolean readsText() {
    return true;
  }

  @Override
  void token(Utf8Text text, double value) {
    singles[row] = encoder.indexOf(text.bytes(), 0, text.length());
  }

  @Override
  void text(Utf8Text text, String original) {
    if (ofWords) {
      list();
      Matcher words = WORD.matcher(original.toLowerCase(Locale.ROOT));
      while (words.find()) {
        word.set(words.group());
        entry(word, 1);
      }
    } else if (delimited != null) {
      list();
      delimited.split(text.bytes(), 0, text.length(), this);
    } else {
      token(text, Double.NaN);
    }
  }

  @Override
  void list() {
    singles[row] = LIST;
    found.clear();
  }

  @Override
  void entry(Utf8Text text, double weight) {
    if (singles[row] != LIST) {
      list();
    }
    acceptWeighted(name, text.bytes(), 0, text.length(), weight);
  }

  @Override
  public void accept(byte[] source, int begin, int end, double weight) {
    found.add(encoder.indexOf(source, begin, end), weight);
  }

  @Override
  void next() {
    int begin = offsets[row];
    int end = begin;
    if (singles[row] == LIST) {
      found.sumUp();
      makeRoom(begin + found.length());
      for (int i = 0; i < found.length(); i++) {
        end = addEntry(end, found.index(i), found.weight(i));
      }
      pooling.normalize(values, begin, end);
      allSingle &= end == begin || (end == begin + 1 && values[begin] == 1f);
      singles[row] = end == begin ? -1 : rows[begin]; // read only if all rows are single
    } else if (singles[row] >= 0) {
      makeRoom(begin + 1);
      end = addEntry(end, singles[row], 1);
    }
    offsets[++row] = end;
    if (row < singles.length) {
      clear();
    }
  }

  private int addEntry(int place, int index, double weight) {
    float value = (float) weight;
    if (!Float.isFinite(value)) {
      throw new BadValueException(
          "Column '%s' has weights that add up to %s, but they must be finite floats; scale"
              + " them.",
          name, weight);
    }
    rows[place] = index;
    values[place] = value;
    return value == 0 ? place : place + 1;
  }

  private void makeRoom(int length) {
    if (rows.length <= length) {
      rows = Arrays.copyOf(rows, 2 * length + 1);
      values = Arrays.copyOf(values, 2 * length + 1);
      general = FieldColumn.general(offsets, rows, values);
    }
  }

  @Override
  FieldColumn column() {
    return allSingle ? single : general;
  }

  @Override
  String name() {
    return name;
  }
}
