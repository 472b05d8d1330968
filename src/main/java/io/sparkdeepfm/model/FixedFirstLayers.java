package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Precision;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The first layers of a model that no longer changes, as examples are scored in batches with them.
 * A field's share of xW is Σ x (v_r W_f) over its values, and v_r W_f is the same wherever row r
 * occurs. So a field of one row, as every numeric one, is a single column of the input, x, with the
 * weights v W_f; and of fields with few rows v_r W_f is computed when r first occurs, kept, and
 * added. The other fields are e_f W_f, as in training. Only the rounding differs.
 *
 * <p>Which field goes which way follows from the model alone, so a score does not depend on the
 * examples around it, but for the rounding where only some of them have several values of a field.
 * For any number of threads.
 */
final class FixedFirstLayers {
  /**
   * Floats that are kept for each first layer at most, 1 MB: from farther away than a core's
   * second-level cache they come no faster than they are computed.
   */
  private static final int MOST_KEPT = 1 << 18;

  /** What an array takes besides its floats, in floats. */
  private static final int HEADER = 6;

  private static final Map<DeepFMParameters, Map<Precision, Optional<FixedFirstLayers>>> SHARED =
      new WeakHashMap<>();

  /** A field's way into the first layers. */
  enum Way {
    /** e_f, D columns of the input. */
    PLAIN,
    /** x, one column; not where it would be rounded to 8 bits. */
    COLUMN,
    /** v_r W_f is added. */
    ADDED
  }

  private final FieldSchema schema;
  private final int dim;
  private final Way[] ways;
  private final int[] firstColumns; // of the fields that have some
  private final int width;
  private final FloatMemory vectors; // width × D
  private final float[] onlyWeights; // w of the fields of one column
  private final FixedFirstLayer[] towers;

  /**
   * @param ways by field, not all plain
   */
  private FixedFirstLayers(
      DeepFMConfig config, DeepFMParameters parameters, DenseMemory weights, Way[] ways) {
    schema = config.schema();
    dim = config.embeddingDim();
    this.ways = ways;
    firstColumns = new int[ways.length];
    int used = 0;
    for (int f = 0; f < ways.length; f++) {
      firstColumns[f] = used;
      used += columns(ways[f]);
    }
    width = InputPlan.padded(Math.max(1, used));
    onlyWeights = new float[ways.length];
    vectors = vectors(parameters);
    towers = new FixedFirstLayer[config.numTowers()];
    for (int t = 0; t < towers.length; t++) {
      LowOrderSums.Share share = t == 0 ? new LowOrderSums.Share(config) : null;
      towers[t] = new FixedFirstLayer(config, config.firstLayer(t), width, share);
      for (int f = 0; f < ways.length; f++) {
        EmbeddingTable table = parameters.table(schema.tableOf(f));
        FloatMemory fieldWeight = weights.weightOfField(config.firstLayer(t), f);
        switch (ways[f]) {
          case PLAIN -> towers[t].putPlain(firstColumns[f], fieldWeight);
          case COLUMN -> towers[t].putColumn(firstColumns[f], table, fieldWeight);
          case ADDED -> towers[t].putAdded(f, table, fieldWeight);
        }
      }
    }
  }

  private int columns(Way way) {
    return switch (way) {
      case PLAIN -> dim;
      case COLUMN -> 1;
      case ADDED -> 0;
    };
  }

  /** What the columns of a row are multiplied with in S: of a plain field's with 1. */
  private FloatMemory vectors(DeepFMParameters parameters) {
    float[] rows = new float[width * dim];
    float[] vector = new float[dim + 1];
    for (int f = 0; f < ways.length; f++) {
      int first = firstColumns[f] * dim;
      if (ways[f] == Way.COLUMN) {
        parameters.table(schema.tableOf(f)).read(0, vector, 0);
        System.arraycopy(vector, 0, rows, first, dim);
        onlyWeights[f] = vector[dim];
      }
      for (int k = 0; ways[f] == Way.PLAIN && k < dim; k++) {
        rows[first + k * dim + k] = 1f;
      }
    }
    FloatMemory matrix = FloatMemory.allocate(rows.length);
    matrix.put(0, rows, 0, rows.length);
    return matrix;
  }

