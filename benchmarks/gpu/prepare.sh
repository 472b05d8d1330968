#!/usr/bin/env bash
# Makes target/gpu-check, a folder that shows what the engine "cuda" does on a Linux x86-64 machine with an NVIDIA
# GPU and its driver, without Java, Spark or network there: a Java runtime, our classes, the kernels, check.sh. Copy
# it there and run ./check.sh. Needs a JDK 17 and "mvn test-compile" before.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=target/gpu-check
repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
version() { sed -n "s|.*<$1>\(.*\)</$1>.*|\1|p" pom.xml spark-lines.xml | head -1; }
rm -rf "$out"
mkdir -p "$out/classes/io/sparkdeepfm"
"${JAVA_HOME:+$JAVA_HOME/bin/}jlink" --add-modules java.base,java.logging,jdk.unsupported --strip-debug \
  --no-header-files --no-man-pages --compress=2 --output "$out/java"
for package in data math model optim metric checkpoint engine; do
  cp -r "target/classes/io/sparkdeepfm/$package" "$out/classes/io/sparkdeepfm/"
done
rm -rf "$out/classes/io/sparkdeepfm/engine/dl4j"
for package in testing benchmark; do
  cp -r "target/test-classes/io/sparkdeepfm/$package" "$out/classes/io/sparkdeepfm/"
done
cp "$repository/net/java/dev/jna/jna/$(version jna.version)/jna-$(version jna.version).jar" \
  "$repository/org/bytedeco/javacpp/$(version javacpp.version)/javacpp-$(version javacpp.version).jar" \
  "$repository/org/slf4j/slf4j-api/$(version slf4j.version)/slf4j-api-$(version slf4j.version).jar" "$out/"
cp benchmarks/gpu/check.sh benchmarks/gpu/deepfm_gpu.py "$out/"
megabytes=$(du -sm "$out" | cut -f1)
echo "$out: $megabytes MB"
[ "$megabytes" -le 55 ] || { echo "The folder must not be larger than 55 MB." >&2; exit 1; }
