// Hidden layers: what stands between two matrix products, forward and backward, four units of an example per thread.
#pragma once
#include "common.cuh"

// As in io.sparkdeepfm.engine.cuda.KernelCodes.
constexpr int RELU = 0;
constexpr int TANH = 1;
constexpr int SIGMOID = 2;
constexpr int LEAKY_RELU = 3;
constexpr int PRELU = 4;
constexpr float LEAK = 0.01f;

constexpr double BATCH_NORM_EPSILON = 1e-5;
constexpr double BATCH_NORM_MOMENTUM = 0.1;

// [h₂, h₁] = z + bias, n × units; products = [h₂, h₁ ∘ h₂] (FINAL).
KERNEL(factorize)(float* factors, const float* bias, i64 n, int units, float* products) {
  int half = units / 2;
  FOR_EACH(i, n * half) {
    i64 second = i / half * units + i % half;
    i64 first = second + half;
    float h2 = factors[second] + bias[i % half];
    float h1 = factors[first] + bias[half + i % half];
    factors[second] = h2;
    factors[first] = h1;
    products[second] = h2;
    products[first] = h1 * h2;
  }
}

// ∂L/∂[h₂, h₁ ∘ h₂] = [g, p] becomes ∂L/∂[h₂, h₁] = [g + p ∘ h₁, p ∘ h₂].
KERNEL(factorize_back)(const float* factors, i64 n, int units, float* gradients) {
  int half = units / 2;
  FOR_EACH(i, n * half) {
    i64 second = i / half * units + i % half;
    i64 first = second + half;
    float p = gradients[first];
    gradients[second] += p * factors[first];
    gradients[first] = p * factors[second];
  }
}

// Batch norm of one layer, with what all examples of a mini-batch have in common: mean, then 1 / √(σ² + ε).
struct Normalization {
  const float* statistics;  // 2 × units; null without batch norm
  const float* gamma;
  const float* beta;
};

// Statistics of a mini-batch from the sums of z and z²; `batch` keeps μ and σ² for the moving statistics.
KERNEL(batch_statistics)(const double* sums, double count, int units, float* statistics, double* batch) {
  FOR_EACH(j, units) {
    double mean = sums[j] / count;
    double variance = sums[units + j] / count - mean * mean;
    variance = variance > 0 ? variance : 0;
    batch[j] = mean;
    batch[units + j] = variance;
    statistics[j] = (float)mean;
    statistics[units + j] = (float)(1 / sqrt(variance + BATCH_NORM_EPSILON));
  }
}

KERNEL(moving_statistics)(const float* mean, const float* variance, int units, float* statistics) {
  FOR_EACH(j, units) {
    statistics[j] = mean[j];
    statistics[units + j] = (float)(1 / sqrt(variance[j] + BATCH_NORM_EPSILON));
  }
}

// moving ← (1 − momentum)·moving + momentum·batch, with the unbiased variance.
KERNEL(move_statistics)(const double* batch, double count, int units, float* mean, float* variance) {
  double unbiased = count > 1 ? count / (count - 1) : 1;
  FOR_EACH(j, units) {
    mean[j] += (float)(BATCH_NORM_MOMENTUM * (batch[j] - mean[j]));
    variance[j] += (float)(BATCH_NORM_MOMENTUM * (unbiased * batch[units + j] - variance[j]));
  }
}

__device__ inline float activated(int activation, float z, float slope) {
  switch (activation) {
    case RELU:
      return z > 0 ? z : 0.0f;
    case TANH:
      return (float)tanh((double)z);
    case SIGMOID:
      return (float)(1 / (1 + exp(-(double)z)));
    case LEAKY_RELU:
      return z > LEAK * z ? z : LEAK * z;
    default:
      return (z > 0 ? z : 0.0f) + slope * (z < 0 ? z : 0.0f);
  }
}

// d output / d z, from the output before dropout, or for PReLU from z.
__device__ inline float derivative(int activation, float output, float z, float slope) {
  switch (activation) {
    case RELU:
      return output > 0 ? 1.0f : 0.0f;
    case TANH:
      return 1 - output * output;
    case SIGMOID:
      return output * (1 - output);
    case LEAKY_RELU:
      return output > 0 ? 1.0f : LEAK;
    default:
      return z > 0 ? 1.0f : slope;
  }
}

// z + bias → batch norm → activation → dropout, n × units; z may be the output. Keeps x̂ and what the activation reads
// where there is room for them.
KERNEL(activate)(const float* z, const float* bias, Normalization norm, int activation, const float* slopes,
                 Dropout dropout, i64 n, int units, float* hats, float* inputs, float* output) {
  int words = (units + 3) / 4;
  FOR_EACH(i, n * words) {
    i64 b = i / words;
    int w = (int)(i % words);
    u64 word = dropout.threshold > 0 ? mask_word(dropout, b, w) : 0;
    for (int j = 4 * w; j < units && j < 4 * w + 4; j++) {
      i64 at = b * units + j;
      float y = z[at] + (bias == nullptr ? 0.0f : bias[j]);
      if (norm.statistics != nullptr) {
        float hat = (y - norm.statistics[j]) * norm.statistics[units + j];
        if (hats != nullptr) {
          hats[at] = hat;
        }
        y = norm.gamma[j] * hat + norm.beta[j];
      }
      if (inputs != nullptr) {
        inputs[at] = y;
      }
      y = activated(activation, y, slopes == nullptr ? 0.0f : slopes[j]);
      if (dropout.threshold > 0) {
        y *= mask(dropout, word, j - 4 * w);
      }
      output[at] = y;
    }
  }
}

// ∂L/∂output becomes ∂L/∂(what the activation reads). Of the last layer it is g·wᵀ: a factor per example and the
// output's weights; of the others `source`, which may be the target. With PReLU `slope_terms` get ∂L/∂slope of each
// example.
KERNEL(activate_back)(const float* source, const float* factors, const float* output_weights, const float* output,
                      const float* inputs, int activation, const float* slopes, Dropout dropout, i64 n, int units,
                      float* slope_terms, float* target) {
  int words = (units + 3) / 4;
  FOR_EACH(i, n * words) {
    i64 b = i / words;
    int w = (int)(i % words);
    u64 word = dropout.threshold > 0 ? mask_word(dropout, b, w) : 0;
    for (int j = 4 * w; j < units && j < 4 * w + 4; j++) {
      i64 at = b * units + j;
      float gradient = factors == nullptr ? source[at] : factors[b] * output_weights[j];
      float y = output[at];
      if (dropout.threshold > 0) {
        gradient *= mask(dropout, word, j - 4 * w);
        y *= 1 / dropout.scale;
      }
      float z = inputs == nullptr ? 0.0f : inputs[at];
      if (slope_terms != nullptr) {
        slope_terms[at] = gradient * (z < 0 ? z : 0.0f);
      }
      target[at] = gradient * derivative(activation, y, z, slopes == nullptr ? 0.0f : slopes[j]);
    }
  }
}

// ∂L/∂y becomes ∂L/∂z of batch norm; sums of ∂L/∂y and ∂L/∂y·x̂ over the mini-batch.
KERNEL(normalize_back)(const float* hats, Normalization norm, const double* sums, double count, i64 n, int units,
                       float* gradients) {
  FOR_EACH(i, n * units) {
    int j = (int)(i % units);
    double centred = gradients[i] - (sums[j] + hats[i] * sums[units + j]) / count;
    gradients[i] = (float)(norm.gamma[j] * norm.statistics[units + j] * centred);
  }
}
