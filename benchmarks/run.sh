#!/usr/bin/env bash
# Measures this machine: ours against peers, each case in a JVM of its own; writes
# docs/benchmarks.md and docs/benchmarks.json.
usage="Usage: benchmarks/run.sh [--only NAME] [--spark 3|4] [--data DIR] [--cpu avx2] [--help]
  --only NAME   one case; the others' figures in docs/benchmarks.md stay as they are
  --spark 4     with the classes for Spark 4; prints what it measures, docs/benchmarks.md stays as it is
  --data DIR    real data, with a folder frappe (default: data in this project)
  --cpu avx2    lets ours, PyTorch and their libraries use no newer instructions than AVX2; the
                figures stand beside the others, not in their place
  --help        this text, and the names of the cases
BENCHMARK_TORCH_PYTHON may name a Python that has torch; else one is made in target/benchmarks/venv.
BENCHMARK_HEAP may give each JVM's heap, as 8g, in place of what the case asks for."
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=$root/target/benchmarks
data=$root/data
only=()
cpu=
help=
spark=3

wrong_use() {
  echo "$1 (--help lists the options)" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case $1 in
    --only | --data | --spark)
      [ $# -gt 1 ] || wrong_use "The option $1 needs a value."
      case $1 in
        --only) only=(--only "$2") ;;
        --data) data=$(realpath -m "$2") ;;
        --spark) spark=$2 ;;
      esac
      shift 2
      ;;
    --cpu)
      [ "${2:-}" = avx2 ] || wrong_use "The option --cpu takes avx2."
      cpu=avx2
      shift 2
      ;;
    --help | -h)
      help=yes
      shift
      ;;
    *) wrong_use "There is no option '$1'." ;;
  esac
done

case $spark in
  3) profiles=benchmarks classes=$root/target scala=2.12 ;;
  4) profiles=benchmarks,spark4 classes=$root/target/spark4 scala=2.13 ;;
  *) wrong_use "--spark is '$spark', but must be 3 or 4." ;;
esac

build() {
  mvn -q -B "-P$profiles" -DskipTests test-compile dependency:build-classpath \
    -Dmdep.includeScope=test "-Dmdep.outputFile=$classes/test-classpath.txt"
}

# What a Java 17 JVM needs for Spark, as the pom names it.
spark_jvm_options() {
  sed -n '/<spark\.jvm\.options>$/,/<\/spark\.jvm\.options>/s/^ *\(-[^<]*\)$/\1/p' pom.xml
}

# benchmarks HEAP [ARGUMENT]... in a JVM of its own.
benchmarks() {
  local heap=$1
  shift
  # What Spark looks for before it starts executors in processes of their own.
  mkdir -p "$target/spark-home/jars"
  SPARK_HOME=$target/spark-home SPARK_SCALA_VERSION=$scala SPARK_LOCAL_IP=127.0.0.1 \
    SPARK_LOCAL_HOSTNAME=localhost \
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" "-Xmx$heap" "${jvm_options[@]}" \
    "-Dbenchmark.cpu=$cpu" "-Dbenchmark.python=$python" "-Dbenchmark.data=$data" \
    "-Dbenchmark.target=$target" \
    -cp "$classes/benchmark-classes:$classes/classes:$(<"$classes/test-classpath.txt")" \
    io.sparkdeepfm.benchmark.Benchmarks "$@"
}

has_torch() {
  "$1" -c 'import torch' >/dev/null 2>&1
}

skip_torch() {
  echo "The comparisons with PyTorch are skipped: $1."
}

# Sets $python to one that has torch, or to nothing after one line that says why.
find_torch() {
  python=
  local venv=$target/venv
  if [ -n "${BENCHMARK_TORCH_PYTHON:-}" ]; then
    if has_torch "$BENCHMARK_TORCH_PYTHON"; then
      python=$BENCHMARK_TORCH_PYTHON
    else
      skip_torch "$BENCHMARK_TORCH_PYTHON, which BENCHMARK_TORCH_PYTHON names, cannot import torch"
    fi
  elif ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1; then
    skip_torch "there is no python3 of version 3.10 or newer"
  elif has_torch "$venv/bin/python" || make_venv "$venv"; then
    python=$venv/bin/python
  else
    skip_torch "torch could not be installed in $venv, $target/pip.log says why"
  fi
}

make_venv() {
  echo "Installing PyTorch in $1 (once) ..."
  python3 -m venv "$1" >"$target/pip.log" 2>&1 &&
    "$1/bin/python" -m pip install --quiet -r benchmarks/requirements.txt >>"$target/pip.log" 2>&1 &&
    has_torch "$1/bin/python"
}

cd "$root"
mkdir -p "$target"
build
mapfile -t jvm_options < <(spark_jvm_options)
[ -z "$cpu" ] || jvm_options+=(-XX:UseAVX=2)
python=
if [ -n "$help" ]; then
  echo "$usage"
  echo "Cases, with their heaps:"
  benchmarks 256m list
  exit 0
fi
cases=$(benchmarks 256m list "${only[@]}") || exit $?
# Some environments pin libraries to older instructions; measure what the processor can do.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE ONEDNN_MAX_CPU_ISA DNNL_MAX_CPU_ISA
echo "OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE, ONEDNN_MAX_CPU_ISA and DNNL_MAX_CPU_ISA are unset."
if [ -n "$cpu" ]; then
  # oneDNN (ours and PyTorch's), PyTorch's own loops, MKL.
  export ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2 MKL_ENABLE_INSTRUCTIONS=AVX2
  echo "ONEDNN_MAX_CPU_ISA, ATEN_CPU_CAPABILITY, MKL_ENABLE_INSTRUCTIONS and UseAVX limit all to AVX2."
fi
find_torch
names=()
while read -r name heap <&3; do
  echo "== $name, $(date -u +%H:%M:%S)"
  benchmarks "${BENCHMARK_HEAP:-$heap}" run "$name"
  names+=("$name")
done 3<<<"$cases"
# The page is about one line of Spark, the one that is built unless told.
[ "$spark" = 4 ] || benchmarks 256m report "${names[@]}"
