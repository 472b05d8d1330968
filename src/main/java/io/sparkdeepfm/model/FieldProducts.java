package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.model.InputPlan.Way;
import java.util.Arrays;

/**
 * The weights of one first layer as an {@link InputPlan} has them multiplied, and their gradients,
 * for one thread: v_r W_f of each distinct row r of the fields that are not plain, once per step;
 * backward, S_r = Σ x ∂L/∂z over the values of r, hence ∂L/∂W_f = Σ_r v_rᵀ S_r and ∂L/∂v_r = S_r
 * W_fᵀ.
 */
final class FieldProducts {
  private static final int TILE = FieldRows.TILE;

  private final InputPlan plan;
  private final int layer;
  private final int dim;
  private final int units;
  private final Sgemm products;
  private final long weightLength;
  private FloatMemory weight; // width × units, from the first step on that needs it
  private FloatMemory gradient; // of it
  private final FloatMemory tile; // TILE × units
  private final FloatMemory tileGradient; // TILE × D
  private final float[][][] rows; // v_r W_f of gathered fields, by field
  private final float[][][] sums; // S_r, by field
  private final float[] bias;
  private final RowSum sum;
  private final float[] row;
  private boolean gathers;

  /**
   * @param layer a first layer, which reads the field vectors
   * @param products in 32 bits
   */
  FieldProducts(DeepFMConfig config, int layer, InputPlan plan, Sgemm products) {
    this.plan = plan;
    this.layer = layer;
    this.products = products;
    dim = config.embeddingDim();
    units = config.units(layer);
    weightLength = (long) InputPlan.maxWidth(config) * units;
    tile = FloatMemory.allocate((long) TILE * units);
    tileGradient = FloatMemory.allocate((long) TILE * dim);
    rows = new float[plan.numFields()][0][];
    sums = new float[plan.numFields()][0][];
    bias = new float[units];
    sum = new RowSum(units);
    row = new float[units];
  }

  /** Whether the layer multiplies the plan's matrix in place of the field vectors. */
  boolean isOn() {
    return plan.isOn();
  }

  /** Whether something has to be added to the product of {@link #input} and {@link #weight}. */
  boolean gathers() {
    return gathers;
  }

  /** n × {@link #width}. */
  FloatMemory input() {
    return plan.values();
  }

  int width() {
    return plan.width();
  }

  /** Columns of the input whose gradient is wanted: the first ones. */
  int plainWidth() {
    return plan.plainWidth();
  }

  /** width × units. */
  FloatMemory weight() {
    return weight;
  }

  /** Σ of inputᵀ ∂L/∂z over the slices of this step, width × units. */
  FloatMemory gradient() {
    return gradient;
  }

  /** Multiplies the distinct rows by the weights of this step. */
  void begin(DenseMemory weights) {
    gathers = false;
    if (!plan.isOn()) {
      return;
    }
    if (weight == null) {
      weight = FloatMemory.allocate(weightLength);
      gradient = FloatMemory.allocate(weightLength);
    }
    int width = plan.width();
    weight.clear(plan.plainWidth() * units, (width - plan.plainWidth()) * units);
    gradient.clear(0, width * units);
    for (int f = 0; f < plan.numFields(); f++) {
      FloatMemory ofField = weights.weightOfField(layer, f);
      if (plan.way(f) == Way.PLAIN) {
        weight.put(plan.firstColumn(f) * units, ofField, 0, dim * units);
      } else if (plan.way(f) == Way.COLUMNS && plan.rows(f).size() > 0) {
        products.multiply(TILE, units, dim, plan.rows(f).tile(0), ofField, tile);
        weight.put(plan.firstColumn(f) * units, tile, 0, plan.rows(f).size() * units);
      } else if (plan.way(f) == Way.GATHERED) {
        gathers = true;
        multiplyRows(f, ofField);
      }
    }
  }

  private void multiplyRows(int f, FloatMemory ofField) {
    FieldRows distinct = plan.rows(f);
    if (rows[f].length < distinct.size()) {
      rows[f] = grown(rows[f], distinct.size());
      sums[f] = grown(sums[f], distinct.size());
    }
    for (int t = 0; t < distinct.numTiles(); t++) {
      products.multiply(TILE, units, dim, distinct.tile(t), ofField, tile);
      for (int i = 0; i < distinct.rowsOfTile(t); i++) {
        tile.get(i * units, rows[f][t * TILE + i], 0, units);
        Arrays.fill(sums[f][t * TILE + i], 0f);
      }
    }
  }

