#!/usr/bin/env bash
# Measures what docs/results.md reports. Arguments: the cases to run (default: all).
#   DATA=DIR benchmarks/results.sh [frappe] [workers] [movielens] [criteo] [recmodel]
# DATA holds the folders frappe, ml-100k and criteo (default: data in this project).
# Logs, histories and curves are left in target/results.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
data=${DATA:-$root/data}
results=$root/target/results
seeds=(1 2 3)
# Some environments pin libraries to older instructions.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE ONEDNN_MAX_CPU_ISA DNNL_MAX_CPU_ISA

if [ ! -d "$data" ]; then
  echo "The data are not there: say DATA=DIR, a folder with frappe, ml-100k and criteo." >&2
  exit 0
fi

# measure CASE NAME MODEL EXAMPLE [OPTION]...: runs an example; keeps its log and history.
measure() {
  local case=$1 name=$2 model=$root/target/examples/$3 example=$4
  shift 4
  mkdir -p "$results/$case"
  "$root/examples/$example.sh" "$@" >"$results/$case/$name.log" 2>&1
  cp "$model/history.json" "$results/$case/$name.json"
  echo "$case $name $(grep '^RESULT' "$results/$case/$name.log" | tail -1)"
}

frappe() {
  measure "$1" "$2" frappe/model-recipe frappe --data "$data/frappe" "${@:3}"
}

case_frappe() {
  local seed
  for seed in "${seeds[@]}"; do
    frappe frappe "one-worker-seed-$seed" --seed "$seed"
  done
  for seed in "${seeds[@]}"; do
    frappe frappe-4-workers "four-workers-seed-$seed" --seed "$seed" \
      --set numWorkers=4 --set batchSize=1024
  done
}

# Every worker gets its part of the 1,024 examples per step.
case_workers() {
  local workers frequency
  movielens workers workers-1 --set batchSize=1024
  for workers in 2 4 8; do
    for frequency in 1 5 20 100; do
      movielens workers "workers-$workers-frequency-$frequency" \
        --set "numWorkers=$workers" --set "averagingFrequency=$frequency" \
        --set "batchSize=$((1024 / workers))"
    done
  done
}

movielens() {
  measure "$1" "$2" movielens-100k/model-recommended movielens-100k --data "$data/ml-100k" \
    --seed 1 "${@:3}"
}

case_movielens() {
  local recipe seed
  for recipe in recommended notebook; do
    for seed in "${seeds[@]}"; do
      measure "movielens-$recipe" "seed-$seed" "movielens-100k/model-$recipe" movielens-100k \
        --data "$data/ml-100k" --recipe "$recipe" --seed "$seed"
    done
  done
}

case_recmodel() {
  measure recmodel seed-1 recmodel/model-recipe recmodel --data "$data/ml-100k" --seed 1
}

# Deep models, then MLlib's and ours as special cases on the features that these left.
case_criteo() {
  measure criteo seed-1 criteo/model-recipe criteo --data "$data/criteo" --seed 1
  measure criteo-two-fields seed-1 criteo-two-fields/model-recipe criteo-two-fields \
    --data "$data/criteo" --seed 1
  baselines criteo --model "$root/target/examples/criteo/model-recipe" --format criteo \
    --input "$data/criteo/train.tsv.gz" --input-validation "$data/criteo/valid.tsv.gz" \
    --input-test "$data/criteo/test.tsv.gz"
  local files=$root/target/examples/criteo-two-fields
  baselines criteo-two-fields --model "$files/model-recipe" --format csv --delimiter '\t' \
    --label clicked --learning-rate 0.02 --input "$files/train.tsv" --input-validation "$files/valid.tsv" \
    --input-test "$files/test.tsv"
}

# baselines CASE [OPTION]...
baselines() {
  local case=$1
  shift
  # shellcheck source=submit/_common.sh
  (
    source "$root/submit/_common.sh"
    run_jvm "$(find_jar):$(<"$classpath_file"):$root/target/test-classes" \
      io.sparkdeepfm.cli.MllibBaselines "$@"
  ) >"$results/$case/baselines.log" 2>&1
  grep AUC "$results/$case/baselines.log"
}

draw() {
  (
    cd "$root"
    mvn -q -B dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=target/test-classpath.txt
    java -Djava.awt.headless=true \
      -cp "target/test-classes:target/classes:$(<target/test-classpath.txt)" \
      io.sparkdeepfm.benchmark.Curves target/results docs/results
  )
}

mkdir -p "$results"
git -C "$root" log -1 --format='commit %h' || true
[ $# -gt 0 ] || set -- frappe workers movielens criteo recmodel
for case in "$@"; do
  "case_$case"
done
draw
