// Optimizer steps on embedding rows and dense parameters, and what workers exchange of rows.
#pragma once
#include "optimizers.cuh"

// All tables, one below the other, with what stands beside each row.
struct Tables {
  float* values;   // rows × (D + 1)
  float* states;   // rows × states × floats of a state
  int* last_step;  // up to which the penalty has acted; null where no row moves without data
  float* touches;  // Σ of the weights of a round's touches; below 0 for none
  int row_length;
  int num_states;
  int state_length;
  int padding;
};

__device__ inline float* states_of(const Tables& tables, i64 row) {
  return tables.states + row * tables.num_states * tables.state_length;
}

// Threads that work on a row: one per element, or one per accumulator.
__device__ inline int parts_of(const Tables& tables, const Optimizer& o) {
  return o.type == ROW_WISE_ADAGRAD ? 2 : tables.row_length;
}

// One step of the distinct rows of a mini-batch. The weight of a touch is 1, or the row weight where rows idle.
KERNEL(update_rows)(Tables tables, const Optimizer* optimizer, const Rates* rates, i64 number, const u32* rows,
                    const u32* counts, const float* gradients, const float* row_weights, const float* scale) {
  Optimizer o = *optimizer;
  Step step = {number, 1, rate_at(*rates, number)};
  int parts = parts_of(tables, o);
  int length = tables.row_length;
  float factor = scale == nullptr ? 1.0f : scale[0];
  FOR_EACH(i, (i64)counts[0] * parts) {
    i64 r = i / parts;
    int part = (int)(i % parts);
    i64 row = rows[r];
    float* values = tables.values + row * length;
    float* states = states_of(tables, row);
    if (o.type == ROW_WISE_ADAGRAD) {
      int begin = part == 0 ? 0 : length - 1;
      int size = part == 0 ? length - 1 : 1;
      repeat_row_wise(o, values + begin, gradients + r * length + begin, factor, size, states + part, step);
    } else {
      update_element(o, values[part], states + part, tables.state_length, gradients[r * length + part] * factor, step);
    }
    if (part == 0) {
      float weight = tables.last_step == nullptr || row_weights == nullptr ? 1.0f : row_weights[r];
      float before = tables.touches[row];
      tables.touches[row] = before < 0 ? weight : before + weight;
      if (tables.last_step != nullptr) {
        tables.last_step[row] = (int)number;
      }
    }
  }
}

// Makes up the steps before `number` that rows have missed: listed ones, or those from `first` on. Idle steps of a
// mini-batch's rows, where `number` is the step to come.
KERNEL(catch_up)(Tables tables, const Optimizer* optimizer, const Rates* rates, i64 number, const u32* rows,
                 const u32* counts, i64 first, i64 n) {
  Optimizer o = *optimizer;
  int parts = parts_of(tables, o);
  i64 all = rows == nullptr ? n : counts[0];
  FOR_EACH(i, all * parts) {
    i64 row = rows == nullptr ? first + i / parts : rows[i / parts];
    int part = (int)(i % parts);
    float* values = tables.values + row * tables.row_length;
    float* states = states_of(tables, row);
    i64 from = tables.last_step[row] + (i64)1;
    for (i64 at = from; at < number;) {
      i64 times = stride_of(o, *rates, from, at, number);
      Step step = {at, times, rate_at(*rates, at + times / 2)};
      if (o.type == ROW_WISE_ADAGRAD) {
        int begin = part == 0 ? 0 : tables.row_length - 1;
        int size = part == 0 ? tables.row_length - 1 : 1;
        idle_row_wise(o, values + begin, size, states + part, step);
      } else {
        idle_element(o, values[part], states + part, tables.state_length, step);
      }
      at += times;
    }
  }
}

// Notes that these rows are up to date before step `number`; `report` lists those that moved among the touched.
KERNEL(caught_up)(Tables tables, i64 number, const u32* rows, const u32* counts, i64 first, i64 n, int report) {
  FOR_EACH(i, rows == nullptr ? n : counts[0]) {
    i64 row = rows == nullptr ? first + i : rows[i];
    if (tables.last_step[row] < number - 1) {
      tables.last_step[row] = (int)(number - 1);
      if (report && tables.touches[row] < 0) {
        tables.touches[row] = 0;
      }
    }
  }
}

// Lists all of n rows among the touched.
KERNEL(touch_all)(float* touches, i64 first, i64 n) {
  FOR_EACH(i, n) {
    if (touches[first + i] < 0) {
      touches[first + i] = 0;
    }
  }
}

// One step of dense parameters; the penalty acts on those that are marked.
KERNEL(update_dense)(const Optimizer* weights, const Optimizer* others, const unsigned char* penalized,
                     const Rates* rates, i64 number, i64 n, const float* gradients, const float* scale, float* values,
                     float* states) {
  Step step = {number, 1, rate_at(*rates, number)};
  float factor = scale == nullptr ? 1.0f : scale[0];
  FOR_EACH(i, n) {
    const Optimizer& o = penalized[i] ? *weights : *others;
    update_element(o, values[i], states + i, n, gradients[i] * factor, step);
  }
}

KERNEL(mark_touched)(const float* touches, i64 first, i64 n, u32* marks) {
  FOR_EACH(i, n + 1) {
    marks[i] = i < n && touches[first + i] >= 0;
  }
}

// Copies the touched rows to the places that their scanned marks say, and forgets the touches.
KERNEL(take_touched)(Tables tables, i64 first, i64 n, const u32* places, u32* rows, float* weights, float* values) {
  int length = tables.row_length;
  FOR_EACH(i, n) {
    i64 row = first + i;
    float touches = tables.touches[row];
    if (touches >= 0) {
      u32 place = places[i];
      rows[place] = (u32)i;
      weights[place] = touches;
      for (int k = 0; k < length; k++) {
        values[(i64)place * length + k] = tables.values[row * length + k];
      }
      tables.touches[row] = -1;
    }
  }
}

// Writes listed rows of a table that begins with row `first`, and perhaps up to which step they are penalised.
KERNEL(put_rows)(Tables tables, i64 first, const u32* rows, i64 n, const float* values, i64 last_step) {
  int length = tables.row_length;
  FOR_EACH(i, n * length) {
    i64 row = first + rows[i / length];
    tables.values[row * length + i % length] = values[i];
    if (i % length == 0 && last_step >= 0 && tables.last_step != nullptr) {
      tables.last_step[row] = (int)last_step;
    }
  }
}
