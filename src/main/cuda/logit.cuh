// The head of a model and its loss, one thread per example.
#pragma once
#include "embedding.cuh"

// As in io.sparkdeepfm.engine.cuda.KernelCodes.
constexpr int LOG = 0;
constexpr int SQUARED = 1;

__device__ inline double sigmoid(double z) {
  if (z >= 0) {
    return 1 / (1 + exp(-z));
  }
  double e = exp(z);
  return e / (1 + e);
}

__device__ inline double mean_of(int loss, double output) {
  return loss == LOG ? sigmoid(output) : loss == SQUARED ? output : exp(output);
}

__device__ inline double loss_of(int loss, double output, double label) {
  if (loss == LOG) {
    return log1p(exp(-fabs(output))) + (output > 0 ? output : 0) - label * output;
  }
  return loss == SQUARED ? (output - label) * (output - label) : exp(output) - label * output;
}

__device__ inline double loss_gradient(int loss, double output, double label) {
  return loss == SQUARED ? 2 * (output - label) : mean_of(loss, output) - label;
}

__device__ inline float deep_part(const float* deep, const float* second_deep, i64 b) {
  return deep == nullptr ? 0.0f : second_deep == nullptr ? deep[b] : 0.5f * (deep[b] + second_deep[b]);
}

// logit = bias + α·first + Σ_k β_k·½ (S_k² − Q_k) + deep; the deep part is that of one tower or the mean of two.
KERNEL(logits)(Terms terms, const float* dense, const float* first, const float* sums, const float* squares,
               const float* deep, const float* second_deep, i64 n, float* target) {
  float alpha = alpha_of(terms, dense);
  FOR_EACH(b, n) {
    float second = 0;
    for (int k = 0; terms.second_order && k < terms.dim; k++) {
      float s = sums[b * terms.dim + k];
      second += beta_of(terms, dense, k) * (s * s - squares[b * terms.dim + k]);
    }
    target[b] = dense[0] + alpha * first[b] + 0.5f * second + deep_part(deep, second_deep, b);
  }
}

// ∂L/∂logit with `factor` times the row weight of each example, the weighted losses, and of two towers ∂L/∂d_t = ½
// ∂L/∂logit + factor · loss′(z_t, mean(z)), z_t = z − d + d_t.
KERNEL(losses)(const float* logit, const float* labels, const float* weights, int loss, float factor, int from, i64 n,
               const float* deep, const float* second_deep, float* gradients, double* terms, float* tower_gradients) {
  FOR_EACH(b, n) {
    float z = logit[b];
    float label = labels[from + b];
    float weight = weights == nullptr ? 1.0f : weights[from + b];
    terms[b] = weight * loss_of(loss, z, label);
    float g = (float)(weight * factor * loss_gradient(loss, z, label));
    gradients[b] = g;
    if (second_deep != nullptr) {
      double taught = mean_of(loss, z);
      float rest = z - deep_part(deep, second_deep, b);
      for (int t = 0; t < 2; t++) {
        float alone = rest + (t == 0 ? deep[b] : second_deep[b]);
        float own = (float)(weight * factor * loss_gradient(loss, alone, taught));
        tower_gradients[t * n + b] = own + 0.5f * g;
      }
    }
  }
}
