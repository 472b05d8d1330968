#!/usr/bin/env bash
# Writes a model that train wrote to one file that scores rows without Spark: submit/export.sh --help lists the options.
set -euo pipefail
# shellcheck source=submit/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

run_main Export "$@"
