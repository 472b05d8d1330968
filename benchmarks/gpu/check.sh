#!/usr/bin/env bash
# Runs on the machine with the GPU, what matters most first: what the GPU is, the engine's steps against those of the
# engine "cpu" and two runs by their bits, compute-sanitizer if it is there, examples per second of ours, with and
# without products that have epilogues, then those of PyTorch. Writes results.jsonl line by line, and results.md and
# errors.txt, also where it is stopped; ends with 1 if a call failed or a comparison did not hold. Environment:
#   CHECK_OUT       folder of the results, else that of this file
#   CHECK_BUDGET    seconds for all; what is left then is skipped        CHECK_LIMIT   of each call
#   CHECK_SIZES     features:batch pairs        CHECK_SECONDS   of each measurement
#   CHECK_PYTHON    a Python that has torch     CHECK_PRECISIONS   of float32, tf32 and bfloat16
#   SPARK_DEEPFM_CUDA_LIBRARIES   folders with cuBLAS, where the linker does not find it
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${CHECK_OUT:-$here}
mkdir -p "$out" || exit 1
results=$out/results.jsonl
errors=$out/errors.txt
budget=${CHECK_BUDGET:-220}
limit=${CHECK_LIMIT:-60}
sizes=${CHECK_SIZES:-1000000:4096 1000000:16384 1000000:65536 100000000:65536}
seconds=${CHECK_SECONDS:-3}
python=${CHECK_PYTHON:-python3}
precisions=${CHECK_PRECISIONS:-float32 bfloat16}
failed=0
: >"$results"
: >"$errors"

table() {
  sed -n 's/.*"epilogues": "\([a-z0-9]*\)", "products": \([0-9]*\), "warning": "\(.*\)"}/Products with epilogues in \1: \2 of 5. \3/p' "$results"
  echo
  echo "| features | batch | ours | examples/s | epilogues a step | examples/s without | PyTorch | examples/s |"
  echo "| --- | --- | --- | --- | --- | --- | --- | --- |"
  sed -n 's/.*"ours": "\([a-z0-9]*\)", "features": \([0-9]*\), "batch": \([0-9]*\), "examplesPerSecond": \([0-9]*\).*"epiloguesOfStep": \([0-9]*\), "withoutEpilogues": \([0-9]*\).*/\1 \2 \3 \4 \5 \6/p' "$results" |
    while read -r precision features batch rate epilogues without; do
      peer=$(sed -n "s/.*\"pytorch\": \"$precision\", \"features\": $features, \"batch\": $batch, \"layout\": \"\([^\"]*\)\", \"examplesPerSecond\": \([0-9]*\).*/\1 | \2/p" "$results" | head -1)
      echo "| $features | $batch | $precision | $rate | $epilogues | $without | ${peer:-not there |} |"
    done
}
trap 'rm -f "$out/stderr.txt"; table >"$out/results.md"; cat "$out/results.md"' EXIT
trap 'exit 143' TERM INT

# Seconds that the next call may take; 0 if too few are left to begin.
allowed() {
  local left=$((budget - SECONDS))
  if [ "$left" -lt 3 ]; then
    echo 0
  else
    echo $((left < limit ? left : limit))
  fi
}

# note NAME COMMAND...: the command's lines become results; if it fails, its errors are kept and its message shown.
# Its exit status, or "skipped", is in $status then.
note() {
  local name=$1 most
  shift
  most=$(allowed)
  if [ "$most" = 0 ]; then
    echo "{\"skipped\": \"$name\"}" | tee -a "$results"
    status=skipped
    return
  fi
  timeout -k 5 "$most" "$@" 2>"$out/stderr.txt" | tee -a "$results"
  status=${PIPESTATUS[0]}
  if [ "$status" != 0 ]; then
    failed=1
    { echo "== $name ended with $status"; cat "$out/stderr.txt"; } >>"$errors"
    if [ "$status" = 124 ] || [ "$status" = 137 ]; then
      echo "{\"stopped\": \"$name\", \"seconds\": $most}" | tee -a "$results"
    else
      echo "$name: $(grep -m 1 -E '^(Exception in |[A-Za-z_.]*(Error|Exception): )' "$out/stderr.txt" || tail -n 1 "$out/stderr.txt")" >&2
    fi
  fi
}

# cuBLAS of a Python's torch serves us as well.
if found=$(timeout 20 "$python" -c 'import nvidia, os; print(":".join(p for b in nvidia.__path__ for d, _, f in os.walk(b) for p in [d] if any(n.startswith("libcublas.so") for n in f)))' 2>/dev/null); then
  export SPARK_DEEPFM_CUDA_LIBRARIES=${SPARK_DEEPFM_CUDA_LIBRARIES:+$SPARK_DEEPFM_CUDA_LIBRARIES:}$found
fi
classes=(-cp "$here/classes:$here/*" io.sparkdeepfm.benchmark.GpuCheck)
small=("$here/java/bin/java" -Xmx2g "${classes[@]}")
ours=("$here/java/bin/java" -Xmx"${CHECK_HEAP:-12g}" -Dorg.bytedeco.javacpp.maxphysicalbytes=0 "${classes[@]}")

note describe "${ours[@]}" describe
note oracle "${ours[@]}" oracle
sanitizer=$(PATH=$PATH:/usr/local/cuda/bin command -v compute-sanitizer)
if [ -n "$sanitizer" ]; then
  for tool in memcheck racecheck; do
    # Its rates are none: what the measured program says is dropped.
    note "sanitizer $tool" bash -c 'exec "$@" >/dev/null' - "$sanitizer" --tool "$tool" --log-file "$out/sanitizer-$tool.txt" --error-exitcode 9 \
      "${small[@]}" train 3900 256 float32 0
    [ "$status" = skipped ] || echo "{\"sanitizer\": \"$tool\", \"status\": $status}" | tee -a "$results"
  done
fi
for size in $sizes; do
  for precision in $precisions; do
    note "ours $size $precision" "${ours[@]}" train "${size%:*}" "${size#*:}" "$precision" "$seconds"
  done
done
if timeout 30 "$python" -c 'import torch' 2>/dev/null; then
  for size in $sizes; do
    for precision in $precisions; do
      note "PyTorch $size $precision" "$python" "$here/deepfm_gpu.py" "${size%:*}" "${size#*:}" "$precision" "$seconds"
    done
  done
fi
grep -q '"within": false\|"sameBits": false' "$results" && failed=1
exit $failed
