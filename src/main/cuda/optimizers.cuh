// The update rules of io.sparkdeepfm.optim, element by element, and row by row for row-wise Adagrad.
#pragma once
#include "common.cuh"

// As in io.sparkdeepfm.engine.cuda.KernelCodes.
constexpr int ADAM = 0;
constexpr int ADAM_W = 1;
constexpr int ADAGRAD = 2;
constexpr int ROW_WISE_ADAGRAD = 3;
constexpr int PROXIMAL_ADAGRAD = 4;
constexpr int FTRL = 5;
constexpr int SGD = 6;

struct Optimizer {
  double beta1;
  double beta2;
  double epsilon;
  double momentum;
  double ftrl_beta;
  double l1;
  double l2;
  const float* corrections;       // 1 / (1 − β₁ᵗ) at t
  const float* root_corrections;  // 1 / √(1 − β₂ᵗ) at t
  i64 num_corrections;
  i64 type;
};

// The learning rates of io.sparkdeepfm.optim.LearningRateSchedule.
struct Rates {
  double initial;
  double scale;
  double floor;
  i64 warmup;
  i64 total;
  i64 before;
  i64 type;  // constant, plateau, linear, cosine
};

constexpr double PI = 3.14159265358979323846;

struct Step {
  i64 number;
  i64 times;
  float rate;
};

__device__ inline double minimum(double a, double b) { return a < b ? a : b; }
__device__ inline double maximum(double a, double b) { return a > b ? a : b; }

__device__ inline float rate_at(const Rates& rates, i64 own_step) {
  i64 step = rates.before + own_step;
  if (step < rates.warmup) {
    return (float)(rates.initial * rates.scale * step / rates.warmup);
  }
  i64 falling = rates.total - rates.warmup > 1 ? rates.total - rates.warmup : 1;
  double progress = minimum(1, (double)(step - rates.warmup) / falling);
  double factor = rates.type < 2 ? 1 : rates.type == 2 ? 1 - progress : 0.5 * (1 + cos(PI * progress));
  return (float)maximum(minimum(rates.floor, rates.initial), rates.initial * rates.scale * factor);
}

__device__ inline bool constant_after(const Rates& rates, i64 own_step) {
  return rates.before + own_step >= rates.warmup && rates.type < 2;
}

__device__ inline float at(const float* corrections, const Optimizer& o, i64 step) {
  return step < o.num_corrections ? corrections[step] : 1.0f;
}

__device__ inline float sign(float value) { return value > 0 ? 1.0f : value < 0 ? -1.0f : 0.0f; }

__device__ inline float penalty_gradient(const Optimizer& o, float theta) {
  float l1 = o.l1 == 0 ? 0.0f : (float)o.l1 * sign(theta);
  return l1 + (float)o.l2 * theta;
}

__device__ inline double power_of(double base, i64 times) { return times == 1 ? base : pow(base, (double)times); }

// n times |θ| ← max(r|θ| − c, 0), in closed form.
__device__ inline float shrink(float theta, double keep, double threshold, i64 times) {
  double base = maximum(keep, 0);
  double power = power_of(base, times);
  double sum = times == 1 ? 1 : base == 1 ? (double)times : (1 - power) / (1 - base);
  return (float)copysign(maximum(power * fabs((double)theta) - threshold * sum, 0), (double)theta);
}

__device__ inline void adam(const Optimizer& o, float& theta, float* m, float* v, float g, const Step& step) {
  float size = step.rate * at(o.corrections, o, step.number);
  float root = at(o.root_corrections, o, step.number);
  float new_m = (float)o.beta1 * *m + (float)(1 - o.beta1) * g;
  float new_v = (float)o.beta2 * *v + (float)(1 - o.beta2) * g * g;
  *m = new_m;
  *v = new_v;
  theta -= size * new_m / (sqrtf(new_v) * root + (float)o.epsilon);
}

