package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.math.Sgemm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The machine and the software that a case ran on; the components are the JSON keys. */
record Machine(
    String cpu, int cores, long memoryGiB, String os, String jdk, String spark, String sgemm) {

  static Machine here() throws IOException {
    return new Machine(
        cpuModel(),
        Runtime.getRuntime().availableProcessors(),
        installedGiB(),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        Sgemm.kernelName());
  }

  private static String cpuModel() throws IOException {
    Path file = Path.of("/proc/cpuinfo");
    List<String> lines = Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    return lines.stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  private static long installedGiB() {
    var system =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    return Math.round(system.getTotalMemorySize() / (double) (1L << 30));
  }
}
