# shellcheck shell=bash
# Shared by the scripts in this folder, which source it: builds the jar if need be, then starts a
# main of package io.sparkdeepfm.cli, by spark-submit where there is a Spark, else in a plain JVM
# with Spark taken from Maven's dependencies.
#
# SPARK_HOME          a Spark installation, 3.5 or 4, to submit with
# SPARK_LOCAL_IP      the address that Spark listens at (default: 127.0.0.1 without a cluster)
# SPARK_DEEPFM_HEAP   heap of the driver, e.g. 8g (default: 60 % of the memory, at least 2g)
# JAVA_HOME           the JDK to run with (default: the java on the PATH)
# SPARK_DEEPFM_DL4J_JAR  with engine=dl4j: the jar with Deeplearning4j, for GPUs the one ending in
#                     -dl4j-cuda.jar (default: that for the CPU, built if need be)

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Where the jar lies, and the options for Maven that make it: for Spark 3.5, unless use_line_of says otherwise.
target=$root/target
classpath_file=$target/spark-classpath.txt
line_options=()
# What the jar is made of; a script that runs more than the jar adds to it.
sources=("$root/pom.xml" "$root/spark-lines.xml" "$root/src/main")

# Takes the jar for Spark 4 if a spark-submit is of that line.
use_line_of() {
  local home
  home=$(dirname "$(dirname "$(realpath "$1")")")
  if compgen -G "$home/jars/spark-core_2.13-4.*.jar" >/dev/null; then
    target=$root/target/spark4
    classpath_file=$target/spark-classpath.txt
    line_options=(-Pspark4)
  fi
}

# The assembly jar, or nothing where it is not built.
find_jar() {
  find "$target" -maxdepth 1 -name 'spark-deepfm_*-all.jar' -print -quit 2>/dev/null || true
}

# True unless the jar and the classpath are there and newer than all they are made of.
is_stale() {
  local jar
  jar=$(find_jar)
  [ -z "$jar" ] || [ ! -s "$classpath_file" ] ||
    [ -n "$(find "${sources[@]}" -newer "$jar" -print -quit)" ]
}

build_unless_fresh() {
  if ! is_stale; then
    return
  fi
  echo "Building the jar with Maven (once; the first time it also downloads Spark) ..." >&2
  if ! command -v mvn >/dev/null; then
    echo "Maven is needed to build the jar: install it, or build elsewhere and copy target/." >&2
    exit 1
  fi
  (
    cd "$root"
    mvn -q -B -DskipTests "${line_options[@]}" package \
      dependency:build-classpath -DincludeScope=provided -Dmdep.outputFile="$classpath_file" >&2
  ) || {
    echo "The build failed: Maven's messages are above." >&2
    exit 1
  }
  # An unchanged jar keeps its time; without this it would count as older than the sources.
  touch "$(find_jar)" "$classpath_file"
}

# What a Java 17 JVM needs for Spark, as the pom names it.
spark_jvm_options() {
  sed -n '/<spark\.jvm\.options>$/,/<\/spark\.jvm\.options>/s/^ *\(-[^<]*\)$/\1/p' "$root/pom.xml"
}

# Ends the script if a java is too old for the jar.
require_java() {
  local version major
  version=$("$1" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  major=${version#1.}
  major=${major%%[!0-9]*}
  if [ -n "$major" ] && [ "$major" -lt 17 ]; then
    echo "$1 is Java $version, but spark-deepfm needs Java 17 or later: set JAVA_HOME to one." >&2
    exit 2
  fi
}

# The options for the heap, one per line.
heap_options() {
  local memory_kib
  memory_kib=$(awk '/^MemTotal:/ {print $2}' /proc/meminfo 2>/dev/null || true)
  if [ -n "${SPARK_DEEPFM_HEAP:-}" ]; then
    echo "-Xmx$SPARK_DEEPFM_HEAP"
  elif [ -n "$memory_kib" ] && [ "$memory_kib" -lt 3500000 ]; then
    echo "-Xmx2g"
  else
    echo "-XX:MaxRAMPercentage=60"
  fi
}

# Prints the value of --master among the arguments, or nothing.
master_of() {
  local previous=
  local argument
  for argument in "$@"; do
    case $argument in
      --master=*) echo "${argument#--master=}" ;;
      *) [ "$previous" != --master ] || echo "$argument" ;;
    esac
    previous=$argument
  done
}

