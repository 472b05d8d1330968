package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.optim.Loss;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * The shape of a DeepFM: all that scoring needs besides the parameters.
 *
 * <p>Each part can be left out, so that its relatives are points in the same space: logistic
 * regression is the first order alone; a factorization machine (Rendle 2010) has no hidden layers;
 * a network over embeddings, as FNN's (Zhang et al. 2016), no second order; Neural FM (He and Chua
 * 2017) is the first order and an MLP that reads {@link DeepInput#BI_INTERACTION}; FINAL (Zhu et
 * al. 2023) is {@link Deep#FINAL} alone.
 *
 * @param schema the fields and their tables
 * @param embeddingDim D ≥ 1
 * @param hiddenUnits widths of the hidden layers; empty for no deep part
 * @param secondHiddenUnits widths of the hidden layers of a second tower beside them, which reads
 *     the same; the deep part is then the mean of both, and in training each tower also learns from
 *     the prediction of the whole, which stays as it is for that (Zhu et al. 2023, "FINAL", section
 *     on two blocks). Empty for none
 * @param activation of the hidden layers
 * @param dropoutRate probability in [0, 1) that a hidden unit is dropped while training
 * @param batchNorm whether hidden layers are linear → batch norm → activation → dropout
 * @param interaction what is paired up, by the second-order term and {@link
 *     DeepInput#BI_INTERACTION}
 * @param head how the parts become the logit
 * @param firstOrder whether the first-order term is part of the model
 * @param secondOrder whether the second-order term is part of the model
 * @param deepInput what the MLP reads
 * @param embeddingDropoutRate probability in [0, 1) that a coordinate of what the MLP reads is
 *     dropped while training
 * @param deep what a hidden layer computes
 * @param loss what the output, the logit of a classifier, is fitted by, hence what it stands for
 */
public record DeepFMConfig(
    FieldSchema schema,
    int embeddingDim,
    List<Integer> hiddenUnits,
    List<Integer> secondHiddenUnits,
    Activation activation,
    double dropoutRate,
    boolean batchNorm,
    Interaction interaction,
    Head head,
    boolean firstOrder,
    boolean secondOrder,
    DeepInput deepInput,
    double embeddingDropoutRate,
    Deep deep,
    Loss loss)
    implements Serializable {
  /** Floats of the dense parameters, which stand in one buffer of at most 2 GiB. */
  static final int MAX_DENSE_LENGTH = (1 << 29) - 64;

  private static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

  public DeepFMConfig {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(interaction, "interaction");
    Objects.requireNonNull(head, "head");
    Objects.requireNonNull(deepInput, "deepInput");
    Objects.requireNonNull(deep, "deep");
    Objects.requireNonNull(loss, "loss");
    hiddenUnits = List.copyOf(hiddenUnits);
    secondHiddenUnits = List.copyOf(secondHiddenUnits);
    if (embeddingDim < 1) {
      throw new IllegalArgumentException(
          String.format("embeddingDim is %d, but must be at least 1.", embeddingDim));
    }
    checkTower("hiddenUnits", hiddenUnits, deep);
    checkTower("secondHiddenUnits", secondHiddenUnits, deep);
    checkTowers(hiddenUnits, secondHiddenUnits);
    checkRate("dropoutRate", dropoutRate);
    checkRate("embeddingDropoutRate", embeddingDropoutRate);
    checkParts(firstOrder, secondOrder, hiddenUnits.size());
    checkInput(schema, embeddingDim);
    long inputs = deepInput == DeepInput.FIELDS ? schema.numFields() : 1;
    int vectorsPerUnit = 1 + (batchNorm ? 4 : 0) + (activation == Activation.PRELU ? 1 : 0);
    checkLayers(inputs * embeddingDim, List.of(hiddenUnits, secondHiddenUnits), vectorsPerUnit);
  }

  /**
   * @throws IllegalArgumentException if no part of the model is left
   */
  public static void checkParts(boolean firstOrder, boolean secondOrder, int hiddenLayers) {
    if (!firstOrder && !secondOrder && hiddenLayers == 0) {
      throw new IllegalArgumentException(
          "firstOrder and secondOrder are false and hiddenUnits is empty, but a model needs at"
              + " least one part; turn one on or set hiddenUnits.");
    }
  }

  /**
   * @param name of the widths, for messages
   * @throws IllegalArgumentException if a layer has no units, or an odd number of them and is to be
   *     halved
   */
  public static void checkTower(String name, List<Integer> widths, Deep deep) {
    for (int units : widths) {
      if (units < 1) {
        throw Refusal.of("%s has %d, but every layer needs at least 1.", name, units);
      }
      if (deep == Deep.FINAL && units % 2 != 0) {
        throw Refusal.of(
            "%s has %d, but with deep 'final' one half of a layer multiplies the other, so it must"
                + " be even; use %d, or deep 'mlp'.",
            name, units, units + 1);
      }
    }
  }

  /**
   * @throws IllegalArgumentException if there is a second tower without a first
   */
  public static void checkTowers(List<Integer> hiddenUnits, List<Integer> secondHiddenUnits) {
    if (hiddenUnits.isEmpty() && !secondHiddenUnits.isEmpty()) {
      throw Refusal.of(
          "secondHiddenUnits is %s, but hiddenUnits is empty; set hiddenUnits to the layers of the"
              + " first tower.",
          secondHiddenUnits);
    }
  }

  private static void checkRate(String name, double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          String.format("%s is %s, but must be in [0, 1).", name, rate));
    }
  }

  private static void checkInput(FieldSchema schema, int embeddingDim) {
    if (schema.numFields() * (embeddingDim + 1L) > MAX_ARRAY_LENGTH) {
      throw new IllegalArgumentException(
          String.format(
              "embeddingDim %d times %d fields is more than 2³¹ floats per example; use a smaller"
                  + " embeddingDim.",
              embeddingDim, schema.numFields()));
    }
  }

  private static void checkLayers(long inputs, List<List<Integer>> towers, int perUnit) {
    long length = 1;
    for (List<Integer> tower : towers) {
      long width = inputs;
      for (int units : tower) {
        length += (width + perUnit) * units;
        width = units;
        if (length + width > MAX_DENSE_LENGTH) {
          throw new IllegalArgumentException(
              String.format(
                  "hiddenUnits %s with %d inputs need more than the %d floats that a buffer holds;"
                      + " use smaller layers or a smaller embeddingDim.",
                  tower, inputs, MAX_DENSE_LENGTH));
        }
      }
    }
  }

  /** The same model of other fields. */
  public DeepFMConfig withSchema(FieldSchema other) {
    return new DeepFMConfig(
        other,
        embeddingDim,
        hiddenUnits,
        secondHiddenUnits,
        activation,
        dropoutRate,
        batchNorm,
        interaction,
        head,
        firstOrder,
        secondOrder,
        deepInput,
        embeddingDropoutRate,
        deep,
        loss);
  }

  /** F·D, the width of an example's field vectors side by side. */
  public int inputWidth() {
    return Math.multiplyExact(schema.numFields(), embeddingDim);
  }

  /**
   * Number of hidden layers, those of the second tower after those of the first; 0 means no deep
   * part.
   */
  public int numHiddenLayers() {
    return hiddenUnits.size() + secondHiddenUnits.size();
  }

  /** 0, 1 or 2. */
  public int numTowers() {
    return (hiddenUnits.isEmpty() ? 0 : 1) + (secondHiddenUnits.isEmpty() ? 0 : 1);
  }

  /** Number of the first hidden layer of a tower. */
  int firstLayer(int tower) {
    return tower == 0 ? 0 : hiddenUnits.size();
  }

  /** Widths of the hidden layers of a tower. */
  List<Integer> tower(int tower) {
    return tower == 0 ? hiddenUnits : secondHiddenUnits;
  }

  /** Width of a hidden layer, which is that of what it gives. */
  public int units(int layer) {
    return layer < hiddenUnits.size()
        ? hiddenUnits.get(layer)
        : secondHiddenUnits.get(layer - hiddenUnits.size());
  }

  /**
   * Width of what layer l reads: {@link #deepWidth} for the first of a tower, else the units of the
   * layer before. After the last layer comes its tower's output.
   */
  public int layerInput(int layer) {
    boolean isFirst = layer == 0 || (numTowers() == 2 && layer == firstLayer(1));
    return isFirst ? deepWidth() : units(layer - 1);
  }

  /** Width of what the deep part reads: F·D, or D if it reads pairs. */
  public int deepWidth() {
    return deepReadsPairs() ? embeddingDim : inputWidth();
  }

  /** Width of what the last layer of a tower, which gives one number, reads. */
  int outputInput(int tower) {
    return units(firstLayer(tower) + tower(tower).size() - 1);
  }

  /** Whether there is an MLP that reads the vector of paired-up features. */
  public boolean deepReadsPairs() {
    return deepInput == DeepInput.BI_INTERACTION && !hiddenUnits.isEmpty();
  }

  /** Whether any part pairs up features. */
  public boolean usesPairs() {
    return secondOrder || deepReadsPairs();
  }

  /** What a hidden layer computes of its input x before batch norm, activation and dropout. */
  public enum Deep {
    /** xW + b. */
    MLP,
    /** [h₂, h₁ ∘ h₂] with [h₂, h₁] = xW + b (FINAL, Zhu et al. 2023), of the same width. */
    FINAL
  }

  /** What the MLP reads. */
  public enum DeepInput {
    /** The field vectors e_1 … e_F side by side, F·D numbers (DeepFM, Guo et al. 2017, eq. 3). */
    FIELDS,
    /**
     * The vector of paired-up features ½ ((Σ_j t_j)² − Σ_j t_j²), D numbers, squared element by
     * element; t as in {@link Interaction} (Neural FM, He and Chua 2017, eq. 4).
     */
    BI_INTERACTION
  }

  /** How first order, second order and MLP become the logit. */
  public enum Head {
    /** logit = bias + first + second + deep (Guo et al. 2017, eq. 1, with a bias written out). */
    SUM,
    /**
     * The parts have learned coefficients: logit = bias + α·first + Σ_k β_k·second_k + deep, where
     * second_k = ½ ((Σ t_k)² − Σ t_k²) is the k-th component of the second-order term, t being its
     * x_i v_i or e_f. α and β begin at 1; the MLP's last layer is its own coefficient.
     */
    WEIGHTED
  }

  /** What the second-order term, and an MLP that reads pairs, pair up. */
  public enum Interaction {
    /**
     * Every two values, also of one field: ½ (‖Σ_i x_i v_i‖² − Σ_i ‖x_i v_i‖²) (Rendle 2010, lemma
     * 3.1).
     */
    FEATURE,
    /**
     * Every two fields, each pooled to e_f first: ½ (‖Σ_f e_f‖² − Σ_f ‖e_f‖²) (DeepFM, Guo et al.
     * 2017; bi-interaction of He and Chua 2017).
     */
    FIELD
  }
}
