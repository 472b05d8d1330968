package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldSchema;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * The shape of a DeepFM: all that scoring needs besides the parameters.
 *
 * @param schema the fields and their tables
 * @param embeddingDim D ≥ 1
 * @param hiddenUnits widths of the hidden layers; empty for no deep part (a factorization machine)
 * @param activation of the hidden layers
 * @param dropoutRate probability in [0, 1) that a hidden unit is dropped while training
 * @param batchNorm whether hidden layers are linear → batch norm → activation → dropout
 * @param interaction what the second-order term pairs up
 * @param head how the parts become the logit
 */
public record DeepFMConfig(
    FieldSchema schema,
    int embeddingDim,
    List<Integer> hiddenUnits,
    Activation activation,
    double dropoutRate,
    boolean batchNorm,
    Interaction interaction,
    Head head)
    implements Serializable {
  /** Floats of the dense parameters, which stand in one buffer of at most 2 GiB. */
  static final int MAX_DENSE_LENGTH = (1 << 29) - 64;

  private static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

  public DeepFMConfig {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(interaction, "interaction");
    Objects.requireNonNull(head, "head");
    hiddenUnits = List.copyOf(hiddenUnits);
    if (embeddingDim < 1) {
      throw new IllegalArgumentException(
          String.format("embeddingDim is %d, but must be at least 1.", embeddingDim));
    }
    for (int units : hiddenUnits) {
      if (units < 1) {
        throw new IllegalArgumentException(
            String.format("hiddenUnits has %d, but every layer needs at least 1.", units));
      }
    }
    if (!(dropoutRate >= 0 && dropoutRate < 1)) {
      throw new IllegalArgumentException(
          String.format("dropoutRate is %s, but must be in [0, 1).", dropoutRate));
    }
    checkTables(schema, embeddingDim);
    checkInput(schema, embeddingDim);
    checkLayers((long) schema.numFields() * embeddingDim, hiddenUnits, batchNorm);
  }

  private static void checkTables(FieldSchema schema, int embeddingDim) {
    for (int t = 0; t < schema.numTables(); t++) {
      long rowLength = embeddingDim + 1L;
      if (schema.tableSize(t) * rowLength > MAX_ARRAY_LENGTH) {
        throw new IllegalArgumentException(
            String.format(
                "Vocabulary '%s' with %d rows of %d floats is larger than one array can be"
                    + " (just under 2³¹ floats); use a smaller embeddingDim, maxVocabularySize or numBuckets.",
                schema.tableName(t), schema.tableSize(t), rowLength));
      }
    }
  }

  private static void checkInput(FieldSchema schema, int embeddingDim) {
    if ((long) schema.numFields() * embeddingDim > MAX_ARRAY_LENGTH) {
      throw new IllegalArgumentException(
          String.format(
              "embeddingDim %d times %d fields is more than 2³¹ floats per example; use a smaller"
                  + " embeddingDim.",
              embeddingDim, schema.numFields()));
    }
  }

  private static void checkLayers(long inputs, List<Integer> hiddenUnits, boolean batchNorm) {
    int perUnit = batchNorm ? 5 : 1; // the floats of a unit beside its weights
    long width = inputs;
    long length = 1;
    for (int units : hiddenUnits) {
      length += (width + perUnit) * units;
      width = units;
      if (length + width > MAX_DENSE_LENGTH) {
        throw new IllegalArgumentException(
            String.format(
                "hiddenUnits %s with %d inputs need more than the %d floats that a buffer holds;"
                    + " use smaller layers or a smaller embeddingDim.",
                hiddenUnits, inputs, MAX_DENSE_LENGTH));
      }
    }
  }

  /** F·D, the width of the MLP's input. */
  public int inputWidth() {
    return Math.multiplyExact(schema.numFields(), embeddingDim);
  }

  /** Number of hidden layers; 0 means no deep part. */
  public int numHiddenLayers() {
    return hiddenUnits.size();
  }

  /** Width of what layer l reads: F·D for the first, else the units of the layer before. */
  public int layerInput(int layer) {
    return layer == 0 ? inputWidth() : hiddenUnits.get(layer - 1);
  }
}
