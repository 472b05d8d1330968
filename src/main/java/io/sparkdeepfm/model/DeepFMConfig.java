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
    for (int t = 0; t < schema.numTables(); t++) {
      long floats = (long) schema.tableSize(t) * (embeddingDim + 1);
      if (floats > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            String.format(
                "Vocabulary '%s' with %d rows of %d floats is larger than one array can be"
                    + " (just under 2³¹ floats); use a smaller embeddingDim, maxVocabularySize or numBuckets.",
                schema.tableName(t), schema.tableSize(t), embeddingDim + 1));
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
