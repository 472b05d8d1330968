// What all kernels share. A kernel is either one whose threads work each on their own (KERNEL), or one whose
// blocks are teams that meet at barriers (TEAM_KERNEL). All run through their work in strides of the whole grid, so
// any number of blocks gives the same bits, and no sum is made by atomics on floats.
#pragma once

typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long i64;

#define KERNEL(name) extern "C" __global__ void name
#define TEAM_KERNEL(name) extern "C" __global__ void name
#define FOR_EACH(i, n) \
  for (i64 i = (i64)blockIdx.x * blockDim.x + threadIdx.x; i < (n); i += (i64)gridDim.x * blockDim.x)

// Threads of a block of a team.
constexpr u32 TEAM = 256;

constexpr u64 GOLDEN_GAMMA = 0x9E3779B97F4A7C15ull;

// The numbers of io.sparkdeepfm.data.SplitMix64.
__device__ inline u64 mix(u64 z) {
  u64 a = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  u64 b = (a ^ (a >> 27)) * 0x94D049BB133111EBull;
  return b ^ (b >> 31);
}

__device__ inline u64 combine(u64 seed, u64 stream) {
  return mix(mix(seed + GOLDEN_GAMMA) ^ (stream * GOLDEN_GAMMA + GOLDEN_GAMMA));
}

// Inverted dropout, the masks of io.sparkdeepfm.model.Dropout: 16 bits of a random word for each unit.
struct Dropout {
  u64 seed;
  int layer;
  int threshold;  // 0: keeps all
  float scale;
  float padding;
};

__device__ inline u64 mask_word(const Dropout& dropout, i64 example, int word) {
  u64 stream = ((u64)(i64)dropout.layer << 32) | (u64)(i64)(int)example;
  return mix(combine(dropout.seed, stream) + (u64)(word + 1) * GOLDEN_GAMMA);
}

__device__ inline float mask(const Dropout& dropout, u64 word, int place) {
  return (int)(word >> (16 * place) & 0xFFFF) < dropout.threshold ? 0.0f : dropout.scale;
}

KERNEL(fill_floats)(float* target, float value, i64 n) {
  FOR_EACH(i, n) {
    target[i] = value;
  }
}

// The sums of the values of a team, which all its threads get; in a fixed order.
__device__ inline double team_sum(double value, double* shared) {
  shared[threadIdx.x] = value;
  __syncthreads();
  for (u32 half = TEAM / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) {
      shared[threadIdx.x] += shared[threadIdx.x + half];
    }
    __syncthreads();
  }
  double sum = shared[0];
  __syncthreads();
  return sum;
}

// Adds n numbers to target[0]; one block.
TEAM_KERNEL(add_up)(const double* terms, i64 n, double* target) {
  __shared__ double shared[TEAM];
  double own = 0;
  for (i64 i = threadIdx.x; i < n; i += TEAM) {
    own += terms[i];
  }
  double sum = team_sum(own, shared);
  if (threadIdx.x == 0) {
    target[0] += sum;
  }
}

// The sum of squares of each block's share of numbers; n from memory where it is known there alone.
TEAM_KERNEL(square_sums)(const float* values, i64 n, const u32* count, double* target) {
  __shared__ double shared[TEAM];
  i64 all = count == nullptr ? n : n * count[0];
  double own = 0;
  FOR_EACH(i, all) {
    own += (double)values[i] * values[i];
  }
  double sum = team_sum(own, shared);
  if (threadIdx.x == 0) {
    target[blockIdx.x] = sum;
  }
}

// What gradients are multiplied by so that their norm is at most a limit; one block.
TEAM_KERNEL(clip_scale)(const double* squares, i64 n, double limit, float* scale) {
  __shared__ double shared[TEAM];
  double own = 0;
  for (i64 i = threadIdx.x; i < n; i += TEAM) {
    own += squares[i];
  }
  double norm = sqrt(team_sum(own, shared));
  if (threadIdx.x == 0) {
    scale[0] = norm > limit ? (float)(limit / norm) : 1.0f;
  }
}

// Two sums of each of `width` columns over the rows of each of `chunks` chunks, as 2 × width doubles per chunk:
// of v = a + bias, and of v times b, or the row's factor, or v itself.
KERNEL(column_sums)(const float* a, const float* bias, const float* b, const float* factors, i64 n, int width,
                    int chunks, double* sums) {
  FOR_EACH(i, (i64)chunks * width) {
    i64 chunk = i / width;
    int column = (int)(i % width);
    double plain = 0;
    double scaled = 0;
    float offset = bias == nullptr ? 0.0f : bias[column];
    for (i64 row = n * chunk / chunks; row < n * (chunk + 1) / chunks; row++) {
      float v = a[row * width + column] + offset;
      float w = b != nullptr ? b[row * width + column] : factors != nullptr ? factors[row] : v;
      plain += v;
      scaled += (double)v * w;
    }
    sums[2 * chunk * width + column] = plain;
    sums[(2 * chunk + 1) * width + column] = scaled;
  }
}

// Adds up what column_sums gives: width sums of v, then width of products.
KERNEL(finish_sums)(const double* parts, int chunks, int width, double* sums) {
  FOR_EACH(i, 2 * (i64)width) {
    double sum = 0;
    for (i64 chunk = 0; chunk < chunks; chunk++) {
      sum += parts[chunk * 2 * width + i];
    }
    sums[i] = sum;
  }
}

KERNEL(store_sums)(const double* sums, int n, float* target) {
  FOR_EACH(i, n) {
    target[i] = (float)sums[i];
  }
}
