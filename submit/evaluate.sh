#!/usr/bin/env bash
# Measures a saved model on labelled rows: submit/evaluate.sh --help lists the options.
set -euo pipefail
# shellcheck source=submit/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

run_main Evaluate "$@"