  /**
   * For one scorer.
   *
   * @param parameters which are not to change from here on
   * @param weights the dense ones
   * @param precision of the products of examples and weights
   * @return null where no field gains by another way than the plain one
   */
  static FixedFirstLayers of(
      DeepFMConfig config, DeepFMParameters parameters, DenseMemory weights, Precision precision) {
    if (config.numHiddenLayers() == 0 || config.deepReadsPairs()) {
      return null;
    }
    Way[] ways = ways(config, precision);
    return Arrays.stream(ways).allMatch(way -> way == Way.PLAIN)
        ? null
        : new FixedFirstLayers(config, parameters, weights, ways);
  }

  /**
   * The same for all scorers of these very parameters in this JVM, as the tasks of an executor; as
   * long as somebody else holds the parameters.
   */
  static FixedFirstLayers shared(
      DeepFMConfig config, DeepFMParameters parameters, DenseMemory weights, Precision precision) {
    synchronized (SHARED) {
      return SHARED
          .computeIfAbsent(parameters, shared -> new EnumMap<>(Precision.class))
          .computeIfAbsent(
              precision, made -> Optional.ofNullable(of(config, parameters, weights, precision)))
          .orElse(null);
    }
  }

  /** The smallest fields are added, as far as there is room. */
  private static Way[] ways(DeepFMConfig config, Precision precision) {
    FieldSchema schema = config.schema();
    Way[] ways = new Way[schema.numFields()];
    Arrays.fill(ways, Way.PLAIN);
    int units =
        IntStream.range(0, config.numTowers()).map(t -> firstUnits(config, t)).max().getAsInt();
    LowOrderSums.Share share = new LowOrderSums.Share(config);
    long room = MOST_KEPT;
    List<Integer> smallestFirst =
        IntStream.range(0, ways.length)
            .boxed()
            .sorted(Comparator.comparingInt(f -> schema.tableSize(schema.tableOf(f))))
            .toList();
    for (int f : smallestFirst) {
      int rows = schema.tableSize(schema.tableOf(f));
      room -= (long) rows * (FixedFirstLayer.rowLength(units, share) + HEADER);
      if (rows == 1 && precision == Precision.FLOAT32) {
        ways[f] = Way.COLUMN;
      } else if (room >= 0 && isCheaperAdded(config.embeddingDim(), units, precision)) {
        ways[f] = Way.ADDED;
      }
    }
    return ways;
  }

  /**
   * Whether it takes less time to add a row of floats than to have D more numbers in a product.
   * Measured on AMD Zen 5 with 400 units: 13 to 19 ns a row, 2.8 ns a number in float32 and 1.5 ns
   * in bfloat16.
   */
  private static boolean isCheaperAdded(int dim, int units, Precision precision) {
    double numbers = precision == Precision.FLOAT32 ? 6 : 10;
    return dim > numbers * (1 + 30.0 / units);
  }

  private static int firstUnits(DeepFMConfig config, int tower) {
    return config.units(config.firstLayer(tower));
  }

  Way way(int f) {
    return ways[f];
  }

  int numFields() {
    return ways.length;
  }

  int dim() {
    return dim;
  }

  /** Where a field begins among the columns of the input. */
  int firstColumn(int f) {
    return firstColumns[f];
  }

  /** The fields of some ways, in ascending order. */
  int[] fields(Predicate<Way> wanted) {
    return IntStream.range(0, ways.length).filter(f -> wanted.test(ways[f])).toArray();
  }

  /** The table of each field. */
  EmbeddingTable[] tables(DeepFMParameters parameters) {
    return IntStream.range(0, ways.length)
        .mapToObj(f -> parameters.table(schema.tableOf(f)))
        .toArray(EmbeddingTable[]::new);
  }

  /** What columns of the input are multiplied with in S, width × D. */
  FloatMemory vectors() {
    return vectors;
  }

  /** The first-order weight of a field of one column. */
  float weightOfOnlyRow(int f) {
    return onlyWeights[f];
  }

  /** Columns of the input. */
  int width() {
    return width;
  }

  int numTowers() {
    return towers.length;
  }

  /** What is known of a tower's first layer. */
  FixedFirstLayer tower(int tower) {
    return towers[tower];
  }
}
