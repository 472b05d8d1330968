package io.sparkdeepfm.testing;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Seeded random fields and examples, small enough for finite differences. Labels and values mean
 * nothing; {@link ClickGenerator} makes examples with something to learn.
 */
public final class RandomExamples {
  /** What the values of a field look like. */
  public enum Kind {
    /** One float, 0 in a quarter of the examples. */
    NUMERIC,
    /** One row per example, never missing. */
    SINGLE,
    /** One row per example, missing in a quarter of them. */
    MISSING,
    /** 0 to 4 rows, which may repeat, x = 1. */
    MULTI,
    /** 0 to 4 rows, which may repeat, with weights of both signs, normalised by the pooling. */
    WEIGHTED
  }

  private static final int MAX_VALUES = 4;
  private static final double MISSING_RATE = 0.25;

  private final Random random;
  private final FieldSchema schema;
  private final List<Kind> kinds;

  private RandomExamples(Random random, List<Field> fields, List<Kind> kinds) {
    this.random = random;
    this.schema = new FieldSchema(fields);
    this.kinds = List.copyOf(kinds);
  }

  /** Each kind of field and each pooling, and two vocabularies that several fields share. */
  public static RandomExamples everyKind(long seed) {
    List<Field> fields =
        List.of(
            Field.numeric("price"),
            new Field("app", "apps", 5, Pooling.SUM),
            new Field("installed", "apps", 5, Pooling.SQRTN),
            new Field("removed", "apps", 5, Pooling.MEAN),
            new Field("city", "cities", 4, Pooling.SUM),
            new Field("visited", "cities", 4, Pooling.SUM),
            new Field("tags", "tags", 6, Pooling.SUM),
            new Field("site", "site", 1, Pooling.SUM));
    List<Kind> kinds =
        List.of(
            Kind.NUMERIC,
            Kind.SINGLE,
            Kind.WEIGHTED,
            Kind.WEIGHTED,
            Kind.MISSING,
            Kind.MULTI,
            Kind.WEIGHTED,
            Kind.MISSING);
    return new RandomExamples(new Random(seed), fields, kinds);
  }

  /** Fields of one kind, each with a vocabulary of its own of {@code size} rows. */
  public static RandomExamples ofKind(long seed, Kind kind, int numFields, int size) {
    List<Field> fields = new ArrayList<>();
    List<Kind> kinds = new ArrayList<>();
    for (int f = 0; f < numFields; f++) {
      String name = "field" + f;
      fields.add(
          kind == Kind.NUMERIC ? Field.numeric(name) : new Field(name, name, size, Pooling.SUM));
      kinds.add(kind);
    }
    return new RandomExamples(new Random(seed), fields, kinds);
  }

  /** 1 to 8 fields of random kinds, poolings and sizes, some of which share vocabularies. */
  public static RandomExamples anyFields(long seed) {
    Random random = new Random(seed);
    int[] vocabularySizes = {1 + random.nextInt(6), 1 + random.nextInt(6), 1 + random.nextInt(6)};
    List<Field> fields = new ArrayList<>();
    List<Kind> kinds = new ArrayList<>();
    int numFields = 1 + random.nextInt(8);
    for (int f = 0; f < numFields; f++) {
      Kind kind = pick(random, Kind.values());
      int vocabulary = random.nextInt(vocabularySizes.length);
      String name = "field" + f;
      fields.add(
          kind == Kind.NUMERIC
              ? Field.numeric(name)
              : new Field(
                  name,
                  "vocabulary" + vocabulary,
                  vocabularySizes[vocabulary],
                  pick(random, Pooling.values())));
      kinds.add(kind);
    }
    return new RandomExamples(random, fields, kinds);
  }

  private static <T> T pick(Random random, T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  public FieldSchema schema() {
    return schema;
  }

  /** The kind of field f. */
  public Kind kind(int f) {
    return kinds.get(f);
  }

  /** B random training examples without row weights. */
  public ExampleBlock block(int size) {
    return block(size, null);
  }

  /** B random training examples with row weights in [0, 2), some 0, the first one above 0. */
  public ExampleBlock weightedBlock(int size) {
    float[] weights = new float[size];
    for (int b = 0; b < size; b++) {
      weights[b] = b > 0 && random.nextInt(5) == 0 ? 0 : 0.1f + 1.9f * random.nextFloat();
    }
    return block(size, weights);
  }

  private ExampleBlock block(int size, float[] weights) {
    float[] labels = new float[size];
    for (int b = 0; b < size; b++) {
      labels[b] = random.nextBoolean() ? 1 : 0;
    }
    FieldColumn[] columns = new FieldColumn[schema.numFields()];
    for (int f = 0; f < columns.length; f++) {
      columns[f] = column(f, size);
    }
    return new ExampleBlock(size, labels, weights, columns, false);
  }

  private FieldColumn column(int f, int size) {
    return switch (kinds.get(f)) {
      case NUMERIC -> numeric(size);
      case SINGLE -> single(schema.field(f).size(), size, 0);
      case MISSING -> single(schema.field(f).size(), size, MISSING_RATE);
      case MULTI -> multi(schema.field(f), size, false);
      case WEIGHTED -> multi(schema.field(f), size, true);
    };
  }

  private FieldColumn numeric(int size) {
    float[] values = new float[size];
    for (int b = 0; b < size; b++) {
      values[b] = random.nextDouble() < MISSING_RATE ? 0 : (float) random.nextGaussian();
    }
    return FieldColumn.numeric(values);
  }

  private FieldColumn single(int rows, int size, double missingRate) {
    int[] row = new int[size];
    for (int b = 0; b < size; b++) {
      row[b] = random.nextDouble() < missingRate ? -1 : random.nextInt(rows);
    }
    return FieldColumn.single(row);
  }

  private FieldColumn multi(Field field, int size, boolean weighted) {
    int[] offsets = new int[size + 1];
    for (int b = 0; b < size; b++) {
      offsets[b + 1] = offsets[b] + random.nextInt(MAX_VALUES + 1);
    }
    int[] rows = random.ints(offsets[size], 0, field.size()).toArray();
    if (!weighted) {
      return FieldColumn.general(offsets, rows, null);
    }
    float[] values = new float[rows.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (random.nextInt(4) == 0 ? -1 : 1) * (0.2f + random.nextFloat());
    }
    for (int b = 0; b < size; b++) {
      field.pooling().normalize(values, offsets[b], offsets[b + 1]);
    }
    return FieldColumn.general(offsets, rows, values);
  }
}
