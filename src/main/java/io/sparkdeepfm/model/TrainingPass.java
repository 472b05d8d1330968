package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.optim.Loss;
import java.util.Arrays;

/**
 * Forward and backward pass of one thread over its slice of a mini-batch. The loss is the weighted
 * mean of the losses of the whole mini-batch, L = Σ w·loss / Σ w.
 *
 * <p>Use: {@link #begin} once per step, {@link #run} for each slice, {@link #end} once.
 */
public final class TrainingPass {
  /** The activations of so many examples stay in the second-level cache. */
  private static final int SLICE = 256;

  /**
   * In 16 bits the products are so fast that the weights and their gradients, which each slice
   * reads again, cost more than activations that leave the cache.
   */
  private static final int LONG_SLICE = 1024;

  private final Loss loss;
  private final boolean byFeature;
  private final boolean usesPairs;
  private final boolean deepReadsPairs;
  private final int dim;
  private final InputPlan plan; // null where fields have one way only
  private final EmbeddingLayer embeddings;
  private final DeepInputLayer deepInput;
  private final Mlp mlp;
  private final LogitHead head;
  private final DenseMemory gradients;
  private final FloatMemory inputGradient; // ∂L/∂input of the MLP, n × its width
  private final float[] deep;
  private final float[] sliceGradients;
  private final float[] inputGradientRow; // a row of it, with all fields
  private final float[] plainGradientRow; // with the plain ones of a plan
  private final float[] cellInputGradients; // ∂L/∂e through the MLP alone, F·D
  private final float[] fieldVectorRow;
  private final float[] pairGradient; // ∂L/∂p, p = ½ (S² − Q)
  private final float[] scaledSum; // ∂L/∂p∘S
  private final float[] pairGradients; // ∂L/∂p for each field, 0 where its values are on their own
  private final float[] scaledSums; // ∂L/∂p∘S for each field
  private final float[] cellRow;

  /**
   * Examples of a slice with which passes are fastest; batch norm needs the whole mini-batch at
   * once, so then each thread's part is one slice.
   */
  public static int sliceSize(
      DeepFMConfig config, Precision precision, int batchSize, int numThreads) {
    int ofThread = (batchSize + numThreads - 1) / numThreads + 1;
    int fastest = Mlp.multipliesRounded(config, precision) ? LONG_SLICE : SLICE;
    return config.batchNorm() ? ofThread : Math.min(fastest, ofThread);
  }

  /**
   * @param maxExamples of a slice
   * @param precision of the MLP's matrix products
   */
  public TrainingPass(DeepFMConfig config, int maxExamples, Precision precision) {
    this(
        config,
        maxExamples,
        precision,
        FieldCosts.of(Mlp.multipliesRounded(config, precision) ? precision : Precision.FLOAT32));
  }

  /** With costs by which fields choose their way. */
  TrainingPass(DeepFMConfig config, int maxExamples, Precision precision, FieldCosts costs) {
    DenseLayout layout = new DenseLayout(config);
    loss = config.loss();
    byFeature = config.interaction() == Interaction.FEATURE;
    usesPairs = config.usesPairs();
    deepReadsPairs = config.deepReadsPairs();
    dim = config.embeddingDim();
    plan = InputPlan.of(config, maxExamples, costs);
    mlp = Mlp.of(config, maxExamples, precision, true, plan);
    inputGradient =
        FloatMemory.allocate(
            (long) maxExamples
                * Math.max(config.inputWidth(), mlp.isEmpty() ? 0 : config.deepWidth()));
    // The gradient comes when the look-up's scratch is no longer needed; both fit in the cache
    // then.
    embeddings = new EmbeddingLayer(config, maxExamples, inputGradient);
    deepInput = new DeepInputLayer(config, maxExamples, true);
    head = new LogitHead(config, layout);
    gradients = new DenseMemory(config);
    deep = new float[maxExamples];
    sliceGradients = new float[maxExamples];
    inputGradientRow = new float[config.deepWidth()];
    plainGradientRow = new float[plan == null ? 0 : config.deepWidth()];
    cellInputGradients = deepReadsPairs ? new float[config.inputWidth()] : inputGradientRow;
    fieldVectorRow = new float[config.inputWidth()];
    pairGradient = new float[dim];
    scaledSum = new float[dim];
    pairGradients = new float[config.inputWidth()];
    scaledSums = new float[config.inputWidth()];
    cellRow = new float[config.inputWidth()];
  }

  /**
   * Takes the parameters of this step and forgets the gradients of the last.
   *
   * @param weights the dense parameters, off the heap
   * @param begin examples {@code [begin, end)} of the batch are this thread's
   */
  public void begin(
      DeepFMParameters parameters, DenseMemory weights, MiniBatch batch, int begin, int end) {
    if (plan != null) {
      plan.make(parameters, batch.columns(), begin, end);
      Arrays.fill(inputGradientRow, 0f);
    }
    gradients.clear();
    mlp.begin(parameters.dense(), weights);
    head.begin(parameters.dense());
  }

  /** How the fields of this step reach the MLP; null where they have one way only. */
  InputPlan plan() {
    return plan;
  }

