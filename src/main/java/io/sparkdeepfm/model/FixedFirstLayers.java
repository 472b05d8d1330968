package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
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
  /** Floats that are kept for each first layer at most, 32 MB. */
  private static final int MOST_KEPT = 1 << 23;

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
  private final Tower[] towers;

  /** What belongs to one first layer. */
  private static final class Tower {
    private final int layer;
    private final int units;
    private final FloatMemory weight; // width × units
    private final float[][] fieldWeights; // W_f of the fields that are added, D × units
    private final List<AtomicReferenceArray<float[]>> products; // v_r W_f of these, by r

    Tower(int layer, int units, int width, int numFields) {
      this.layer = layer;
      this.units = units;
      weight = FloatMemory.allocate((long) width * units);
      fieldWeights = new float[numFields][];
      products = new ArrayList<>(Collections.nCopies(numFields, null));
    }
  }

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
    towers = new Tower[config.numTowers()];
    for (int t = 0; t < towers.length; t++) {
      int layer = config.firstLayer(t);
      towers[t] = new Tower(layer, config.units(layer), width, ways.length);
      for (int f = 0; f < ways.length; f++) {
        take(towers[t], f, weights.weightOfField(layer, f), parameters);
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

  private void take(Tower tower, int f, FloatMemory ofField, DeepFMParameters parameters) {
    int length = dim * tower.units;
    int place = firstColumns[f] * tower.units;
    if (ways[f] == Way.PLAIN) {
      tower.weight.put(place, ofField, 0, length);
      return;
    }
    float[] fieldWeight = new float[length];
    ofField.get(0, fieldWeight, 0, length);
    if (ways[f] == Way.COLUMN) {
      float[] product = multiply(parameters.table(schema.tableOf(f)), 0, fieldWeight, tower.units);
      tower.weight.put(place, product, 0, tower.units);
    } else {
      tower.fieldWeights[f] = fieldWeight;
      tower.products.set(f, new AtomicReferenceArray<>(schema.tableSize(schema.tableOf(f))));
    }
  }

  /** v_r W_f. */
  private float[] multiply(EmbeddingTable table, int row, float[] fieldWeight, int units) {
    float[] vector = new float[dim + 1];
    table.read(row, vector, 0);
    float[] product = new float[units];
    for (int k = 0; k < dim; k++) {
      for (int j = 0; j < units; j++) {
        product[j] += vector[k] * fieldWeight[k * units + j];
      }
    }
    return product;
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
    long room = MOST_KEPT;
    List<Integer> smallestFirst =
        IntStream.range(0, ways.length)
            .boxed()
            .sorted(Comparator.comparingInt(f -> schema.tableSize(schema.tableOf(f))))
            .toList();
    for (int f : smallestFirst) {
      int rows = schema.tableSize(schema.tableOf(f));
      room -= (long) rows * (units + HEADER);
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

  /** Columns of the input. */
  int width() {
    return width;
  }

  /** width × units. */
  FloatMemory weight(int tower) {
    return towers[tower].weight;
  }

  int units(int tower) {
    return towers[tower].units;
  }

  int numTowers() {
    return towers.length;
  }

  /** The number of a tower's first layer among all layers. */
  int number(int tower) {
    return towers[tower].layer;
  }

  /**
   * v_r W_f of a field that is added, not to be changed.
   *
   * @param parameters of the model
   */
  float[] product(int tower, int f, int row, DeepFMParameters parameters) {
    Tower of = towers[tower];
    float[] known = of.products.get(f).getAcquire(row);
    if (known != null) {
      return known;
    }
    float[] product =
        multiply(parameters.table(schema.tableOf(f)), row, of.fieldWeights[f], of.units);
    of.products.get(f).setRelease(row, product); // the same floats, if another thread does so, too
    return product;
  }
}
