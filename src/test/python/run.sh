#!/usr/bin/env bash
# Runs the Python tests on the packaged jar, or writes the generated Python files anew:
#   src/test/python/run.sh [PYTEST ARGUMENTS]
#   src/test/python/run.sh generate
#   src/test/python/run.sh prepare
# The last makes the virtual environment in target/python and no more; the others do so too, once per
# requirements.txt, and need "mvn package" before. With SPARK_LINE=4 all this is for Spark 4: the environment
# is that of requirements-spark4.txt in target/spark4/python, the jar that of "mvn -Pspark4 package", and the
# tests are those marked "spark4".
set -euo pipefail
cd "$(dirname "$0")/../../.."

case ${SPARK_LINE:-3} in
  3) target=target scala=2.12 requirements=src/test/python/requirements.txt selection=() newest=12 ;;
  4) target=target/spark4 scala=2.13 requirements=src/test/python/requirements-spark4.txt
    selection=(-m spark4) newest=13 ;;
  *)
    echo "SPARK_LINE is '$SPARK_LINE', but must be 3 or 4." >&2
    exit 2
    ;;
esac

skip() {
  echo "Python tests skipped: $1."
  exit 0
}

# NumPy below 2, which PySpark 3.5 needs, ends with Python 3.12.
python=
for candidate in python3 python3.13 python3.12 python3.11 python3.10; do
  if "$candidate" -c "import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, $newest))" 2>/dev/null; then
    python=$candidate
    break
  fi
done
[ -n "$python" ] || skip "there is no Python from 3.10 to 3.$newest"
"$python" -c 'import venv, ensurepip' 2>/dev/null \
  || skip "$python makes no virtual environments here; on Debian, install python3-venv"

# A registry that is slow for a moment should not fail a run.
fetch() {
  for attempt in 1 2 3; do
    "$venv/bin/python" -m pip "$@" -q --disable-pip-version-check && return
    [ "$attempt" = 3 ] || sleep 10
  done
  echo "Python packages cannot be fetched; try again, or leave these tests out with -Dpython.skip." >&2
  return 1
}

# PySpark comes as sources: packing them takes one core as long as the other packages take the other.
# Bytecode of all of them takes as long again; the tests need that of few.
prepare() {
  rm -rf "$venv"
  "$python" -m venv "$venv"
  fetch install setuptools==75.8.2 wheel==0.45.1
  fetch wheel --no-build-isolation --no-deps -w "$venv/wheels" "$(grep '^pyspark==' "$requirements")" &
  local packing=$!
  grep -v '^pyspark==' "$requirements" > "$venv/others.txt"
  fetch install --no-compile -r "$venv/others.txt" || { # nothing may write to it any more
    wait "$packing" || true
    return 1
  }
  wait "$packing"
  fetch install --no-compile "$venv"/wheels/pyspark-*.whl
  rm -r "$venv/wheels"
  echo "$wanted" > "$venv/made-from"
}

venv=$target/python/venv
wanted=$({ "$python" --version; cat "$requirements"; } | cksum)
if [ "$(cat "$venv/made-from" 2>/dev/null)" != "$wanted" ]; then
  prepare
fi
if [ "${1:-}" = prepare ]; then
  exit 0
fi

jar=$(ls -t "$target/spark-deepfm_$scala"-*-all.jar 2>/dev/null | head -n 1)
if [ -z "$jar" ]; then
  echo "There is no jar in $target/; run 'mvn package -DskipTests' first (-Pspark4 for Spark 4)." >&2
  exit 1
fi

# What a user may have set is not what is tested.
unset PYTHONPATH SPARK_HOME SPARK_REMOTE SPARKDEEPFM_JAR PYSPARK_SUBMIT_ARGS
export SPARK_CONF_DIR=$PWD/src/test/python/conf
export PYTHONPYCACHEPREFIX=$PWD/$target/python/bytecode
export PYSPARK_PYTHON=$PWD/$venv/bin/python # of the workers, which need NumPy too
if [ "${1:-}" = generate ]; then
  jar=$PWD/$jar
  python=$PWD/$venv/bin/python
  cd src/main/python
  exec "$python" -m tools.generate "$jar"
fi
"$venv/bin/python" -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps \
  --no-index --force-reinstall ./src/main/python
exec "$venv/bin/python" -m pytest -c src/main/python/pyproject.toml --rootdir src/test/python \
  -n 2 --dist loadgroup --durations=10 "${selection[@]}" src/test/python "$@"
