#!/usr/bin/env bash
# Writes an input's rows with the probability that a saved model gives them: submit/score.sh --help lists the options.
set -euo pipefail
# shellcheck source=submit/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

run_main Score "$@"
