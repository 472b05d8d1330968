# shellcheck shell=bash
# Shared by the scripts in this folder, which source it: starts a main that the
# tests' classes hold, beside the jar.

# shellcheck source=submit/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../submit/_common.sh"
sources+=("$root/examples/java")

# run_of_examples MAIN [ARGUMENT]...
run_of_examples() {
  build_unless_fresh
  run_jvm "$(find_jar):$(<"$classpath_file"):$root/target/test-classes" "$@"
}

# run_example CLASS [ARGUMENT]...
run_example() {
  local main=io.sparkdeepfm.examples.$1
  shift
  run_of_examples "$main" --home "$root" "$@"
}