# A driver on this machine, and its web page, are for this machine alone. Spark takes the page's
# address from SPARK_LOCAL_IP, which holds where it is set. A cluster's executors must reach the driver.
stay_on_this_machine() {
  local master=$1
  if [ -z "$master" ] || [ "$master" = local ] || [[ $master == local\[* ]]; then
    export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
  fi
}

# The spark-submit to use, or nothing: that of SPARK_HOME, or for a cluster the one on the PATH.
spark_submit_for() {
  local master=$1
  if [ -n "${SPARK_HOME:-}" ]; then
    echo "$SPARK_HOME/bin/spark-submit"
  elif [ -n "$master" ] && [[ $master != local* ]]; then
    command -v spark-submit || true
  fi
}

# True if the arguments choose the engine dl4j, whose classes are not in the assembly jar.
chooses_dl4j() {
  local argument
  for argument in "$@"; do
    case $argument in
      engine=dl4j | --set=engine=dl4j) return 0 ;;
    esac
  done
  return 1
}

# Prints the jar with Deeplearning4j, which it builds if need be.
dl4j_jar() {
  local jar=${SPARK_DEEPFM_DL4J_JAR:-}
  if [ -z "$jar" ]; then
    jar=$(find "$root/target" -maxdepth 1 -name 'spark-deepfm_*-dl4j.jar' -print -quit)
  fi
  if [ -n "$jar" ] && [ ! -f "$jar" ]; then
    echo "SPARK_DEEPFM_DL4J_JAR is '$jar', but there is no such file; build it by mvn -DskipTests -Pdl4j package (-Pdl4j,cuda for GPUs)." >&2
    return 1
  fi
  if [ -z "$jar" ]; then
    echo "Building the jar with Deeplearning4j (once) ..." >&2
    (cd "$root" && mvn -q -B -DskipTests -Pdl4j package >&2) || return 1
    jar=$(find "$root/target" -maxdepth 1 -name 'spark-deepfm_*-dl4j.jar' -print -quit)
  fi
  echo "$jar"
}

# run_main CLASS [ARGUMENT]...
run_main() {
  local main=io.sparkdeepfm.cli.$1
  shift
  local jar master submit
  local dl4j=
  master=$(master_of "$@")
  submit=$(spark_submit_for "$master")
  stay_on_this_machine "$master"
  if [ -n "$submit" ]; then
    use_line_of "$submit"
  fi
  build_unless_fresh
  jar=$(find_jar)
  if chooses_dl4j "$@" && [ "$target" = "$root/target" ]; then # the jar for Spark 4 refuses it
    dl4j=$(dl4j_jar)
  fi
  if [ -n "$submit" ]; then
    local options=(--class "$main" --master "${master:-local[*]}")
    if [ -n "${SPARK_DEEPFM_HEAP:-}" ]; then
      options+=(--driver-memory "$SPARK_DEEPFM_HEAP")
    fi
    if [ -n "$dl4j" ]; then
      options+=(--jars "$dl4j")
    fi
    exec "$submit" "${options[@]}" "$jar" "$@"
  fi
  local jars=()
  # Executors elsewhere are sent the jars; in local mode that would be a copy for nothing.
  if [ -n "$dl4j" ] && [[ $master == *://* || $master == yarn || $master == local-cluster* ]]; then
    jars=("-Dspark.jars=$jar,$dl4j")
  fi
  run_jvm "$jar:${dl4j:+$dl4j:}$(<"$classpath_file")" "${jars[@]}" "$main" "$@"
}

# run_jvm CLASSPATH CLASS [ARGUMENT]... in a JVM of its own, which takes this script's place.
run_jvm() {
  local java=java
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
  fi
  require_java "$java"
  local jvm_options
  mapfile -t jvm_options < <(heap_options && spark_jvm_options)
  exec "$java" "${jvm_options[@]}" -cp "$@"
}
