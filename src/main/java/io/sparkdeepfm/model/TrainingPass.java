package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.optim.LogLoss;

/**
 * Forward and backward pass of one thread over its slice of a mini-batch. The loss is the weighted
 * mean log loss of the whole mini-batch, L = Σ w·loss / Σ w.
 *
 * <p>Use: {@link #begin} once per step, {@link #run} for each slice, {@link #end} once.
 */
public final class TrainingPass {
  private final boolean byFeature;
  private final int dim;
  private final EmbeddingLayer embeddings;
  private final Mlp mlp;
  private final LogitHead head;
  private final DenseMemory gradients;
  private final FloatMemory inputGradient; // ∂L/∂e from the MLP, n × F·D
  private final float[] deep;
  private final float[] sliceGradients;
  private final float[] inputGradientRow;
  private final float[] fieldVectorRow;
  private final float[] scaledBeta;
  private final float[] scaledSum;

  /**
   * @param maxExamples of a slice
   */
  public TrainingPass(DeepFMConfig config, int maxExamples) {
    DenseLayout layout = new DenseLayout(config);
    byFeature = config.interaction() == Interaction.FEATURE;
    dim = config.embeddingDim();
    embeddings = new EmbeddingLayer(config, maxExamples);
    mlp = new Mlp(config, layout, maxExamples, true);
    head = new LogitHead(config, layout);
    gradients = new DenseMemory(config);
    inputGradient = FloatMemory.allocate(mlp.isEmpty() ? 0 : maxExamples * config.inputWidth());
    deep = new float[maxExamples];
    sliceGradients = new float[maxExamples];
    inputGradientRow = new float[config.inputWidth()];
    fieldVectorRow = new float[config.inputWidth()];
    scaledBeta = new float[dim];
    scaledSum = new float[dim];
  }

  /** Takes the dense parameters of this step and forgets the gradients of the last. */
  public void begin(float[] dense) {
    mlp.begin(dense);
    head.begin(dense);
    gradients.clear();
  }

  /**
   * Passes over examples {@code [begin, end)} of the batch; writes their logit and cell gradients.
   *
   * @param weights the dense parameters, off the heap
   * @return Σ w·loss over these examples
   */
  public double run(
      DeepFMParameters parameters,
      DenseMemory weights,
      MiniBatch batch,
      int begin,
      int end,
      StepContext step) {
    int n = end - begin;
    embeddings.lookUp(parameters, batch.columns(), begin, n);
    mlp.forward(n, embeddings.fieldVectors(), weights, step, begin, deep);
    double loss = logitGradients(batch, begin, n, step.inverseTotalWeight());
    if (!mlp.isEmpty()) {
      mlp.backward(
          n,
          embeddings.fieldVectors(),
          sliceGradients,
          weights,
          gradients,
          step,
          begin,
          inputGradient);
    }
    for (int b = 0; b < n; b++) {
      cellGradients(batch, begin + b, b);
    }
    return loss;
  }

  private double logitGradients(MiniBatch batch, int begin, int n, float inverseTotalWeight) {
    double loss = 0;
    for (int b = 0; b < n; b++) {
      float logit = head.logit(embeddings, b, deep[b]);
      float label = batch.labels()[begin + b];
      float weight = batch.weights()[begin + b];
      loss += weight * LogLoss.loss(logit, label);
      float g = (float) (weight * inverseTotalWeight * LogLoss.gradient(logit, label));
      sliceGradients[b] = g;
      batch.logitGradients()[begin + b] = g;
      head.addGradient(embeddings, b, g);
    }
    return loss;
  }

  /** ∂L/∂e_f = MLP's part + g·β∘(S − e_f); per value of a field, −g·β∘(x v) instead of −g·β∘e_f. */
  private void cellGradients(MiniBatch batch, int example, int b) {
    if (!mlp.isEmpty()) {
      inputGradient.get(b * batch.width(), inputGradientRow, 0, batch.width());
    }
    embeddings.readFieldVectors(b, fieldVectorRow);
    float g = sliceGradients[b];
    for (int k = 0; k < dim; k++) {
      scaledBeta[k] = g * head.beta()[k];
      scaledSum[k] = scaledBeta[k] * embeddings.sums()[b * dim + k];
    }
    float[] cells = batch.cellGradients();
    int row = example * batch.width();
    FieldColumn[] columns = batch.columns();
    for (int f = 0; f < columns.length; f++) {
      int cell = f * dim;
      if (byFeature && columns[f].offsets() != null) {
        for (int k = 0; k < dim; k++) {
          cells[row + cell + k] = inputGradientRow[cell + k] + scaledSum[k];
        }
      } else {
        for (int k = 0; k < dim; k++) {
          cells[row + cell + k] =
              inputGradientRow[cell + k] + scaledSum[k] - scaledBeta[k] * fieldVectorRow[cell + k];
        }
      }
    }
  }

  /**
   * Ends the step of this thread.
   *
   * @return the gradients of the dense parameters, summed over this thread's slices
   */
  public DenseMemory end() {
    mlp.writeGradients(gradients);
    head.writeGradients(gradients);
    return gradients;
  }

  /** α of this step, the factor of the first-order term. */
  public float alpha() {
    return head.alpha();
  }

  /** β of this step, D factors of the second-order term. */
  public float[] beta() {
    return head.beta();
  }

  /** Moves the moving statistics of batch norm; one thread calls it after the step. */
  public void updateMovingStatistics(float[] dense) {
    mlp.updateMovingStatistics(dense);
  }
}
