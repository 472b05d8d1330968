package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import java.util.List;
import java.util.Objects;

/**
 * The examples of one step and what the passes over them leave for the update of the embedding
 * rows. Threads write disjoint ranges of examples.
 */
public final class MiniBatch {
  private final FieldColumn[] columns;
  private final float[] labels;
  private final float[] weights;
  private final float[] logitGradients;
  private final float[] cellGradients;
  private final float[] pairGradients;
  private InputPlan[] plans = {};
  private final int capacity;
  private final int dim;
  private int size;

  /**
   * @param capacity examples at most
   */
  public MiniBatch(DeepFMConfig config, int capacity) {
    this.capacity = capacity;
    dim = config.embeddingDim();
    int width = config.inputWidth();
    if ((long) capacity * width > Integer.MAX_VALUE - 8) {
      throw Refusal.of(
          "batchSize %d times %d fields times embeddingDim %d is more than 2³¹ floats;"
              + " use a smaller batchSize.",
          capacity, config.schema().numFields(), config.embeddingDim());
    }
    columns = new FieldColumn[config.schema().numFields()];
    labels = new float[capacity];
    weights = new float[capacity];
    logitGradients = new float[capacity];
    cellGradients = new float[capacity * width];
    boolean keepsPairs = config.deepReadsPairs() && config.interaction() == Interaction.FEATURE;
    pairGradients = new float[keepsPairs ? capacity * config.embeddingDim() : 0];
  }

  /** One column per field; the owner replaces them when a batch is drawn. */
  public FieldColumn[] columns() {
    return columns;
  }

  public float[] labels() {
    return labels;
  }

  public float[] weights() {
    return weights;
  }

  /** ∂L/∂logit of each example. */
  public float[] logitGradients() {
    return logitGradients;
  }

  /**
   * For each field and example, D floats at {@link #cell}: ∂L/∂e_f, less what the second-order term
   * of a value takes away from itself where {@link RowGradients} must add that per value, and
   * without what an {@link InputPlan} has of rows.
   */
  public float[] cellGradients() {
    return cellGradients;
  }

  /**
   * For each example D floats, ∂L/∂p with p = ½ (S² − Q), the vector of paired-up features; empty
   * unless the MLP reads p and features are paired up, for else it is g·β for all of a step.
   */
  public float[] pairGradients() {
    return pairGradients;
  }

  /**
   * Says which threads' passes go over the batch, for what they leave of rows besides {@link
   * #cellGradients}.
   *
   * @param passes in the order in which their parts of a row's gradient are added up
   */
  public void setPasses(List<TrainingPass> passes) {
    plans =
        passes.stream().map(TrainingPass::plan).filter(Objects::nonNull).toArray(InputPlan[]::new);
  }

  InputPlan[] plans() {
    return plans;
  }

  /**
   * Where the gradients of a cell begin. Those of a field stand together, because they are summed
   * up by row one field after the other.
   */
  public int cell(int field, int example) {
    return (field * capacity + example) * dim;
  }

  public int size() {
    return size;
  }

  public void setSize(int size) {
    this.size = size;
  }
}
