#!/usr/bin/env bash
# Criteo with its 39 columns as fields: examples/criteo.sh --help lists the options.
set -euo pipefail
# shellcheck source=examples/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

run_example Criteo "$@"
