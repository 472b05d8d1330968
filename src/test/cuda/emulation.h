// The part of CUDA that the kernels use, for g++: blocks run one after the other, and the threads of a block that
// work together are fibres, which give way at barriers only. A barrier that some threads never reach ends the
// program with a message, as does a barrier in a kernel that is not declared as one of a team.
#pragma once
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#if !defined(__x86_64__)
#include <ucontext.h>
#endif
#include <vector>

#define __global__
#define __device__
#define __shared__ static
#define __forceinline__ inline
#define __restrict__

struct Index {
  unsigned x;
};

namespace emulation {
constexpr unsigned WARP = 32;
constexpr size_t STACK = 64 << 10;
enum class State { READY, AT_WARP, AT_BLOCK, DONE };

#if defined(__x86_64__)
// A thread of control: what swapcontext does, without its two calls of the system.
struct Context {
  void* stack = nullptr;
};

extern "C" void emulation_switch(void** save, void* load);

asm(R"(
.text
.globl emulation_switch
.type emulation_switch, @function
emulation_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size emulation_switch, .-emulation_switch
)");

inline void prepare(Context& context, char* stack, size_t size, void (*entry)()) {
  void** top = reinterpret_cast<void**>(reinterpret_cast<size_t>(stack + size) / 16 * 16);
  top[-1] = nullptr;
  top[-2] = reinterpret_cast<void*>(entry);
  for (int i = 3; i <= 8; i++) {
    top[-i] = nullptr;
  }
  context.stack = top - 8;
}

inline void change(Context& from, Context& to) { emulation_switch(&from.stack, to.stack); }
#else
typedef ucontext_t Context;

inline void prepare(Context& context, char* stack, size_t size, void (*entry)()) {
  getcontext(&context);
  context.uc_stack.ss_sp = stack;
  context.uc_stack.ss_size = size;
  makecontext(&context, entry, 0);
}

inline void change(Context& from, Context& to) { swapcontext(&from, &to); }
#endif

struct Fibre {
  Context context;
  std::vector<char> stack;
  State state = State::DONE;
};

struct Block {
  std::vector<Fibre> fibres;
  Context scheduler;
  unsigned running = 0;
  bool team = false;
  void (*body)(void**) = nullptr;
  void** arguments = nullptr;
  unsigned long long exchanged[32][WARP];
};

inline Block block;
inline Index threadIndex, blockIndex, blockSize, gridSize;

[[noreturn]] inline void fail(const char* message) {
  fprintf(stderr, "CUDA emulation: %s\n", message);
  abort();
}

inline void wait(State at) {
  if (!block.team) {
    fail("a barrier in a kernel whose threads are said to work on their own");
  }
  Fibre& own = block.fibres[block.running];
  own.state = at;
  change(own.context, block.scheduler);
  threadIndex.x = block.running;
}

inline void enter() {
  block.body(block.arguments);
  Fibre& own = block.fibres[block.running];
  own.state = State::DONE;
  change(own.context, block.scheduler);
}

inline void begin(unsigned thread) {
  Fibre& fibre = block.fibres[thread];
  if (fibre.stack.empty()) {
    fibre.stack.resize(STACK);
  }
  prepare(fibre.context, fibre.stack.data(), STACK, enter);
  fibre.state = State::READY;
}

// Lets those go on whose barrier all living threads of [from, to) have reached; whether there are any.
inline bool release(State at, unsigned from, unsigned to) {
  unsigned waiting = 0;
  for (unsigned t = from; t < to; t++) {
    State state = block.fibres[t].state;
    if (state != at && state != State::DONE) {
      return false;
    }
    waiting += state == at;
  }
  for (unsigned t = from; t < to; t++) {
    if (block.fibres[t].state == at) {
      block.fibres[t].state = State::READY;
    }
  }
  return waiting > 0;
}

inline void run_team(unsigned threads) {
  if (block.fibres.size() < threads) {
    block.fibres = std::vector<Fibre>(threads);
  }
  for (unsigned t = 0; t < threads; t++) {
    begin(t);
  }
  for (bool alive = true; alive;) {
    alive = false;
    for (unsigned t = 0; t < threads; t++) {
      if (block.fibres[t].state == State::READY) {
        block.running = t;
        threadIndex.x = t;
        change(block.scheduler, block.fibres[t].context);
        alive = true;
      }
    }
    bool released = release(State::AT_BLOCK, 0, threads);
    for (unsigned w = 0; w < threads; w += WARP) {
      released |= release(State::AT_WARP, w, w + WARP < threads ? w + WARP : threads);
    }
    alive |= released;
  }
  for (unsigned t = 0; t < threads; t++) {
    if (block.fibres[t].state != State::DONE) {
      fail("some threads wait at a barrier that the others never reach");
    }
  }
}

inline void launch(void (*body)(void**), bool team, unsigned grid, unsigned threads, void** arguments) {
  block.team = team;
  block.body = body;
  block.arguments = arguments;
  blockSize.x = threads;
  gridSize.x = grid;
  for (unsigned b = 0; b < grid; b++) {
    blockIndex.x = b;
    if (team) {
      run_team(threads);
    } else {
      for (unsigned t = 0; t < threads; t++) {
        threadIndex.x = t;
        body(arguments);
      }
    }
  }
}

// Calls a kernel with its arguments, each where its pointer says.
template <class... A, size_t... I>
void call(void (*kernel)(A...), void** arguments, std::index_sequence<I...>) {
  kernel(*static_cast<std::remove_const_t<A>*>(arguments[I])...);
}

template <auto K> struct Unpacked;
template <class... A, void (*K)(A...)> struct Unpacked<K> {
  static void run(void** arguments) { call(K, arguments, std::index_sequence_for<A...>{}); }
};
}  // namespace emulation

#define threadIdx emulation::threadIndex
#define blockIdx emulation::blockIndex
#define blockDim emulation::blockSize
#define gridDim emulation::gridSize

inline void __syncthreads() { emulation::wait(emulation::State::AT_BLOCK); }

inline void __syncwarp() { emulation::wait(emulation::State::AT_WARP); }

// The lanes of the warp that have the same value, all of which must come here.
inline unsigned __match_any_sync(unsigned, unsigned value) {
  unsigned warp = threadIdx.x / emulation::WARP;
  unsigned lane = threadIdx.x % emulation::WARP;
  auto& exchanged = emulation::block.exchanged[warp];
  exchanged[lane] = value;
  __syncwarp();
  unsigned same = 0;
  for (unsigned l = 0; l < emulation::WARP; l++) {
    same |= (exchanged[l] == value ? 1u : 0u) << l;
  }
  __syncwarp();
  return same;
}

inline int __popc(unsigned bits) { return __builtin_popcount(bits); }
inline int __clzll(long long bits) { return bits == 0 ? 64 : __builtin_clzll(bits); }
inline int __ffs(int bits) { return __builtin_ffs(bits); }

inline unsigned atomicAdd(unsigned* target, unsigned value) {
  unsigned before = *target;
  *target += value;
  return before;
}
