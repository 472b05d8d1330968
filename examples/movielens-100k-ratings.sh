#!/usr/bin/env bash
# Ratings of MovieLens-100k as numbers, beside MLlib's models: examples/movielens-100k-ratings.sh --help
# lists the options.
set -euo pipefail
# shellcheck source=examples/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/_common.sh"

run_example MovieLensRatings "$@"
