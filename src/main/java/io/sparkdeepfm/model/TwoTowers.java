package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.optim.Loss;

/**
 * A deep part of two towers over the same input, d = ½ (d₁ + d₂) (Zhu et al. 2023, FINAL with two
 * blocks).
 *
 * <p>In training each tower, put in the place of both, also learns what the whole model says: the
 * loss gains Σ_t loss(z_t, mean(z)), z_t = z − d + d_t, of which only d_t is varied. So ∂L/∂d_t = ½
 * ∂L/∂z + factor · loss′(z_t, mean(z)).
 */
final class TwoTowers implements Mlp {
  private final Loss loss;
  private final InputPlan plan; // null for one way only
  private final int inputWidth;
  private final FloatMlp[] towers = new FloatMlp[2];
  private final float[][] outputs; // d₁, d₂
  private final float[][] towerGradients; // ∂L/∂d₁, ∂L/∂d₂, without the share in ∂L/∂z
  private final FloatMemory secondInputGradient;
  private final float[] row;
  private final float[] secondRow;

  /** As {@link FloatMlp}. */
  TwoTowers(
      DeepFMConfig config,
      int maxExamples,
      Sgemm products,
      boolean rounds,
      boolean training,
      InputPlan plan) {
    loss = config.loss();
    this.plan = plan;
    inputWidth = config.deepWidth();
    for (int t = 0; t < towers.length; t++) {
      towers[t] = new FloatMlp(config, t, maxExamples, products, rounds, training, plan);
    }
    outputs = new float[towers.length][maxExamples];
    towerGradients = new float[towers.length][training ? maxExamples : 0];
    secondInputGradient = FloatMemory.allocate(training ? (long) maxExamples * inputWidth : 0);
    row = new float[inputWidth];
    secondRow = new float[inputWidth];
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public void begin(float[] dense, DenseMemory weights) {
    for (FloatMlp tower : towers) {
      tower.begin(dense, weights);
    }
  }

  @Override
  public void infer(int n, FloatMemory input, DenseMemory weights, float[] deep) {
    for (int t = 0; t < towers.length; t++) {
      towers[t].infer(n, input, weights, outputs[t]);
    }
    putMeans(n, deep);
  }

  @Override
  public void infer(int n, SplitInput input, DenseMemory weights, float[] deep) {
    for (int t = 0; t < towers.length; t++) {
      towers[t].infer(n, input, weights, outputs[t]);
    }
    putMeans(n, deep);
  }

  @Override
  public void infer(int n, FixedInput input, DenseMemory weights, float[] deep) {
    for (int t = 0; t < towers.length; t++) {
      towers[t].infer(n, input, weights, outputs[t]);
    }
    putMeans(n, deep);
  }

  @Override
  public void forward(
      int n, FloatMemory input, DenseMemory weights, StepContext step, int first, float[] deep) {
    for (int t = 0; t < towers.length; t++) {
      towers[t].forward(n, input, weights, step, first, outputs[t]);
    }
    putMeans(n, deep);
  }

  private void putMeans(int n, float[] deep) {
    for (int b = 0; b < n; b++) {
      deep[b] = mean(b);
    }
  }

  private float mean(int b) {
    return 0.5f * (outputs[0][b] + outputs[1][b]);
  }

  @Override
  public void learnFrom(int b, float logit, float factor) {
    double taught = loss.mean(logit);
    for (int t = 0; t < towers.length; t++) {
      float alone = logit - mean(b) + outputs[t][b];
      towerGradients[t][b] = (float) (factor * loss.gradient(alone, taught));
    }
  }

  @Override
  public void backward(
      int n,
      FloatMemory input,
      float[] logitGradients,
      DenseMemory weights,
      DenseMemory gradients,
      StepContext step,
      int first,
      FloatMemory inputGradient) {
    for (int t = 0; t < towers.length; t++) {
      float[] own = towerGradients[t];
      for (int b = 0; b < n; b++) {
        own[b] += 0.5f * logitGradients[b];
      }
      FloatMemory target = t == 0 ? inputGradient : secondInputGradient;
      towers[t].backward(n, input, own, weights, gradients, step, first, target);
    }
    int width = plan != null && plan.isOn() ? plan.plainWidth() : inputWidth;
    for (int b = 0; b < n; b++) {
      inputGradient.get(b * width, row, 0, width);
      secondInputGradient.get(b * width, secondRow, 0, width);
      for (int j = 0; j < width; j++) {
        row[j] += secondRow[j];
      }
      inputGradient.put(b * width, row, 0, width);
    }
  }

  @Override
  public void end(DenseMemory gradients) {
    for (FloatMlp tower : towers) {
      tower.end(gradients);
    }
  }

  @Override
  public void updateMovingStatistics(float[] dense) {
    for (FloatMlp tower : towers) {
      tower.updateMovingStatistics(dense);
    }
  }
}