  private boolean hasPlan() {
    return plan != null && plan.isOn();
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
    embeddings.lookUp(parameters, batch.columns(), begin, n, hasPlan() ? plan : null);
    FloatMemory input = deepInput.forward(n, embeddings, step.dropoutSeed(), begin);
    mlp.forward(n, input, weights, step, begin, deep);
    double lossSum = logitGradients(batch, begin, n, step.inverseTotalWeight());
    if (!mlp.isEmpty()) {
      mlp.backward(n, input, sliceGradients, weights, gradients, step, begin, inputGradient);
    }
    for (int b = 0; b < n; b++) {
      readInputGradient(b, begin + b, step.dropoutSeed());
      cellGradients(batch, begin + b, b);
    }
    return lossSum;
  }

  private double logitGradients(MiniBatch batch, int begin, int n, float inverseTotalWeight) {
    double lossSum = 0;
    for (int b = 0; b < n; b++) {
      float logit = head.logit(embeddings.lowOrder(), b, deep[b]);
      float label = batch.labels()[begin + b];
      float weight = batch.weights()[begin + b];
      lossSum += weight * loss.loss(logit, label);
      float g = (float) (weight * inverseTotalWeight * loss.gradient(logit, label));
      sliceGradients[b] = g;
      mlp.learnFrom(b, logit, weight * inverseTotalWeight);
      batch.logitGradients()[begin + b] = g;
      head.addGradient(embeddings.lowOrder(), b, g);
    }
    return lossSum;
  }

  private void readInputGradient(int b, int example, long dropoutSeed) {
    if (hasPlan()) {
      int width = plan.plainWidth();
      inputGradient.get(b * width, plainGradientRow, 0, width);
      plan.expand(plainGradientRow, inputGradientRow);
    } else if (!mlp.isEmpty()) {
      inputGradient.get(b * inputGradientRow.length, inputGradientRow, 0, inputGradientRow.length);
      deepInput.backward(inputGradientRow, dropoutSeed, example);
    }
  }

  /**
   * ∂L/∂e_f = MLP's part + ∂L/∂p∘(S − e_f); per value of a field, −∂L/∂p∘(x v) instead of
   * −∂L/∂p∘e_f.
   */
  private void cellGradients(MiniBatch batch, int example, int b) {
    if (!usesPairs) {
      writeCells(batch, example, cellInputGradients);
      return;
    }
    embeddings.readFieldVectors(b, fieldVectorRow);
    pairGradient(batch, example, b);
    repeat(pairGradient, pairGradients);
    repeat(scaledSum, scaledSums);
    for (int f = 0; byFeature && f < batch.columns().length; f++) {
      if (batch.columns()[f].offsets() != null) {
        Arrays.fill(pairGradients, f * dim, (f + 1) * dim, 0f);
      }
    }
    for (int j = 0; j < cellRow.length; j++) {
      cellRow[j] = cellInputGradients[j] + scaledSums[j] - pairGradients[j] * fieldVectorRow[j];
    }
    writeCells(batch, example, cellRow);
  }

  private void writeCells(MiniBatch batch, int example, float[] row) {
    for (int f = 0; f < batch.columns().length; f++) {
      System.arraycopy(row, f * dim, batch.cellGradients(), batch.cell(f, example), dim);
    }
  }

  /** Fills {@code target} with copies of {@code vector}, doubling what is there. */
  private static void repeat(float[] vector, float[] target) {
    System.arraycopy(vector, 0, target, 0, vector.length);
    for (int done = vector.length; done < target.length; done *= 2) {
      System.arraycopy(target, 0, target, done, Math.min(done, target.length - done));
    }
  }

  /** ∂L/∂p = g·β, and what comes through the MLP if it reads p; and ∂L/∂p∘S. */
  private void pairGradient(MiniBatch batch, int example, int b) {
    float g = sliceGradients[b];
    for (int k = 0; k < dim; k++) {
      pairGradient[k] = g * head.beta()[k];
    }
    if (deepReadsPairs) {
      for (int k = 0; k < dim; k++) {
        pairGradient[k] += inputGradientRow[k];
      }
      if (byFeature) {
        System.arraycopy(pairGradient, 0, batch.pairGradients(), example * dim, dim);
      }
    }
    for (int k = 0; k < dim; k++) {
      scaledSum[k] = pairGradient[k] * embeddings.lowOrder().sums()[b * dim + k];
    }
  }

  /**
   * Ends the step of this thread.
   *
   * @return the gradients of the dense parameters, summed over this thread's slices
   */
  public DenseMemory end() {
    mlp.end(gradients);
    head.writeGradients(gradients);
    return gradients;
  }

  /** α of this step, the factor of the first-order term, 0 if that is off. */
  public float alpha() {
    return head.alpha();
  }

  /** β of this step, D factors of the second-order term, all 0 if that is off. */
  public float[] beta() {
    return head.beta();
  }

  /** Moves the moving statistics of batch norm; one thread calls it after the step. */
  public void updateMovingStatistics(float[] dense) {
    mlp.updateMovingStatistics(dense);
  }
}
