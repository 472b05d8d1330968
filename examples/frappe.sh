#!/usr/bin/env bash
# DeepFM on Frappe as in the BARS benchmark: examples/frappe.sh --help lists the options.
set -euo pipefail
# shellcheck source=examples/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

run_example Frappe "$@"
