package io.sparkdeepfm.serving;

import io.sparkdeepfm.data.BadValueException;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.token.TokenText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the raw values of rows, column by column, and encodes them at once. What is not set is
 * missing. Not for several threads at once.
 *
 * <p>Setting a string, a whole number, a boolean or a number of a numeric column allocates nothing.
 * A number with a fraction that stands for a token is printed, and the words of a text are cut out,
 * which does.
 */
public class RowValues {
  private final List<String> names;
  private final Map<String, Integer> places;
  private final FieldSlot[][] slots; // by column
  private final boolean[] readsText; // by column
  private final FieldSlot[] fields;
  private final FieldColumn[] columns; // by field
  private final int capacity;
  private final Utf8Text text = new Utf8Text();
  private int size;

  /**
   * @param names of the raw columns
   * @param sources by field
   * @param capacity rows at most
   */
  RowValues(List<String> names, FieldSchema schema, List<FieldSource> sources, int capacity) {
    this.names = names;
    this.capacity = capacity;
    places = new LinkedHashMap<>();
    names.forEach(name -> places.put(name, places.size()));
    fields = new FieldSlot[sources.size()];
    columns = new FieldColumn[fields.length];
    List<List<FieldSlot>> byColumn = new ArrayList<>();
    names.forEach(name -> byColumn.add(new ArrayList<>()));
    for (int f = 0; f < fields.length; f++) {
      fields[f] = FieldSlot.of(sources.get(f), schema.field(f), capacity);
      byColumn.get(places.get(sources.get(f).column())).add(fields[f]);
    }
    slots = new FieldSlot[names.size()][];
    readsText = new boolean[slots.length];
    for (int c = 0; c < slots.length; c++) {
      slots[c] = byColumn.get(c).toArray(FieldSlot[]::new);
      readsText[c] = byColumn.get(c).stream().anyMatch(FieldSlot::readsText);
    }
    clear();
  }

  /** Forgets all rows; every value of the next is missing. */
  public final void clear() {
    size = 0;
    for (FieldSlot field : fields) {
      field.reset();
    }
  }

  /**
   * The place of a column, to set it by.
   *
   * @throws IllegalArgumentException if the model reads no such column
   */
  public final int column(String name) {
    Integer place = places.get(name);
    if (place == null) {
      throw Refusal.of(
          "There is no column '%s'; the model reads %s.", name, String.join(", ", names));
    }
    return place;
  }

  /** Makes a value of the row missing. */
  public final void setMissing(int column) {
    for (FieldSlot slot : slots[column]) {
      slot.clear();
    }
  }

  /**
   * Sets a string; null for missing.
   *
   * @throws BadValueException if the column is a number
   */
  public final void set(int column, String value) {
    if (value == null) {
      setMissing(column);
      return;
    }
    text.set(value);
    for (FieldSlot slot : slots[column]) {
      slot.text(text, value);
    }
  }

  /** Sets a whole number. */
  public final void set(int column, long value) {
    text.set(value);
    for (FieldSlot slot : slots[column]) {
      slot.token(text, (double) value);
    }
  }

  /**
   * Sets a number.
   *
   * @throws BadValueException if it is not finite and the column is a number in the model
   */
  public final void set(int column, double value) {
    if (!readsText[column]) {
      text.set(0);
    } else if (TokenText.isWhole(value)) {
      text.set((long) value);
    } else {
      text.set(Double.toString(value));
    }
    for (FieldSlot slot : slots[column]) {
      slot.token(text, value);
    }
  }

  public final void set(int column, boolean value) {
    text.set(value ? "true" : "false");
    for (FieldSlot slot : slots[column]) {
      slot.token(text, value ? 1 : 0);
    }
  }

  /** Begins a list of tokens, at first an empty one, in place of the column's value. */
  public final void beginList(int column) {
    for (FieldSlot slot : slots[column]) {
      slot.list();
    }
  }

  /**
   * Adds a token to the list that was begun.
   *
   * @param weight finite; 0 adds nothing
   */
  public final void add(int column, String token, double weight) {
    text.set(token);
    for (FieldSlot slot : slots[column]) {
      slot.entry(text, weight);
    }
  }

  /**
   * Sets a value of any type: a string, a boolean, a number, a list or an array of these, or a map
   * from one of these to a numeric weight; null for missing.
   *
   * @throws BadValueException if the column cannot hold such a value
   */
  public final void setValue(int column, Object value) {
    if (value == null) {
      setMissing(column);
    } else if (value instanceof String string) {
      set(column, string);
    } else if (value instanceof Boolean bool) {
      set(column, (boolean) bool);
    } else if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      set(column, ((Number) value).longValue());
    } else if (value instanceof Double number) {
      set(column, (double) number);
    } else if (value instanceof Float || value instanceof BigDecimal) {
      setPrinted(column, (Number) value);
    } else if (value instanceof Iterable<?> list) {
      setList(column, list);
    } else if (value instanceof Object[] array) {
      setList(column, Arrays.asList(array));
    } else if (value instanceof Map<?, ?> weights) {
      setWeights(column, weights);
    } else {
      throw unknownType(column, value);
    }
  }

  private void setPrinted(int column, Number value) {
    text.set(TokenText.of(value));
    for (FieldSlot slot : slots[column]) {
      slot.token(text, value.doubleValue());
    }
  }

  private void setList(int column, Iterable<?> list) {
    beginList(column);
    for (Object element : list) {
      if (element != null) {
        add(column, tokenText(column, element), 1);
      }
    }
  }

  private void setWeights(int column, Map<?, ?> weights) {
    beginList(column);
    for (Map.Entry<?, ?> entry : weights.entrySet()) {
      if (entry.getValue() instanceof Number weight) {
        add(column, tokenText(column, entry.getKey()), weight.doubleValue());
      } else if (entry.getValue() != null) {
        throw new BadValueException(
            "Column '%s' has the weight '%s' of type %s for '%s', but weights must be numbers.",
            names.get(column),
            entry.getValue(),
            entry.getValue().getClass().getSimpleName(),
            entry.getKey());
      }
    }
  }

  private String tokenText(int column, Object value) {
    if (value instanceof String || value instanceof Boolean || value instanceof Number) {
      return TokenText.of(value);
    }
    throw unknownType(column, value);
  }

  private BadValueException unknownType(int column, Object value) {
    return new BadValueException(
        "Column '%s' is given a %s, but must be a string, number or boolean, a list of these, or a"
            + " map from one of these to a numeric weight.",
        names.get(column), value == null ? "null" : value.getClass().getSimpleName());
  }

  /**
   * Sets all values of a row by name.
   *
   * @throws IllegalArgumentException if the model reads no such column, or one cannot hold its
   *     value
   */
  public final void setAll(Map<String, ?> values) {
    for (Map.Entry<String, ?> entry : values.entrySet()) {
      setValue(column(entry.getKey()), entry.getValue());
    }
  }

  /**
   * Ends a row; the next begins with every value missing.
   *
   * @throws IllegalStateException if there is no room for one more
   */
  public final void next() {
    if (size == capacity) {
      throw new IllegalStateException(
          String.format("There is room for %d rows; score them and call clear.", capacity));
    }
    for (FieldSlot field : fields) {
      field.next();
    }
    size++;
  }

  /** Number of rows that were ended. */
  public final int size() {
    return size;
  }

  /** By field, what was set. */
  final FieldColumn[] columns() {
    for (int f = 0; f < columns.length; f++) {
      columns[f] = fields[f].column();
    }
    return columns;
  }
}
