#!/usr/bin/env bash
# Compiles the emulated driver with all kernels to FOLDER/libcuda.so.1, which is libcublas.so.12 and libcublasLt.so.12
# there as well: they know of the same memory. The engine "cuda" takes them where SPARK_DEEPFM_CUDA_LIBRARIES=FOLDER. Needs g++.
#   src/test/cuda/emulate.sh FOLDER
set -euo pipefail
own=$(cd "$(dirname "$0")" && pwd)
kernels=$own/../../main/cuda
folder=${1:?Usage: src/test/cuda/emulate.sh FOLDER}
mkdir -p "$folder"
# {"name", function, whether its blocks are teams},
cat "$kernels"/*.cuh |
  sed -nE 's/^(TEAM_)?KERNEL\((\w+)\).*/\1 \2/p' |
  sed -E 's/^TEAM_ (\w+)/{"\1", emulation::Unpacked<\1>::run, true},/; s/^ (\w+)/{"\1", emulation::Unpacked<\1>::run, false},/' \
    >"$folder/kernels.inc"
g++ -std=c++17 -O3 -Wall -Wextra -Werror -Wno-unused-function -fPIC -shared -I"$own" -I"$kernels" -I"$folder" \
  -o "$folder/libcuda.so.1" "$own/emulation.cpp"
ln -sf libcuda.so.1 "$folder/libcublas.so.12"
ln -sf libcuda.so.1 "$folder/libcublasLt.so.12"