__device__ inline float ftrl_curvature(const Optimizer& o, float root, float rate) {
  return ((float)o.ftrl_beta + root) / rate + (float)o.l2;
}

__device__ inline float ftrl_parameter(const Optimizer& o, float z, float root, float rate) {
  float excess = fabsf(z) - (float)o.l1;
  return excess <= 0 ? 0.0f : -copysignf(excess, z) / ftrl_curvature(o, root, rate);
}

__device__ inline void ftrl(const Optimizer& o, float& theta, float* z, float* n, float g, const Step& step) {
  float root = sqrtf(*n);
  // Where θ is not what z and n say, to rounding, it was set from outside, and z is made to say it.
  float said = ftrl_parameter(o, *z, root, step.rate);
  if (*z == 0 && *n == 0) {
    *z = -theta * (float)o.ftrl_beta / step.rate;
  } else if (theta != said) {
    *z = -theta * ftrl_curvature(o, root, step.rate) - sign(theta) * (float)o.l1;
  }
  float squares = *n + g * g;
  float new_root = sqrtf(squares);
  *z += g - (new_root - root) / step.rate * theta;
  *n = squares;
  theta = ftrl_parameter(o, *z, new_root, step.rate);
}

// One step of an element; its states stand `stride` floats apart.
__device__ inline void update_element(const Optimizer& o, float& theta, float* state, i64 stride, float g,
                                      const Step& step) {
  float* second = state + stride;
  if (o.type == FTRL) {
    ftrl(o, theta, state, second, g, step);
    return;
  }
  if (o.type == PROXIMAL_ADAGRAD) {
    float a = *state + g * g;
    *state = a;
    float rate = step.rate / sqrtf(a);
    float u = theta - rate * g;
    float size = fabsf(u) - rate * (float)o.l1;
    theta = copysignf((size > 0 ? size : 0.0f) / (1 + rate * (float)o.l2), u);
    return;
  }
  if (o.type == ADAM_W) {
    if (o.l1 != 0 || o.l2 != 0) {
      theta = shrink(theta, 1 - step.rate * o.l2, step.rate * o.l1, 1);
    }
    adam(o, theta, state, second, g, step);
    return;
  }
  g += penalty_gradient(o, theta);
  if (o.type == ADAM) {
    adam(o, theta, state, second, g, step);
  } else if (o.type == SGD) {
    float u = (float)o.momentum * *state + g;
    *state = u;
    theta -= step.rate * u;
  } else {
    float a = *state + g * g;
    *state = a;
    theta -= step.rate * g / (sqrtf(a) + (float)o.epsilon);
  }
}

// Adam's steps with a constant gradient g.
__device__ inline void repeat_adam(const Optimizer& o, float& theta, float* m, float* v, float g, const Step& step) {
  double power = pow(o.beta1, (double)step.times);
  float keep2 = (float)pow(o.beta2, (double)step.times);
  float middle_keep = (float)pow(o.beta2, (step.times + 1) * 0.5);
  float mean_keep = (float)(o.beta1 * (1 - power) / ((1 - o.beta1) * step.times));
  i64 middle = step.number + step.times / 2;
  float size = step.rate * at(o.corrections, o, middle) * step.times;
  float mean_m = g + (*m - g) * mean_keep;
  float middle_v = g * g + (*v - g * g) * middle_keep;
  *m = g + (*m - g) * (float)power;
  *v = g * g + (*v - g * g) * keep2;
  theta -= size * mean_m / (sqrtf(middle_v) * at(o.root_corrections, o, middle) + (float)o.epsilon);
}

