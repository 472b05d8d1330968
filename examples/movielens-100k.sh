#!/usr/bin/env bash
# Likes in MovieLens-100k, titles read as words: examples/movielens-100k.sh --help lists the options.
set -euo pipefail
# shellcheck source=examples/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

run_example MovieLens "$@"
