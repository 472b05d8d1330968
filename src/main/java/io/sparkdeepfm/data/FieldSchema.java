package io.sparkdeepfm.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a features vector, in order, and the embedding tables that they share.
 *
 * <p>Field f owns the indices {@code [begin(f), begin(f) + field(f).size())} of the vector. Index
 * {@code begin(f) + r} stands for row r of the table {@code tableOf(f)}. There is one table per
 * distinct vocabulary name, numbered by first appearance.
 */
public final class FieldSchema implements Serializable {
  private final List<Field> fields;
  private final List<String> tableNames = new ArrayList<>();
  private final int[] tableOf;
  private final int[] tableSizes;
  private final int[] begins;

  /**
   * @throws IllegalArgumentException if there is no field, two have the same name, two of one
   *     vocabulary differ in size, or the vector would have more than 2³¹−1 elements
   */
  public FieldSchema(List<Field> fields) {
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("There are 0 fields, but a model needs at least one.");
    }
    this.fields = Collections.unmodifiableList(new ArrayList<>(fields));
    tableOf = new int[fields.size()];
    begins = new int[fields.size() + 1];
    Set<String> names = new HashSet<>();
    Map<String, Integer> tables = new HashMap<>();
    List<Integer> sizes = new ArrayList<>();
    for (int f = 0; f < fields.size(); f++) {
      Field field = fields.get(f);
      if (!names.add(field.name())) {
        throw Refusal.of("Field '%s' is there twice; field names must differ.", field.name());
      }
      Integer table = tables.get(field.vocabulary());
      if (table == null) {
        table = sizes.size();
        tables.put(field.vocabulary(), table);
        tableNames.add(field.vocabulary());
        sizes.add(field.size());
      } else if (sizes.get(table) != field.size()) {
        throw Refusal.of(
            "Field '%s' has size %d, but its vocabulary '%s' has size %d in an earlier field;"
                + " fields that share a vocabulary must be indexed by the same stage.",
            field.name(), field.size(), field.vocabulary(), sizes.get(table));
      }
      tableOf[f] = table;
      begins[f + 1] = nextBegin(begins[f], field);
    }
    tableSizes = sizes.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int nextBegin(int begin, Field field) {
    try {
      return Math.addExact(begin, field.size());
    } catch (ArithmeticException e) {
      throw Refusal.because(
          e,
          "The features vector would have more than %d elements at field '%s';"
              + " use smaller vocabularies or fewer buckets.",
          Integer.MAX_VALUE,
          field.name());
    }
  }

  /** The fields in the order of the vector. */
  public List<Field> fields() {
    return fields;
  }

  /** F, the number of fields. */
  public int numFields() {
    return fields.size();
  }

  public Field field(int f) {
    return fields.get(f);
  }

  /** Length of the features vector. */
  public int numFeatures() {
    return begins[fields.size()];
  }

  /** First vector index of field f; {@code begin(numFields())} is the length of the vector. */
  public int begin(int f) {
    return begins[f];
  }

  /** Number of embedding tables = distinct vocabularies. */
  public int numTables() {
    return tableSizes.length;
  }

  /** The table that field f draws on. */
  public int tableOf(int f) {
    return tableOf[f];
  }

  /** Name of the vocabulary of a table. */
  public String tableName(int table) {
    return tableNames.get(table);
  }

  /** N, rows of a table. */
  public int tableSize(int table) {
    return tableSizes[table];
  }

  /** Rows of all tables together. */
  public long numEmbeddings() {
    return Arrays.stream(tableSizes).asLongStream().sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldSchema that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return "FieldSchema" + fields;
  }
}