// Adam's steps with λθ as gradient: a power of a matrix, v at its middle value.
__device__ inline void decay_adam(const Optimizer& o, float& theta, float* m, float* v, const Step& step) {
  float l2 = (float)o.l2;
  float keep2 = (float)pow(o.beta2, (double)step.times);
  float middle_keep = (float)pow(o.beta2, (step.times + 1) * 0.5);
  i64 middle = step.number + step.times / 2;
  float squared = l2 * l2 * theta * theta;
  float middle_v = squared + (*v - squared) * middle_keep;
  float s = step.rate * at(o.corrections, o, middle) /
            (sqrtf(middle_v) * at(o.root_corrections, o, middle) + (float)o.epsilon);
  float to_m = (float)(1 - o.beta1) * l2;
  float a = 1 - s * to_m;
  float b = -s * (float)o.beta1;
  float c = to_m;
  float d = (float)o.beta1;
  for (i64 power = 1; power < step.times; power *= 2) {
    float bc = b * c;
    float trace = a + d;
    a = a * a + bc;
    d = d * d + bc;
    b *= trace;
    c *= trace;
  }
  float end = a * theta + b * *m;
  *m = c * theta + d * *m;
  float mean_square = l2 * l2 * (theta * theta + theta * end + end * end) / 3;
  *v = mean_square + (*v - mean_square) * keep2;
  theta = end;
}

// (θ, u) ← Mⁿ (θ, u) with M = [[1 − ηλ, −ημ], [λ, μ]].
__device__ inline void decay_momentum(const Optimizer& o, float& theta, float* velocity, const Step& step) {
  float l2 = (float)o.l2;
  double p[4] = {1, 0, 0, 1};
  double q[4] = {1 - (double)step.rate * l2, -(double)step.rate * o.momentum, l2, o.momentum};
  for (i64 n = step.times; n > 0; n >>= 1) {
    if (n & 1) {
      double r[4] = {p[0] * q[0] + p[1] * q[2], p[0] * q[1] + p[1] * q[3], p[2] * q[0] + p[3] * q[2],
                     p[2] * q[1] + p[3] * q[3]};
      for (int i = 0; i < 4; i++) {
        p[i] = r[i];
      }
    }
    double r[4] = {q[0] * q[0] + q[1] * q[2], q[0] * q[1] + q[1] * q[3], q[2] * q[0] + q[3] * q[2],
                   q[2] * q[1] + q[3] * q[3]};
    for (int i = 0; i < 4; i++) {
      q[i] = r[i];
    }
  }
  double t = theta;
  double u = *velocity;
  theta = (float)(p[0] * t + p[1] * u);
  *velocity = (float)(p[2] * t + p[3] * u);
}

__device__ inline void repeat_momentum(const Optimizer& o, float& theta, float* velocity, float g, const Step& step) {
  double power = pow(o.momentum, (double)step.times);
  float sum_of_keeps = (float)(o.momentum * (1 - power) / (1 - o.momentum));
  float s = g * (float)(1 / (1 - o.momentum));
  float excess = *velocity - s;
  *velocity = s + excess * (float)power;
  theta -= step.rate * (step.times * s + excess * sum_of_keeps);
}

__device__ inline void decay_adagrad(const Optimizer& o, float& theta, float* accumulator, const Step& step) {
  float l2 = (float)o.l2;
  float squared = l2 * l2 * theta * theta;
  double middle = *accumulator + (step.times + 1) * 0.5 * squared;
  double factor = maximum(1 - step.rate * l2 / (sqrt(middle) + o.epsilon), 0);
  double end = theta * pow(factor, (double)step.times);
  *accumulator += (float)(step.times * l2 * l2 * (theta * theta + theta * end + end * end) / 3);
  theta = (float)end;
}

__device__ inline void repeat_adagrad(const Optimizer& o, float& theta, float* accumulator, float g, const Step& step) {
  float middle = *accumulator + (step.times + 1) * 0.5f * g * g;
  *accumulator += step.times * g * g;
  theta -= step.rate * step.times * g / (sqrtf(middle) + (float)o.epsilon);
}

