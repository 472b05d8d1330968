#!/usr/bin/env bash
# Runs on the machine with the GPU: the engine's steps against those of the engine "cpu", two runs by their bits,
# examples per second of ours and of PyTorch in turns, compute-sanitizer if it is there. Writes results.jsonl and
# results.md beside this file; ends with 1 if a comparison failed. Environment:
#   CHECK_SIZES     features:batch pairs        CHECK_SECONDS   of each measurement
#   CHECK_PYTHON    a Python that has torch     CHECK_PRECISIONS
#   SPARK_DEEPFM_CUDA_LIBRARIES   folders with cuBLAS, where the linker does not find it
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
results=$here/results.jsonl
sizes=${CHECK_SIZES:-1000000:4096 1000000:16384 1000000:65536 100000000:65536}
seconds=${CHECK_SECONDS:-3}
python=${CHECK_PYTHON:-python3}
precisions=${CHECK_PRECISIONS:-float32 bfloat16}
# cuBLAS of a Python's torch serves us as well.
if found=$("$python" -c 'import nvidia, os; print(":".join(p for b in nvidia.__path__ for d, _, f in os.walk(b) for p in [d] if any(n.startswith("libcublas.so") for n in f)))' 2>/dev/null); then
  export SPARK_DEEPFM_CUDA_LIBRARIES=${SPARK_DEEPFM_CUDA_LIBRARIES:+$SPARK_DEEPFM_CUDA_LIBRARIES:}$found
fi
: >"$results"
ours() {
  "$here/java/bin/java" -Xmx"${CHECK_HEAP:-12g}" -Dorg.bytedeco.javacpp.maxphysicalbytes=0 \
    -cp "$here/classes:$here/jna-$jna:$here/javacpp-$javacpp" io.sparkdeepfm.benchmark.GpuCheck "$@"
}
jna=$(basename "$here"/jna-*.jar | sed s/jna-//)
javacpp=$(basename "$here"/javacpp-*.jar | sed s/javacpp-//)
failed=0
note() {
  if ! "$@" 2>"$here/errors.txt" | tee -a "$results"; then
    tail -3 "$here/errors.txt" >&2
    failed=1
  fi
}
note ours describe
note ours oracle
grep -q '"within": false\|"sameBits": false' "$results" && failed=1
for size in $sizes; do
  for precision in $precisions; do
    note ours train "${size%:*}" "${size#*:}" "$precision" "$seconds"
    if "$python" -c 'import torch' 2>/dev/null; then
      note "$python" "$here/deepfm_gpu.py" "${size%:*}" "${size#*:}" "$precision" "$seconds"
    fi
  done
done
if command -v compute-sanitizer >/dev/null; then
  for tool in memcheck racecheck; do
    compute-sanitizer --tool "$tool" --error-exitcode 9 "$here/java/bin/java" -Xmx2g \
      -cp "$here/classes:$here/jna-$jna:$here/javacpp-$javacpp" \
      io.sparkdeepfm.benchmark.GpuCheck train 3900 256 float32 0 >"$here/sanitizer-$tool.txt" 2>&1
    code=$?
    echo "{\"sanitizer\": \"$tool\", \"clean\": $([ $code = 0 ] && echo true || echo false)}" | tee -a "$results"
    [ $code = 0 ] || failed=1
  done
fi
{
  echo "| features | batch | ours | examples/s | PyTorch | examples/s |"
  echo "| --- | --- | --- | --- | --- | --- |"
  sed -n 's/.*"ours": "\([a-z0-9]*\)", "features": \([0-9]*\), "batch": \([0-9]*\), "examplesPerSecond": \([0-9]*\).*/\1 \2 \3 \4/p' "$results" |
    while read -r precision features batch rate; do
      peer=$(sed -n "s/.*\"pytorch\": \"$precision\", \"features\": $features, \"batch\": $batch, \"layout\": \"\([^\"]*\)\", \"examplesPerSecond\": \([0-9]*\).*/\1 | \2/p" "$results" | head -1)
      echo "| $features | $batch | $precision | $rate | ${peer:-not there |} |"
    done
} >"$here/results.md"
cat "$here/results.md"
exit $failed
