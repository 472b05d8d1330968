#!/usr/bin/env bash
# RecModel's set-up on MovieLens-100k: examples/recmodel.sh --help lists the options.
set -euo pipefail
# shellcheck source=examples/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

run_example RecModel "$@"
