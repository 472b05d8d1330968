// The embedding layer: look-up with pooling, first and second order in one pass, and its way back.
#pragma once
#include "entries.cuh"

// What a model computes of its field vectors; offsets of −1 mean that a factor is not learned.
struct Terms {
  int num_fields;
  int dim;
  int by_feature;        // whether values of one field are paired up, too
  int uses_pairs;
  int deep_reads_pairs;
  int first_order;       // whether the first-order term is part of the model
  int second_order;
  int alpha;             // place of α among the dense parameters
  int beta;              // place of β
  int padding;
};

__device__ inline float alpha_of(const Terms& terms, const float* dense) {
  return !terms.first_order ? 0.0f : terms.alpha < 0 ? 1.0f : dense[terms.alpha];
}

__device__ inline float beta_of(const Terms& terms, const float* dense, int k) {
  return !terms.second_order ? 0.0f : terms.beta < 0 ? 1.0f : dense[terms.beta + k];
}

// For each example D + 1 neighbouring threads: those of the embedding's components write e (n × F·D), S = Σ e and
// Q = Σ e² or Σ (x v)² (n × D); the last one Σ w x. Rows of tables are D + 1 floats, so that a row is read at once.
KERNEL(look_up)(const Field* fields, Terms terms, const float* tables, int from, int n, float* vectors, float* sums,
                float* squares, float* first) {
  int dim = terms.dim;
  int length = dim + 1;
  i64 width = (i64)terms.num_fields * dim;
  FOR_EACH(i, (i64)n * length) {
    i64 b = i / length;
    int k = (int)(i % length);
    i64 example = from + b;
    float total = 0;
    float square = 0;
    for (int f = 0; f < terms.num_fields; f++) {
      Field field = fields[f];
      const float* table = tables + field.first_row * length + k;
      float e = 0;
      float own_square = 0;
      if (field.kind == NUMERIC) {
        e = field.values[example] * table[0];
      } else if (field.kind == SINGLE) {
        int row = field.rows[example];
        e = row < 0 ? 0.0f : table[(i64)row * length];
      } else {
        for (int j = field.offsets[example]; j < field.offsets[example + 1]; j++) {
          float x = field.values == nullptr ? 1.0f : field.values[j];
          float t = x * table[(i64)field.rows[j] * length];
          e += t;
          own_square += t * t;
        }
      }
      if (k < dim) {
        vectors[b * width + (i64)f * dim + k] = e;
        square += terms.by_feature && field.kind > SINGLE ? own_square : e * e;
      }
      total += e;
    }
    if (k == dim) {
      first[b] = total;
    } else {
      sums[b * dim + k] = total;
      squares[b * dim + k] = square;
    }
  }
}

// p = ½ (S² − Q), n × D.
KERNEL(pair_up)(const float* sums, const float* squares, i64 n, float* pairs) {
  FOR_EACH(i, n) {
    pairs[i] = 0.5f * (sums[i] * sums[i] - squares[i]);
  }
}

// Multiplies rows of n × width by their dropout masks.
KERNEL(drop)(const float* source, i64 n, int width, Dropout dropout, float* target) {
  int words = (width + 3) / 4;
  FOR_EACH(i, n * words) {
    i64 b = i / words;
    int w = (int)(i % words);
    u64 word = mask_word(dropout, b, w);
    for (int j = 4 * w; j < width && j < 4 * w + 4; j++) {
      target[b * width + j] = source[b * width + j] * mask(dropout, word, j - 4 * w);
    }
  }
}

// Turns ∂L/∂input of the MLP into ∂L/∂e_f = MLP's part + ∂L/∂p ∘ (S − e_f), n × F·D in `cells`; where values of one
// field are paired up with each other, without − ∂L/∂p ∘ e_f, for that is per value. `input` is n × F·D and may be
// `cells`, or n × D if the MLP reads pairs; null without an MLP. `pair_gradients` (n × D) may be null.
KERNEL(cell_gradients)(const Field* fields, Terms terms, const float* dense, const float* vectors, const float* sums,
                       const float* logit_gradients, const float* input, i64 n, float* cells, float* pair_gradients) {
  int dim = terms.dim;
  i64 width = (i64)terms.num_fields * dim;
  FOR_EACH(i, n * dim) {
    i64 b = i / dim;
    int k = (int)(i % dim);
    float pair = 0;
    if (terms.uses_pairs) {
      pair = logit_gradients[b] * beta_of(terms, dense, k);
      if (terms.deep_reads_pairs) {
        pair += input[i];
      }
      if (pair_gradients != nullptr) {
        pair_gradients[i] = pair;
      }
    }
    float scaled_sum = terms.uses_pairs ? pair * sums[i] : 0.0f;
    for (int f = 0; f < terms.num_fields; f++) {
      i64 cell = b * width + (i64)f * dim + k;
      float gradient = terms.deep_reads_pairs || input == nullptr ? 0.0f : input[cell];
      float own = terms.by_feature && fields[f].kind > SINGLE ? 0.0f : pair;
      cells[cell] = gradient + scaled_sum - own * vectors[cell];
    }
  }
}

