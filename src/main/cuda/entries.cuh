// The values of a mini-batch by the embedding rows that they stand for: listed, sorted by row, cut into pieces.
#pragma once
#include "common.cuh"

constexpr int NUMERIC = 0;
constexpr int SINGLE = 1;

// A field's values of all examples of a window, in one of the three forms of io.sparkdeepfm.data.FieldColumn.
struct Field {
  const int* offsets;
  const int* rows;
  const float* values;  // null where all are 1, unless numeric
  u64 first_row;        // of its table among the rows of all tables
  int kind;
  int padding;
};

// Values of one row that are added up one after the other.
constexpr u32 PIECE = 128;

// A mini-batch's values of fields, field by field: entry i stands for a cell (example · fields + field), a row and x.
// Entries without a row get the key `none`, which is above all rows.
KERNEL(list_entries)(const Field* fields, const int* bases, int num_fields, int from, int n, u32 none, u32* keys,
                     u32* entries, u32* cells, float* xs) {
  FOR_EACH(i, (i64)num_fields * n) {
    int f = (int)(i / n);
    int b = (int)(i % n);
    Field field = fields[f];
    int example = from + b;
    u32 first = (u32)field.first_row;
    i64 begin = bases[f] + b;
    i64 end = begin + 1;
    i64 shift = 0;
    if (field.kind > SINGLE) {
      shift = (i64)field.offsets[from] - bases[f];
      begin = field.offsets[example] - shift;
      end = field.offsets[example + 1] - shift;
    }
    for (i64 e = begin; e < end; e++) {
      float x = 1;
      u32 key;
      if (field.kind == NUMERIC) {
        x = field.values[example];
        key = x != 0 ? first : none;
      } else {
        int row = field.kind == SINGLE ? field.rows[example] : field.rows[e + shift];
        key = row >= 0 ? first + (u32)row : none;
        if (field.kind > SINGLE && field.values != nullptr) {
          x = field.values[e + shift];
        }
      }
      keys[e] = key;
      entries[e] = (u32)e;
      cells[e] = (u32)b * num_fields + f;
      xs[e] = x;
    }
  }
}

// Elements that a block sorts or scans.
constexpr u32 TILE = 2048;
constexpr u32 DIGITS = 256;

// One pass of a stable sort by 8 bits of the keys, first part: how often each digit stands in each tile, counts[digit ·
// tiles + tile].
TEAM_KERNEL(count_digits)(const u32* keys, u32 n, int shift, u32 tiles, u32* counts) {
  __shared__ u32 own[DIGITS];
  for (u32 tile = blockIdx.x; tile < tiles; tile += gridDim.x) {
    own[threadIdx.x] = 0;
    __syncthreads();
    for (u32 i = tile * TILE + threadIdx.x; i < n && i < (tile + 1) * TILE; i += TEAM) {
      atomicAdd(&own[keys[i] >> shift & (DIGITS - 1)], 1u);
    }
    __syncthreads();
    counts[threadIdx.x * tiles + tile] = own[threadIdx.x];
    __syncthreads();
  }
}

// Second part: moves each element to its place; `places` are the counts, scanned.
TEAM_KERNEL(place_digits)(const u32* keys, const u32* values, u32 n, int shift, u32 tiles, const u32* places,
                          u32* new_keys, u32* new_values) {
  __shared__ u32 next[DIGITS];
  __shared__ u32 of_warp[TEAM / 32][DIGITS];
  u32 warp = threadIdx.x / 32;
  u32 lane = threadIdx.x % 32;
  for (u32 tile = blockIdx.x; tile < tiles; tile += gridDim.x) {
    next[threadIdx.x] = places[threadIdx.x * tiles + tile];
    for (u32 round = 0; round < TILE / TEAM; round++) {
      for (u32 w = 0; w < TEAM / 32; w++) {
        of_warp[w][threadIdx.x] = 0;
      }
      __syncthreads();
      u32 i = tile * TILE + round * TEAM + threadIdx.x;
      bool there = i < n;
      u32 key = there ? keys[i] : 0;
      u32 digit = there ? key >> shift & (DIGITS - 1) : DIGITS;
      u32 same = __match_any_sync(0xFFFFFFFFu, digit);
      u32 rank = (u32)__popc(same & ((1u << lane) - 1));
      if (there && rank == 0) {
        of_warp[warp][digit] = (u32)__popc(same);
      }
      __syncthreads();
      u32 place = next[threadIdx.x];
      for (u32 w = 0; w < TEAM / 32; w++) {
        u32 count = of_warp[w][threadIdx.x];
        of_warp[w][threadIdx.x] = place;
        place += count;
      }
      next[threadIdx.x] = place;
      __syncthreads();
      if (there) {
        u32 target = of_warp[warp][digit] + rank;
        new_keys[target] = key;
        new_values[target] = values[i];
      }
      __syncthreads();
    }
  }
}

