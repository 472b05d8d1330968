// NVIDIA's driver, cuBLAS and cuBLASLt as far as the engine calls them, on this machine's processor: the kernels are those of
// src/main/cuda, compiled for it; memory is full of NaN until it is written; products are plain loops. A call without
// a context, with a kernel that the shipped PTX lacks, or with memory that is not allocated, fails as the driver's do.
// Copies from locked memory of the host are made as late as a GPU may make them: when something behind them in their
// stream, or behind their event in another one, runs. So what reads too early finds what was there before, and what
// writes to their source too early is copied in its place.
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "emulation.h"

#include "deepfm.cu"

struct Kernel {
  const char* name;
  void (*run)(void**);
  bool team;
};

static const Kernel KERNELS[] = {
#include "kernels.inc"
};

namespace {
enum Status { SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_FOUND = 500, NO_CONTEXT = 201, BAD_PTX = 218 };

constexpr size_t TOTAL_BYTES = (size_t)512 << 20;
constexpr size_t ALIGNMENT = 256;
constexpr int NUM_DEVICES = 2;

std::mutex guard;
std::map<uintptr_t, size_t> memory;
size_t allocated = 0;
thread_local void* current = nullptr;
int context_of[NUM_DEVICES];

struct Copy {
  uintptr_t target;
  uintptr_t source;
  size_t bytes;
  bool done;
};

typedef std::vector<std::shared_ptr<Copy>> Copies;

struct Stream {
  Copies pending;
};

struct Event {
  Copies before;
};

struct Cublas {
  Stream* stream;
};

std::set<Stream*> streams;
std::map<uintptr_t, size_t> locked;  // memory of the host

// What runs in a stream now runs behind all copies there.
void reach(Stream* stream) {
  for (auto& copy : stream->pending) {
    if (!copy->done) {
      memcpy(reinterpret_cast<void*>(copy->target), reinterpret_cast<void*>(copy->source), copy->bytes);
      copy->done = true;
    }
  }
  stream->pending.clear();
}

bool lies_in(const std::map<uintptr_t, size_t>& stretches, uintptr_t address, size_t bytes) {
  auto above = stretches.upper_bound(address);
  if (above == stretches.begin()) {
    return false;
  }
  auto own = std::prev(above);
  return address + bytes <= own->first + own->second;
}

// Whether an address lies in memory that is allocated, with so many bytes from it on.
bool is_allocated(uintptr_t address, size_t bytes) { return lies_in(memory, address, bytes); }

Status copy(Stream* stream, uintptr_t target, uintptr_t source, size_t bytes, bool to_device, bool from_device) {
  std::lock_guard<std::mutex> lock(guard);
  if (current == nullptr) {
    return NO_CONTEXT;
  }
  if ((to_device && !is_allocated(target, bytes)) || (from_device && !is_allocated(source, bytes))) {
    return INVALID_VALUE;
  }
  if (!from_device && lies_in(locked, source, bytes)) {
    stream->pending.push_back(std::make_shared<Copy>(Copy{target, source, bytes, false}));
    return SUCCESS;
  }
  reach(stream);
  memcpy(reinterpret_cast<void*>(target), reinterpret_cast<void*>(source), bytes);
  return SUCCESS;
}
}  // namespace

