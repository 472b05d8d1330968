#!/usr/bin/env bash
# Tells Spark which GPUs this machine has, as spark.executor.resource.gpu.discoveryScript (and
# spark.worker.resource.gpu.discoveryScript on a standalone cluster) wants it:
#   {"name": "gpu", "addresses": ["0", "1"]}
# Addresses are nvidia-smi's numbers, in the order of the PCI bus; set
# spark.executorEnv.CUDA_DEVICE_ORDER=PCI_BUS_ID, so that CUDA counts in that order too.
set -euo pipefail

if ! command -v nvidia-smi >/dev/null; then
  echo "gpu-discovery.sh needs nvidia-smi, which comes with NVIDIA's driver: it is not on the PATH." >&2
  exit 1
fi
indices=$(nvidia-smi --query-gpu=index --format=csv,noheader)
addresses=
for index in $indices; do
  addresses+="${addresses:+, }\"$index\""
done
echo "{\"name\": \"gpu\", \"addresses\": [$addresses]}"