// Replaces each of TILE numbers by the sum of those before it in the tile; returns the sum of all.
__device__ inline u32 scan_tile(u32* values, i64 begin, i64 n, u32* shared) {
  constexpr u32 PER_THREAD = TILE / TEAM;
  u32 own[PER_THREAD];
  u32 sum = 0;
  for (u32 j = 0; j < PER_THREAD; j++) {
    i64 i = begin + threadIdx.x * PER_THREAD + j;
    own[j] = i < n ? values[i] : 0;
    sum += own[j];
  }
  shared[threadIdx.x] = sum;
  __syncthreads();
  for (u32 distance = 1; distance < TEAM; distance *= 2) {
    u32 left = threadIdx.x >= distance ? shared[threadIdx.x - distance] : 0;
    __syncthreads();
    shared[threadIdx.x] += left;
    __syncthreads();
  }
  u32 total = shared[TEAM - 1];
  u32 before = shared[threadIdx.x] - sum;
  __syncthreads();
  for (u32 j = 0; j < PER_THREAD; j++) {
    i64 i = begin + threadIdx.x * PER_THREAD + j;
    if (i < n) {
      values[i] = before;
    }
    before += own[j];
  }
  return total;
}

// An exclusive scan, first part: each tile for itself, with its total.
TEAM_KERNEL(scan_tiles)(u32* values, i64 n, u32 tiles, u32* totals) {
  __shared__ u32 shared[TEAM];
  for (u32 tile = blockIdx.x; tile < tiles; tile += gridDim.x) {
    u32 total = scan_tile(values, (i64)tile * TILE, n, shared);
    if (threadIdx.x == 0) {
      totals[tile] = total;
    }
    __syncthreads();
  }
}

// Second part: the totals; one block.
TEAM_KERNEL(scan_totals)(u32* totals, u32 tiles) {
  __shared__ u32 shared[TEAM];
  u32 before = 0;
  for (i64 begin = 0; begin < tiles; begin += TILE) {
    u32 total = scan_tile(totals, begin, tiles, shared);
    __syncthreads();
    for (u32 i = threadIdx.x; i < TILE && begin + i < tiles; i += TEAM) {
      totals[begin + i] += before;
    }
    before += total;
    __syncthreads();
  }
}

// Third part: adds to each number what is before its tile.
KERNEL(add_totals)(u32* values, i64 n, const u32* totals) {
  FOR_EACH(i, n) {
    values[i] += totals[i / TILE];
  }
}

__device__ inline bool is_head(const u32* keys, i64 i, u32 none) {
  return keys[i] != none && (i == 0 || keys[i - 1] != keys[i]);
}

__device__ inline bool is_piece(const u32* keys, i64 i, u32 none) {
  return keys[i] != none && (i % PIECE == 0 || is_head(keys, i, none));
}

// Marks where among sorted keys a row, and a piece of at most PIECE values of one row, begins; n + 1 marks.
KERNEL(mark_pieces)(const u32* keys, i64 n, u32 none, u32* heads, u32* pieces) {
  FOR_EACH(i, n + 1) {
    heads[i] = i < n && is_head(keys, i, none);
    pieces[i] = i < n && is_piece(keys, i, none);
  }
}

// From the scanned marks: the distinct rows, the first piece of each, where each piece begins; both with an end.
// counts: rows, pieces.
KERNEL(list_pieces)(const u32* keys, i64 n, u32 none, const u32* heads, const u32* pieces, u32* rows,
                    u32* first_pieces, u32* begins, u32* counts) {
  FOR_EACH(i, n + 1) {
    if (i == n) {
      counts[0] = heads[n];
      counts[1] = pieces[n];
      first_pieces[heads[n]] = pieces[n];
      if (pieces[n] == 0) {
        begins[0] = 0;
      }
      continue;
    }
    if (is_piece(keys, i, none)) {
      begins[pieces[i]] = (u32)i;
    }
    if (is_head(keys, i, none)) {
      rows[heads[i]] = keys[i];
      first_pieces[heads[i]] = pieces[i];
    }
    if (keys[i] != none && (i == n - 1 || keys[i + 1] == none)) {
      begins[pieces[n]] = (u32)i + 1;
    }
  }
}
