// cuBLASLt as its documentation describes it: D ← epilogue(α op(A) op(B) + β C), column-major float32. What it
// leaves open is made as strict as it allows: an algorithm serves the problem for which the heuristic found it and
// nothing else, sums of bias gradients need a workspace, and a mask's bits between its rows and its leading dimension
// are never read. Every address is looked up in the memory that is allocated.
#pragma once

namespace lt {
enum Status { SUCCESS = 0, INVALID_VALUE = 7, NOT_SUPPORTED = 15 };

// What goes wrong, where a test wants that; see emulateEpilogues.
enum Fault { NONE, NO_HEURISTIC, NO_ALGORITHM, NO_MASK, REFUSES, WRONG_BIAS, WRONG_MASK, WRONG_GRADIENT };

constexpr uint32_t DEFAULT = 1;
constexpr uint32_t RELU = 2;
constexpr uint32_t BIAS = 4;
constexpr uint32_t DRELU = 8;
constexpr uint32_t BGRAD = 16;
constexpr uint32_t AUX = 128;
constexpr int64_t MASK_ALIGNMENT = 128;
constexpr int COLUMNS_OF_SUM = 64;

int fault = NONE;

struct Handle {};

struct Matrix {
  int type;
  uint64_t rows;
  uint64_t columns;
  int64_t stride;

  bool holds(uint64_t r, uint64_t c) const { return type == 0 && rows == r && columns == c && stride >= (int64_t)r; }
};

struct Operation {
  int compute;
  int scale;
  int32_t left = 0;
  int32_t right = 0;
  uint32_t epilogue = DEFAULT;
  float* bias = nullptr;
  uint8_t* mask = nullptr;
  int64_t mask_stride = 0;
};

struct Preference {
  uint64_t workspace = 0;
  uint32_t reductions = 7;
  uint32_t alignments[4] = {256, 256, 256, 256};
};

// The 64 bytes that are opaque to callers.
struct Algorithm {
  uint32_t problem[8];  // m, n, k, operations, epilogue, computation
  uint32_t alignments[4];
  uint64_t workspace;
  uint64_t unused;
};

struct Result {
  Algorithm algorithm;
  size_t workspace;
  int state;
  float waves;
  int reserved[4];
};
static_assert(sizeof(Algorithm) == 64 && sizeof(Result) == 96, "as in cublasLt.h");

// Sets an attribute, which must have the size that is given.
template <class T>
Status set(T& attribute, const void* value, size_t size) {
  if (value == nullptr || size != sizeof(T)) {
    return INVALID_VALUE;
  }
  memcpy(&attribute, value, size);
  return SUCCESS;
}

// m, n and k of a problem; false if the matrices do not fit together.
inline bool sizes(const Operation& o, const Matrix& a, const Matrix& b, const Matrix& d, int& m, int& n, int& k) {
  m = (int)d.rows;
  n = (int)d.columns;
  k = (int)(o.left ? a.rows : a.columns);
  return o.left <= 1 && o.right <= 1 && d.holds(m, n) && a.holds(o.left ? k : m, o.left ? m : k) &&
         b.holds(o.right ? n : k, o.right ? k : n);
}

// Whether an epilogue is one that there is, with all that it needs.
inline bool is_possible(const Operation& o, int m) {
  bool known = o.epilogue == DEFAULT || o.epilogue == RELU || o.epilogue == BIAS || o.epilogue == (RELU | BIAS) ||
               o.epilogue == (RELU | AUX) || o.epilogue == (RELU | AUX | BIAS) || o.epilogue == (DRELU | AUX) ||
               o.epilogue == (DRELU | AUX | BGRAD);
  bool has_vector = (o.epilogue & (BIAS | BGRAD)) == 0 || (o.bias != nullptr && (uintptr_t)o.bias % 16 == 0);
  bool has_mask = (o.epilogue & AUX) == 0 || (o.mask != nullptr && o.mask_stride >= m &&
                                              o.mask_stride % MASK_ALIGNMENT == 0 && (uintptr_t)o.mask % 16 == 0);
  return known && has_vector && has_mask && o.scale == 0 && dropped_bits(o.compute) >= 0;
}

inline Algorithm algorithm(const Operation& o, int m, int n, int k) {
  Algorithm made = {};
  uint32_t problem[8] = {(uint32_t)m, (uint32_t)n, (uint32_t)k, (uint32_t)(2 * o.left + o.right), o.epilogue,
                         (uint32_t)o.compute};
  memcpy(made.problem, problem, sizeof problem);
  bool sums = (o.epilogue & BGRAD) != 0;
  made.workspace = sums ? ((size_t)(n + COLUMNS_OF_SUM - 1) / COLUMNS_OF_SUM) * m * sizeof(float) : 0;
  return made;
}

// What an epilogue makes of one column of the product.
inline void finish(const Operation& o, int m, int j, std::vector<float> column, float* target, float* sums) {
  uint8_t* mask = o.mask == nullptr ? nullptr : o.mask + (size_t)j * (o.mask_stride / 8);
  if ((o.epilogue & (RELU | AUX)) == (RELU | AUX)) {
    memset(mask, 0, (m + 7) / 8);
  }
  for (int i = 0; i < m; i++) {
    float value = column[i];
    if (o.epilogue & BIAS) {
      value += fault == WRONG_BIAS ? o.bias[(i + 1) % m] : o.bias[i];
    }
    uint8_t bit = 1 << (i % 8);
    if ((o.epilogue & RELU) && (o.epilogue & AUX) && (value > 0) != (fault == WRONG_MASK)) {
      mask[i / 8] |= bit;
    }
    if ((o.epilogue & RELU) && !(value > 0)) {
      value = 0;
    }
    float before = value;
    if ((o.epilogue & DRELU) && !(mask[i / 8] & bit)) {
      value = 0;
    }
    if (o.epilogue & BGRAD) {
      sums[i] += fault == WRONG_GRADIENT ? before : value;
    }
    target[i] = value;
  }
}
}  // namespace lt

