#!/usr/bin/env bash
# Fetches the compiler that makes the shipped PTX, NVRTC 12.1 of PyPI, to target/nvrtc; nothing if it is there.
set -euo pipefail
cd "$(dirname "$0")/../../.."
version=12.1.105
folder=target/nvrtc
library=$folder/nvidia/cuda_nvrtc/lib/libnvrtc.so.12
[ -e "$library" ] && exit
mkdir -p "$folder"
python3 -m pip download -q --no-deps --dest "$folder" "nvidia-cuda-nvrtc-cu12==$version"
python3 -m zipfile -e "$folder"/nvidia_cuda_nvrtc_cu12-"$version"-*.whl "$folder"
rm -f "$folder"/*.whl
