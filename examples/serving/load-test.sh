#!/usr/bin/env bash
# Measures a running service with wrk (a package of most distributions):
#   examples/serving/load-test.sh BODY [URL] [SECONDS] [CONNECTIONS]
# BODY is a file with the request, {"rows": [{...}]}. Any answer but 200 is counted and fails the test.
set -euo pipefail
body=${1:?"Usage: examples/serving/load-test.sh BODY [URL] [SECONDS] [CONNECTIONS]"}
url=${2:-http://localhost:8080/score}
seconds=${3:-60}
connections=${4:-8}
if ! command -v wrk >/dev/null; then
  echo "wrk is not installed: on Debian, apt-get install wrk." >&2
  exit 2
fi
BODY=$(realpath "$body") exec wrk --threads 2 --connections "$connections" --duration "${seconds}s" \
  --latency --script "$(dirname "${BASH_SOURCE[0]}")/post.lua" "$url"