extern "C" {
void emulateEpilogues(int fault) { lt::fault = fault; }

int cublasLtCreate(lt::Handle** handle) {
  *handle = new lt::Handle();
  return current == nullptr ? lt::INVALID_VALUE : lt::SUCCESS;
}

int cublasLtDestroy(lt::Handle* handle) {
  delete handle;
  return lt::SUCCESS;
}

int cublasLtMatrixLayoutCreate(lt::Matrix** matrix, int type, uint64_t rows, uint64_t columns, int64_t stride) {
  *matrix = new lt::Matrix{type, rows, columns, stride};
  return lt::SUCCESS;
}

int cublasLtMatrixLayoutDestroy(lt::Matrix* matrix) {
  delete matrix;
  return lt::SUCCESS;
}

int cublasLtMatmulDescCreate(lt::Operation** operation, int compute, int scale) {
  *operation = new lt::Operation{compute, scale};
  return lt::SUCCESS;
}

int cublasLtMatmulDescDestroy(lt::Operation* operation) {
  delete operation;
  return lt::SUCCESS;
}

int cublasLtMatmulDescSetAttribute(lt::Operation* operation, int attribute, const void* value, size_t size) {
  switch (attribute) {
    case 3:
      return lt::set(operation->left, value, size);
    case 4:
      return lt::set(operation->right, value, size);
    case 7:
      return lt::set(operation->epilogue, value, size);
    case 8:
      return lt::set(operation->bias, value, size);
    case 11:
      return lt::set(operation->mask, value, size);
    case 12:
      return lt::set(operation->mask_stride, value, size);
    default:
      return lt::INVALID_VALUE;
  }
}

int cublasLtMatmulPreferenceCreate(lt::Preference** preference) {
  *preference = new lt::Preference();
  return lt::SUCCESS;
}

int cublasLtMatmulPreferenceDestroy(lt::Preference* preference) {
  delete preference;
  return lt::SUCCESS;
}

int cublasLtMatmulPreferenceSetAttribute(lt::Preference* preference, int attribute, const void* value, size_t size) {
  switch (attribute) {
    case 1:
      return lt::set(preference->workspace, value, size);
    case 3:
      return lt::set(preference->reductions, value, size);
    case 5:
    case 6:
    case 7:
    case 8:
      return lt::set(preference->alignments[attribute - 5], value, size);
    default:
      return lt::INVALID_VALUE;
  }
}

// Knows one algorithm, which sums up in one sequence; it is named only where the preference allows no other.
int cublasLtMatmulAlgoGetHeuristic(lt::Handle*, const lt::Operation* operation, const lt::Matrix* a,
                                   const lt::Matrix* b, const lt::Matrix* c, const lt::Matrix* d,
                                   const lt::Preference* preference, int requested, lt::Result* results, int* count) {
  int m, n, k;
  *count = 0;
  if (requested < 1 || c != d || !lt::sizes(*operation, *a, *b, *d, m, n, k) || !lt::is_possible(*operation, m)) {
    return lt::INVALID_VALUE;
  }
  bool masks = (operation->epilogue & (lt::RELU | lt::AUX)) == (lt::RELU | lt::AUX);
  if (lt::fault == lt::NO_HEURISTIC || (lt::fault == lt::NO_MASK && masks)) {
    return lt::NOT_SUPPORTED;
  }
  lt::Algorithm found = lt::algorithm(*operation, m, n, k);
  if (lt::fault == lt::NO_ALGORITHM || preference->reductions != 0 || found.workspace > preference->workspace) {
    return lt::SUCCESS;
  }
  memcpy(found.alignments, preference->alignments, sizeof found.alignments);
  results[0] = {found, found.workspace, lt::SUCCESS, 1, {}};
  *count = 1;
  return lt::SUCCESS;
}

int cublasLtMatmul(lt::Handle*, const lt::Operation* operation, const float* alpha, const float* a,
                   const lt::Matrix* a_layout, const float* b, const lt::Matrix* b_layout, const float* beta,
                   const float* c, const lt::Matrix* c_layout, float* d, const lt::Matrix* d_layout,
                   const lt::Algorithm* algorithm, float* workspace, size_t workspace_bytes, Stream* stream) {
  int m, n, k;
  if (!lt::sizes(*operation, *a_layout, *b_layout, *d_layout, m, n, k) || !lt::is_possible(*operation, m) ||
      c != d || c_layout != d_layout || *beta != 0) {
    return lt::INVALID_VALUE;
  }
  lt::Algorithm own = lt::algorithm(*operation, m, n, k);
  const void* addresses[4] = {a, b, c, d};
  bool fits = memcmp(own.problem, algorithm->problem, sizeof own.problem) == 0 && workspace_bytes >= own.workspace;
  for (int i = 0; i < 4; i++) {
    fits &= (uintptr_t)addresses[i] % algorithm->alignments[i] == 0;
  }
  fits &= is_allocated(a, a_layout->rows, a_layout->columns, a_layout->stride);
  fits &= is_allocated(b, b_layout->rows, b_layout->columns, b_layout->stride);
  fits &= is_allocated(d, m, n, d_layout->stride);
  fits &= operation->bias == nullptr || is_allocated(operation->bias, m, 1, m);
  fits &= own.workspace == 0 ||
          ((uintptr_t)workspace % 256 == 0 && is_allocated(workspace, workspace_bytes / sizeof(float), 1, 1));
  {
    std::lock_guard<std::mutex> lock(guard);
    fits &= operation->mask == nullptr || is_allocated((uintptr_t)operation->mask, operation->mask_stride / 8 * n);
    reach(stream);
  }
  if (!fits || lt::fault == lt::REFUSES) {
    return fits ? lt::NOT_SUPPORTED : lt::INVALID_VALUE;
  }
  std::fill(workspace, workspace + own.workspace / sizeof(float), 0.0f);
  multiply(operation->left, operation->right, m, n, k, a, a_layout->stride, b, b_layout->stride,
           dropped_bits(operation->compute), [=](int j, std::vector<float> column) {
             for (float& value : column) {
               value *= *alpha;
             }
             lt::finish(*operation, m, j, column, d + j * d_layout->stride,
                        own.workspace == 0 ? nullptr : workspace + (size_t)(j / lt::COLUMNS_OF_SUM) * m);
           });
  for (int i = 0; own.workspace > 0 && i < m; i++) {
    float sum = 0;
    for (size_t part = 0; part < own.workspace / sizeof(float) / m; part++) {
      sum += workspace[part * m + i];
    }
    operation->bias[i] = sum;
  }
  return lt::SUCCESS;
}
}
