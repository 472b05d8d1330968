#!/usr/bin/env bash
# Recommend-Estimators' set-up: all of Criteo in two fields of many values: examples/criteo-two-fields.sh --help lists the options.
set -euo pipefail
# shellcheck source=examples/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

run_example CriteoTwoFields "$@"
