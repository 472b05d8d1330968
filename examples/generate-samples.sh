#!/usr/bin/env bash
# Makes the data sets of data-samples/ anew, the same ones for the same seed:
# examples/generate-samples.sh --help lists the options.
set -euo pipefail
# shellcheck source=examples/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

if [ $# -eq 0 ]; then
  set -- --output "$root/data-samples" --overwrite
fi
run_of_examples io.sparkdeepfm.cli.GenerateSamples "$@"
