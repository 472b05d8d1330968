#!/usr/bin/env bash
# Trains a DeepFM: submit/train.sh --help lists the options. Without arguments it trains on the
# sample data-samples/clicks and prints, beside the AUC reached, the best possible one.
set -euo pipefail
# shellcheck source=submit/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

if [ $# -eq 0 ]; then
  sample=$root/data-samples/clicks
  set -- \
    --input "$sample/train.parquet" \
    --input-test "$sample/test.parquet" \
    --format parquet \
    --fields "$sample/fields.json" \
    --label clicked \
    --true-probability trueProbability \
    --model "$root/target/models/clicks" \
    --overwrite
fi
run_main Train "$@"