  /** With more rows of floats, a tile's worth at a time. */
  private float[][] grown(float[][] given, int size) {
    float[][] more = Arrays.copyOf(given, (size + TILE - 1) / TILE * TILE);
    for (int i = given.length; i < more.length; i++) {
      more[i] = new float[units];
    }
    return more;
  }

  /**
   * Writes for each example the bias and the products of its values of gathered fields, added up.
   *
   * @param first number of the first example in the mini-batch
   * @param target n × units
   */
  void gather(int n, int first, FloatMemory layerBias, FloatMemory target) {
    layerBias.get(0, bias, 0, units);
    for (int b = 0; b < n; b++) {
      sum.begin(bias);
      for (int f = 0; f < rows.length; f++) {
        if (plan.way(f) == Way.GATHERED) {
          gatherField(f, first + b);
        }
      }
      sum.put(target, b * units);
    }
  }

  private void gatherField(int f, int example) {
    FieldColumn column = plan.column(f);
    FieldRows distinct = plan.rows(f);
    if (column.isSingle()) {
      int slot = distinct.slot(example);
      if (slot >= 0) {
        sum.add(rows[f][slot]);
      }
      return;
    }
    for (int i = column.offsets()[example]; i < column.offsets()[example + 1]; i++) {
      float[] product = rows[f][distinct.slot(i)];
      if (column.values() == null) {
        sum.add(product);
      } else {
        sum.addScaled(column.values()[i], product);
      }
    }
  }

  /**
   * Adds ∂L/∂z of n examples to the sums of the rows that they have.
   *
   * @param first number of the first example in the mini-batch
   */
  void scatter(int n, int first, FloatMemory gradients) {
    for (int b = 0; gathers && b < n; b++) {
      gradients.get(b * units, row, 0, units);
      for (int f = 0; f < rows.length; f++) {
        if (plan.way(f) == Way.GATHERED) {
          scatterField(f, first + b);
        }
      }
    }
  }

  private void scatterField(int f, int example) {
    FieldColumn column = plan.column(f);
    FieldRows distinct = plan.rows(f);
    if (column.isSingle()) {
      int slot = distinct.slot(example);
      if (slot >= 0) {
        RowSum.add(row, sums[f][slot]);
      }
      return;
    }
    for (int i = column.offsets()[example]; i < column.offsets()[example + 1]; i++) {
      float[] rowSum = sums[f][distinct.slot(i)];
      if (column.values() == null) {
        RowSum.add(row, rowSum);
      } else {
        RowSum.addScaled(column.values()[i], row, rowSum);
      }
    }
  }

  /** Writes ∂L/∂W of the layer, and adds ∂L/∂v of the distinct rows to the plan's. */
  void end(DenseMemory weights, DenseMemory gradients) {
    if (!plan.isOn()) {
      return;
    }
    for (int f = 0; f < rows.length; f++) {
      FloatMemory ofField = gradients.weightOfField(layer, f);
      if (plan.way(f) == Way.PLAIN) {
        ofField.put(0, gradient, plan.firstColumn(f) * units, dim * units);
      } else {
        for (int t = 0; t < plan.rows(f).numTiles(); t++) {
          readSums(f, t);
          addGradients(plan.rows(f), t, weights.weightOfField(layer, f), ofField);
        }
      }
    }
  }

  /** Copies S of a tile's rows. */
  private void readSums(int f, int t) {
    int inTile = plan.rows(f).rowsOfTile(t);
    if (plan.way(f) == Way.COLUMNS) {
      tile.put(0, gradient, plan.firstColumn(f) * units, inTile * units);
    } else {
      for (int i = 0; i < inTile; i++) {
        tile.put(i * units, sums[f][t * TILE + i], 0, units);
      }
    }
    tile.clear(inTile * units, (TILE - inTile) * units);
  }

  private void addGradients(
      FieldRows distinct, int t, FloatMemory fieldWeight, FloatMemory weightGradient) {
    products.addTransposedLeft(dim, units, TILE, distinct.tile(t), tile, weightGradient);
    products.multiplyTransposedRight(TILE, dim, units, tile, fieldWeight, tileGradient);
    distinct.addGradients(t, tileGradient);
  }
}