// Whether pieces carry Σ x² ∂L/∂p.
__device__ inline bool keeps_vectors(const Terms& terms) {
  return terms.by_feature && terms.deep_reads_pairs;
}

__device__ inline int piece_length(const Terms& terms) {
  return terms.dim + 3 + (keeps_vectors(terms) ? terms.dim : 0);
}

// Lanes of each row or piece: a power of two, so that neighbours read neighbouring floats.
__device__ inline int lanes_of(int length) {
  int lanes = 1;
  while (lanes < length && lanes < 32) {
    lanes *= 2;
  }
  return lanes;
}

// The sums of each piece: x ∂L/∂e (D), x α g, row weights, Σ x² g or Σ x² of values that are paired up with others of
// their field, and perhaps Σ x² ∂L/∂p (D).
KERNEL(sum_pieces)(const Field* fields, Terms terms, const float* dense, const u32* begins, const u32* counts,
                   const u32* entries, const u32* cells, const float* xs, const float* cell_gradients,
                   const float* logit_gradients, const float* pair_gradients, const float* weights, int from,
                   float* sums) {
  int dim = terms.dim;
  int lanes = lanes_of(dim);
  int length = piece_length(terms);
  bool vectors = keeps_vectors(terms);
  float alpha = alpha_of(terms, dense);
  FOR_EACH(i, (i64)counts[1] * lanes) {
    i64 piece = i / lanes;
    int lane = (int)(i % lanes);
    float* target = sums + piece * length;
    for (int k = lane; k < dim; k += lanes) {
      float gradient = 0;
      float vector = 0;
      for (u32 e = begins[piece]; e < begins[piece + 1]; e++) {
        u32 entry = entries[e];
        u32 cell = cells[entry];
        float x = xs[entry];
        gradient += x * cell_gradients[(i64)cell * dim + k];
        if (vectors && fields[cell % terms.num_fields].kind > SINGLE) {
          vector += x * x * pair_gradients[(i64)(cell / terms.num_fields) * dim + k];
        }
      }
      target[k] = gradient;
      if (vectors) {
        target[dim + 3 + k] = vector;
      }
    }
    if (lane == 0) {
      float first = 0;
      float weight = 0;
      float self = 0;
      for (u32 e = begins[piece]; e < begins[piece + 1]; e++) {
        u32 entry = entries[e];
        u32 example = cells[entry] / terms.num_fields;
        float x = xs[entry];
        first += x * alpha * logit_gradients[example];
        weight += weights == nullptr ? 1.0f : weights[from + example];
        if (terms.by_feature && fields[cells[entry] % terms.num_fields].kind > SINGLE) {
          self += terms.deep_reads_pairs ? x * x : x * x * logit_gradients[example];
        }
      }
      target[dim] = first;
      target[dim + 1] = weight;
      target[dim + 2] = self;
    }
  }
}

// The gradients (D + 1) and row weights of the distinct rows, from their pieces in order.
KERNEL(sum_rows)(Terms terms, const float* dense, const float* tables, const u32* rows, const u32* first_pieces,
                 const u32* counts, const float* sums, float* gradients, float* row_weights) {
  int dim = terms.dim;
  int row_length = dim + 1;
  int lanes = lanes_of(row_length);
  int length = piece_length(terms);
  bool vectors = keeps_vectors(terms);
  FOR_EACH(i, (i64)counts[0] * lanes) {
    i64 r = i / lanes;
    int lane = (int)(i % lanes);
    for (int k = lane; k < row_length; k += lanes) {
      float gradient = 0;
      float self = 0;
      float vector = 0;
      float weight = 0;
      for (u32 piece = first_pieces[r]; piece < first_pieces[r + 1]; piece++) {
        const float* part = sums + (i64)piece * length;
        gradient += part[k];
        self += part[dim + 2];
        weight += part[dim + 1];
        if (vectors && k < dim) {
          vector += part[dim + 3 + k];
        }
      }
      if (terms.by_feature && k < dim && self != 0) {
        float factor = vectors ? vector : self * beta_of(terms, dense, k);
        gradient -= factor * tables[(i64)rows[r] * row_length + k];
      }
      gradients[r * row_length + k] = gradient;
      if (k == dim) {
        row_weights[r] = weight;
      }
    }
  }
}
