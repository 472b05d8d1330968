package io.sparkdeepfm;

import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.report.Fact;
import java.util.List;
import org.apache.spark.SparkContext;

/** What a training ran on, as far as the driver knows. */
final class Versions {
  private Versions() {}

  static List<Fact> of(SparkContext context, String engine) {
    String library = Versions.class.getPackage().getImplementationVersion();
    return List.of(
        new Fact("spark-deepfm", library == null ? "not from a jar" : library),
        new Fact("Engine", engine),
        new Fact("Matrix products (driver)", Sgemm.kernelName()),
        new Fact("Spark", context.version()),
        new Fact("Scala", scala.util.Properties.versionNumberString()),
        new Fact("Java", property("java.version") + ", " + property("java.vm.name")),
        new Fact(
            "Platform",
            property("os.name") + " " + property("os.version") + ", " + property("os.arch")));
  }

  private static String property(String name) {
    return System.getProperty(name, "?");
  }
}
