package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FixedFactors;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.math.Sgemm.Epilogue;

/**
 * An input of the deep part of which some fields are the same in all rows: xW + b = x_rest W_rest +
 * (x_common W_common + b), where the bracket is computed once. For one thread.
 */
final class SplitInput {
  private final Weights split;
  private final Sgemm products;
  private final FloatMemory[] offsets; // x_common W_common + b, by tower
  private final FloatMemory common;
  private final FloatMemory rest;

  /**
   * @param common the common part, one row
   * @param rest the other columns, n rows
   */
  SplitInput(Weights split, FloatMemory common, FloatMemory rest) {
    this.split = split;
    this.common = common;
    this.rest = rest;
    products = Sgemm.ofRows(split.factors);
    offsets = new FloatMemory[split.common.length];
    for (int tower = 0; tower < offsets.length; tower++) {
      offsets[tower] = FloatMemory.allocate(split.units[tower]);
    }
  }

  FloatMemory rest() {
    return rest;
  }

  int restWidth() {
    return split.restWidth;
  }

  FloatMemory restWeight(int tower) {
    return split.rest[tower];
  }

  /** What the common part gives of the first layer of a tower, the bias included. */
  FloatMemory multiplyCommon(int tower, FloatMemory bias) {
    products.multiply(
        1,
        split.units[tower],
        split.commonWidth,
        common,
        split.common[tower],
        bias,
        Epilogue.BIAS,
        offsets[tower]);
    return offsets[tower];
  }

  /** The weights of the first layers, taken apart; for any number of threads. */
  static final class Weights {
    private final FixedFactors factors = new FixedFactors();
    private final FloatMemory[] common;
    private final FloatMemory[] rest;
    private final int[] units;
    private final int commonWidth;
    private final int restWidth;

    /**
     * @param isCommon by field
     */
    Weights(FixedModel model, boolean[] isCommon) {
      DeepFMConfig config = model.config();
      int dim = config.embeddingDim();
      int numCommon = 0;
      for (boolean is : isCommon) {
        numCommon += is ? 1 : 0;
      }
      commonWidth = numCommon * dim;
      restWidth = config.inputWidth() - commonWidth;
      common = new FloatMemory[config.numTowers()];
      rest = new FloatMemory[config.numTowers()];
      units = new int[config.numTowers()];
      for (int tower = 0; tower < common.length; tower++) {
        int layer = config.firstLayer(tower);
        units[tower] = config.units(layer);
        int block = dim * units[tower]; // the weights of a field
        common[tower] = gather(model.weights().weight(layer), block, isCommon, true);
        rest[tower] = gather(model.weights().weight(layer), block, isCommon, false);
        factors.add(common[tower], commonWidth, units[tower]);
        factors.add(rest[tower], restWidth, units[tower]);
      }
    }

    /** Products by the rest of the first layers and by all other weights of the model. */
    Sgemm products(FixedModel model) {
      return Sgemm.ofRows(factors.with(model.factors()));
    }

    private static FloatMemory gather(
        FloatMemory weight, int block, boolean[] isCommon, boolean wanted) {
      int fields = 0;
      for (boolean is : isCommon) {
        fields += is == wanted ? 1 : 0;
      }
      FloatMemory gathered = FloatMemory.allocate((long) fields * block);
      float[] copy = new float[block];
      int to = 0;
      for (int f = 0; f < isCommon.length; f++) {
        if (isCommon[f] == wanted) {
          weight.get(f * block, copy, 0, block);
          gathered.put(to, copy, 0, block);
          to += block;
        }
      }
      return gathered;
    }
  }
}