// step.times steps of an element without data, by io.sparkdeepfm.optim.Optimizer.idle.
__device__ inline void idle_element(const Optimizer& o, float& theta, float* state, i64 stride, const Step& step) {
  float* second = state + stride;
  if (o.type == ADAM_W) {
    theta = shrink(theta, 1 - step.rate * o.l2, step.rate * o.l1, step.times);
  } else if (o.type == PROXIMAL_ADAGRAD) {
    double rate = step.rate / sqrt((double)*state);
    double keep = 1 / (1 + rate * o.l2);
    theta = shrink(theta, keep, keep * rate * o.l1, step.times);
  } else if (step.times == 1) {
    update_element(o, theta, state, stride, 0, step);
  } else if (o.l1 == 0) {
    if (o.type == ADAM) {
      decay_adam(o, theta, state, second, step);
    } else if (o.type == SGD) {
      decay_momentum(o, theta, state, step);
    } else {
      decay_adagrad(o, theta, state, step);
    }
  } else {
    float before = theta;
    float g = penalty_gradient(o, theta);
    if (o.type == ADAM) {
      repeat_adam(o, theta, state, second, g, step);
    } else if (o.type == SGD) {
      repeat_momentum(o, theta, state, g, step);
    } else {
      repeat_adagrad(o, theta, state, g, step);
    }
    if (before * theta < 0) {
      theta = 0;
    }
  }
}

// The embedding or the first-order weight of a row, which have one accumulator of row-wise Adagrad. `gradients` may
// be null for steps without data.
__device__ inline void repeat_row_wise(const Optimizer& o, float* values, const float* gradients, float scale,
                                       int length, float* accumulator, const Step& step) {
  double squares = 0;
  for (int i = 0; i < length; i++) {
    float g = (gradients == nullptr ? 0.0f : gradients[i] * scale) + penalty_gradient(o, values[i]);
    squares += (double)g * g;
  }
  float mean = (float)(squares / length);
  float middle = *accumulator + (step.times + 1) * 0.5f * mean;
  *accumulator += step.times * mean;
  float factor = step.rate * step.times / (sqrtf(middle) + (float)o.epsilon);
  for (int i = 0; i < length; i++) {
    float before = values[i];
    float g = (gradients == nullptr ? 0.0f : gradients[i] * scale) + penalty_gradient(o, before);
    float after = before - factor * g;
    values[i] = step.times > 1 && before * after < 0 ? 0.0f : after;
  }
}

__device__ inline void idle_row_wise(const Optimizer& o, float* values, int length, float* accumulator,
                                     const Step& step) {
  if (step.times == 1 || o.l1 != 0) {
    repeat_row_wise(o, values, nullptr, 1, length, accumulator, step);
    return;
  }
  float l2 = (float)o.l2;
  double squares = 0;
  for (int i = 0; i < length; i++) {
    squares += (double)values[i] * values[i];
  }
  double mean = l2 * l2 * squares / length;
  double middle = *accumulator + (step.times + 1) * 0.5 * mean;
  double factor = pow(maximum(1 - step.rate * l2 / (sqrt(middle) + o.epsilon), 0), (double)step.times);
  *accumulator += (float)(step.times * mean * (1 + factor + factor * factor) / 3);
  for (int i = 0; i < length; i++) {
    values[i] *= (float)factor;
  }
}

// Whether one stride over many steps equals them all, apart from rounding.
__device__ inline bool idles_exactly(const Optimizer& o) {
  return o.type == ADAM_W || o.type == PROXIMAL_ADAGRAD || (o.type == SGD && o.l1 == 0);
}

__device__ inline i64 highest_one_bit(i64 value) { return (i64)1 << (63 - __clzll(value)); }

// How many of the steps [step, to) a row makes up at once that has missed those from `from` on.
__device__ inline i64 stride_of(const Optimizer& o, const Rates& rates, i64 from, i64 step, i64 to) {
  if (idles_exactly(o) && constant_after(rates, step)) {
    return to - step;
  }
  i64 done = step - from;
  if (done < 32) {
    return 1;
  }
  i64 most = highest_one_bit(done / 8);
  i64 left = highest_one_bit(to - step);
  return most < left ? most : left;
}