extern "C" {
int cuInit(unsigned) { return SUCCESS; }

int cuDriverGetVersion(int* version) {
  *version = 12010;
  return SUCCESS;
}

int cuGetErrorString(int status, const char** text) {
  static const std::map<int, const char*> TEXTS = {{INVALID_VALUE, "invalid argument"},
                                                   {OUT_OF_MEMORY, "out of memory"},
                                                   {NOT_FOUND, "named symbol not found"},
                                                   {NO_CONTEXT, "invalid device context"},
                                                   {BAD_PTX, "a PTX JIT compilation failed"}};
  auto found = TEXTS.find(status);
  if (found == TEXTS.end()) {
    return INVALID_VALUE;
  }
  *text = found->second;
  return SUCCESS;
}

int cuDeviceGetCount(int* count) {
  *count = NUM_DEVICES;
  return SUCCESS;
}

int cuDeviceGet(int* device, int ordinal) {
  *device = ordinal;
  return SUCCESS;
}

int cuDeviceGetName(char* name, int length, int) {
  snprintf(name, length, "emulated GPU");
  return SUCCESS;
}

int cuDeviceGetAttribute(int* value, int attribute, int) {
  *value = attribute == 75 ? 8 : 0;
  return attribute == 75 || attribute == 76 ? SUCCESS : INVALID_VALUE;
}

int cuDevicePrimaryCtxRetain(void** context, int device) {
  *context = &context_of[device];
  return SUCCESS;
}

int cuCtxSetCurrent(void* context) {
  current = context;
  return SUCCESS;
}

int cuMemGetInfo_v2(size_t* free_bytes, size_t* total) {
  std::lock_guard<std::mutex> lock(guard);
  *free_bytes = TOTAL_BYTES - allocated;
  *total = TOTAL_BYTES;
  return current == nullptr ? NO_CONTEXT : SUCCESS;
}

int cuMemAlloc_v2(uintptr_t* address, size_t bytes) {
  std::lock_guard<std::mutex> lock(guard);
  if (current == nullptr) {
    return NO_CONTEXT;
  }
  if (bytes == 0) {
    return INVALID_VALUE;
  }
  bool fits = allocated + bytes <= TOTAL_BYTES;
  void* made = fits ? aligned_alloc(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT) : nullptr;
  if (made == nullptr) {
    return OUT_OF_MEMORY;
  }
  memset(made, 0xFF, bytes);
  *address = reinterpret_cast<uintptr_t>(made);
  memory[*address] = bytes;
  allocated += bytes;
  return SUCCESS;
}

int cuMemFree_v2(uintptr_t address) {
  std::lock_guard<std::mutex> lock(guard);
  auto found = memory.find(address);
  if (found == memory.end()) {
    return INVALID_VALUE;
  }
  for (Stream* stream : streams) {  // freeing waits for the device
    reach(stream);
  }
  allocated -= found->second;
  memory.erase(found);
  free(reinterpret_cast<void*>(address));
  return SUCCESS;
}

int cuMemAllocHost_v2(uintptr_t* address, size_t bytes) {
  std::lock_guard<std::mutex> lock(guard);
  if (current == nullptr) {
    return NO_CONTEXT;
  }
  *address = reinterpret_cast<uintptr_t>(malloc(bytes));
  memset(reinterpret_cast<void*>(*address), 0xFF, bytes);
  locked[*address] = bytes;
  return SUCCESS;
}

// Fails if a copy from there is still to be made.
int cuMemFreeHost(uintptr_t address) {
  std::lock_guard<std::mutex> lock(guard);
  auto found = locked.find(address);
  bool used = std::any_of(streams.begin(), streams.end(), [&](Stream* stream) {
    return std::any_of(stream->pending.begin(), stream->pending.end(), [&](const std::shared_ptr<Copy>& copy) {
      return !copy->done && found != locked.end() && copy->source >= address && copy->source < address + found->second;
    });
  });
  if (found == locked.end() || used) {
    return INVALID_VALUE;
  }
  locked.erase(found);
  free(reinterpret_cast<void*>(address));
  return SUCCESS;
}

int cuMemsetD32Async(uintptr_t address, unsigned value, size_t count, Stream* stream) {
  std::lock_guard<std::mutex> lock(guard);
  reach(stream);
  if (!is_allocated(address, count * sizeof value)) {
    return INVALID_VALUE;
  }
  for (size_t i = 0; i < count; i++) {
    reinterpret_cast<unsigned*>(address)[i] = value;
  }
  return SUCCESS;
}

int cuMemcpyHtoDAsync_v2(uintptr_t target, uintptr_t source, size_t bytes, Stream* stream) {
  return copy(stream, target, source, bytes, true, false);
}

int cuMemcpyDtoHAsync_v2(uintptr_t target, uintptr_t source, size_t bytes, Stream* stream) {
  return copy(stream, target, source, bytes, false, true);
}

int cuMemcpyDtoDAsync_v2(uintptr_t target, uintptr_t source, size_t bytes, Stream* stream) {
  return copy(stream, target, source, bytes, true, true);
}

int cuStreamCreate(Stream** stream, unsigned) {
  std::lock_guard<std::mutex> lock(guard);
  *stream = new Stream();
  streams.insert(*stream);
  return SUCCESS;
}

int cuStreamSynchronize(Stream* stream) {
  std::lock_guard<std::mutex> lock(guard);
  reach(stream);
  return current == nullptr ? NO_CONTEXT : SUCCESS;
}

int cuStreamDestroy_v2(Stream* stream) {
  std::lock_guard<std::mutex> lock(guard);
  reach(stream);
  streams.erase(stream);
  delete stream;
  return SUCCESS;
}

int cuEventCreate(Event** event, unsigned) {
  *event = new Event();
  return SUCCESS;
}

int cuEventRecord(Event* event, Stream* stream) {
  std::lock_guard<std::mutex> lock(guard);
  event->before = stream->pending;
  return SUCCESS;
}

int cuStreamWaitEvent(Stream* stream, Event* event, unsigned) {
  std::lock_guard<std::mutex> lock(guard);
  stream->pending.insert(stream->pending.end(), event->before.begin(), event->before.end());
  return SUCCESS;
}

int cuEventDestroy_v2(Event* event) {
  delete event;
  return SUCCESS;
}

// The shipped PTX must have every kernel. Of the options only a log of errors, then its size, are known.
int cuModuleLoadDataEx(void** module, const char* image, unsigned count, const int* options, void** values) {
  std::string ptx(image);
  for (const Kernel& kernel : KERNELS) {
    if (ptx.find(std::string(".entry ") + kernel.name + "(") == std::string::npos) {
      if (count == 2 && options[0] == 5 && options[1] == 6) {
        snprintf(static_cast<char*>(values[0]), reinterpret_cast<size_t>(values[1]), "there is no kernel %s\n",
                 kernel.name);
      }
      return BAD_PTX;
    }
  }
  *module = &memory;
  return SUCCESS;
}

int cuModuleUnload(void*) { return SUCCESS; }

int cuModuleGetFunction(const Kernel** function, void*, const char* name) {
  for (const Kernel& kernel : KERNELS) {
    if (strcmp(kernel.name, name) == 0) {
      *function = &kernel;
      return SUCCESS;
    }
  }
  return NOT_FOUND;
}

int cuLaunchKernel(const Kernel* kernel, unsigned grid, unsigned grid_y, unsigned grid_z, unsigned threads,
                   unsigned threads_y, unsigned threads_z, unsigned shared, Stream* stream, void** arguments,
                   void**) {
  std::lock_guard<std::mutex> lock(guard);  // the shared memory of blocks is static here
  if (grid == 0 || threads == 0 || threads > 1024 || grid_y * grid_z * threads_y * threads_z != 1 || shared != 0) {
    return INVALID_VALUE;
  }
  if (current == nullptr) {
    return NO_CONTEXT;
  }
  reach(stream);
  emulation::launch(kernel->run, kernel->team, grid, threads, arguments);
  return SUCCESS;
}

int cublasCreate_v2(Cublas** handle) {
  *handle = new Cublas();
  return SUCCESS;
}

int cublasDestroy_v2(Cublas* handle) {
  delete handle;
  return SUCCESS;
}

int cublasSetStream_v2(Cublas* handle, Stream* stream) {
  handle->stream = stream;
  return SUCCESS;
}

int cublasGetVersion_v2(void*, int* version) {
  *version = 120100;
  return SUCCESS;
}

}

