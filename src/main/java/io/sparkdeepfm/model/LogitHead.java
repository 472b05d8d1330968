package io.sparkdeepfm.model;

import io.sparkdeepfm.model.DeepFMConfig.Head;
import java.util.Arrays;

/**
 * Puts the parts together: logit = bias + α·first + Σ_k β_k·½(S_k² − Q_k) + deep, with α = β = 1
 * for {@link Head#SUM} and 0 for a part that is off; S = {@link LowOrderSums#sums()}, Q = {@link
 * LowOrderSums#squares()}.
 */
final class LogitHead {
  private final int dim;
  private final DenseLayout.Vector bias;
  private final DenseLayout.Vector firstOrder; // α, null if it is not learned
  private final DenseLayout.Vector secondOrder; // β, null if it is not learned
  private final boolean addsSecondOrder;
  private final float[] beta;
  private float alpha;

  LogitHead(DeepFMConfig config, DenseLayout layout) {
    dim = config.embeddingDim();
    boolean weighted = config.head() == Head.WEIGHTED;
    bias = new DenseLayout.Vector(layout, DenseLayout.BIAS);
    firstOrder =
        weighted && config.firstOrder()
            ? new DenseLayout.Vector(layout, DenseLayout.HEAD_FIRST_ORDER)
            : null;
    secondOrder =
        weighted && config.secondOrder()
            ? new DenseLayout.Vector(layout, DenseLayout.HEAD_SECOND_ORDER)
            : null;
    addsSecondOrder = config.secondOrder();
    alpha = config.firstOrder() ? 1f : 0f;
    beta = new float[dim];
    Arrays.fill(beta, addsSecondOrder ? 1f : 0f);
  }

  void begin(float[] dense) {
    bias.begin(dense);
    if (firstOrder != null) {
      firstOrder.begin(dense);
      alpha = firstOrder.values[0];
    }
    if (secondOrder != null) {
      secondOrder.begin(dense);
      System.arraycopy(secondOrder.values, 0, beta, 0, dim);
    }
  }

  /** α, the factor of the first-order term. */
  float alpha() {
    return alpha;
  }

  /** β, the factors of the components of the second-order term. */
  float[] beta() {
    return beta;
  }

  /** Logit of row b. */
  float logit(LowOrderSums lowOrder, int b, float deep) {
    float second = 0;
    if (secondOrder != null) {
      for (int k = 0; k < dim; k++) {
        second += beta[k] * twiceSecondOrder(lowOrder, b, k);
      }
    } else if (addsSecondOrder) {
      second = lowOrder.twiceSecondOrder(b);
    }
    return bias.values[0] + alpha * lowOrder.firstOrder()[b] + 0.5f * second + deep;
  }

  /** Adds the gradients of the head's own parameters for one row. */
  void addGradient(LowOrderSums lowOrder, int b, float logitGradient) {
    bias.gradient[0] += logitGradient;
    if (firstOrder != null) {
      firstOrder.gradient[0] += logitGradient * lowOrder.firstOrder()[b];
    }
    if (secondOrder != null) {
      for (int k = 0; k < dim; k++) {
        secondOrder.gradient[k] += logitGradient * 0.5f * twiceSecondOrder(lowOrder, b, k);
      }
    }
  }

  private float twiceSecondOrder(LowOrderSums lowOrder, int b, int k) {
    float s = lowOrder.sums()[b * dim + k];
    return s * s - lowOrder.squares()[b * dim + k];
  }

  void writeGradients(DenseMemory gradients) {
    bias.writeGradient(gradients);
    if (firstOrder != null) {
      firstOrder.writeGradient(gradients);
    }
    if (secondOrder != null) {
      secondOrder.writeGradient(gradients);
    }
  }
}
