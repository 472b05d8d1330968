# shellcheck shell=bash
# Shared by the scripts in this folder, which source it: starts a main of package
# io.sparkdeepfm.examples, which the tests' classes hold, beside the jar.

# shellcheck source=submit/_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../submit/_common.sh"
sources+=("$root/examples/java")

# run_example CLASS [ARGUMENT]...
run_example() {
  local main=io.sparkdeepfm.examples.$1
  shift
  build_unless_fresh
  run_jvm "$(find_jar):$(<"$classpath_file"):$root/target/test-classes" "$main" --home "$root" "$@"
}