// A number with so many of its last bits rounded away, to the nearest, ties to even.
static float rounded(float value, unsigned dropped) {
  if (dropped == 0) {
    return value;
  }
  unsigned bits;
  memcpy(&bits, &value, sizeof bits);
  bits = (bits + (1u << (dropped - 1)) - 1 + (bits >> dropped & 1)) >> dropped << dropped;
  memcpy(&value, &bits, sizeof bits);
  return value;
}

// How many of a float's last bits a computation drops from its factors; −1 if it is none of those known here.
static int dropped_bits(int compute) {
  constexpr int FLOAT32 = 68;
  constexpr int BFLOAT16 = 75;
  constexpr int TF32 = 77;
  return compute == FLOAT32 ? 0 : compute == TF32 ? 13 : compute == BFLOAT16 ? 16 : -1;
}

// Whether a column-major matrix of floats lies in memory that is allocated.
static bool is_allocated(const float* matrix, int64_t rows, int64_t columns, int64_t stride) {
  std::lock_guard<std::mutex> lock(guard);
  return is_allocated(reinterpret_cast<uintptr_t>(matrix), ((columns - 1) * stride + rows) * sizeof(float));
}

// op(A) op(B), m × n, column by column: each is handed to `write` with its number. All column-major float32.
template <class Write>
static void multiply(bool left_transposed, bool right_transposed, int m, int n, int k, const float* a, int64_t lda,
                     const float* b, int64_t ldb, unsigned dropped, Write write) {
  std::vector<float> left((size_t)k * m);  // op(A), column by column
  for (int p = 0; p < k; p++) {
    for (int i = 0; i < m; i++) {
      left[(size_t)p * m + i] = rounded(left_transposed ? a[i * lda + p] : a[p * lda + i], dropped);
    }
  }
  std::vector<float> column(m);
  for (int j = 0; j < n; j++) {
    std::fill(column.begin(), column.end(), 0.0f);
    for (int p = 0; p < k; p++) {
      float right = rounded(right_transposed ? b[p * ldb + j] : b[j * ldb + p], dropped);
      const float* own = &left[(size_t)p * m];
      for (int i = 0; i < m; i++) {
        column[i] += right * own[i];
      }
    }
    write(j, column);
  }
}

// C (m × n) ← α op(A) op(B) + β C, all column-major float32.
extern "C" int cublasGemmEx(Cublas* handle, int left_transposed, int right_transposed, int m, int n, int k, const float* alpha,
                 const float* a, int a_type, int lda, const float* b, int b_type, int ldb, const float* beta, float* c,
                 int c_type, int ldc, int compute, int) {
  if ((a_type | b_type | c_type) != 0 || dropped_bits(compute) < 0 || lda < (left_transposed ? k : m) ||
      ldb < (right_transposed ? n : k) || ldc < m ||
      !is_allocated(a, left_transposed ? k : m, left_transposed ? m : k, lda) ||
      !is_allocated(b, right_transposed ? n : k, right_transposed ? k : n, ldb) || !is_allocated(c, m, n, ldc)) {
    return INVALID_VALUE;
  }
  {
    std::lock_guard<std::mutex> lock(guard);
    reach(handle->stream);
  }
  multiply(left_transposed, right_transposed, m, n, k, a, lda, b, ldb, dropped_bits(compute),
           [=](int j, const std::vector<float>& column) {
             for (int i = 0; i < m; i++) {
               float* target = c + (size_t)j * ldc + i;
               *target = *alpha * column[i] + (*beta == 0 ? 0.0f : *beta * *target);
             }
           });
  return SUCCESS;
}

#include "cublaslt.h"
