#!/usr/bin/env bash
# Scores rows over HTTP with a file of submit/export.sh: examples/serving.sh FILE [PORT] [HOST].
set -euo pipefail
# shellcheck source=examples/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

run_of_examples io.sparkdeepfm.examples.serving.ScoringService "$@"
