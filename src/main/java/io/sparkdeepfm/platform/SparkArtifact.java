package io.sparkdeepfm.platform;

/**
 * The artifacts that this library is published as. Each has its Spark's classes in its own byte
 * code, so it runs on that line of Spark alone.
 */
enum SparkArtifact {
  SPARK_3("3.5", "2.12"),
  SPARK_4("4", "2.13");

  private final String spark;
  private final String scala;

  SparkArtifact(String spark, String scala) {
    this.spark = spark;
    this.scala = scala;
  }

  /** The artifact for a Spark, or null if there is none. */
  static SparkArtifact of(Platform platform) {
    for (SparkArtifact artifact : values()) {
      if (artifact.runsOn(platform)) {
        return artifact;
      }
    }
    return null;
  }

  boolean runsOn(Platform platform) {
    return isIn(platform.spark(), spark) && isIn(platform.scala(), scala);
  }

  /** Whether a version is in a line: {@code 4.1.0} is in {@code 4}, {@code 40.0} is not. */
  private static boolean isIn(String version, String line) {
    return version.equals(line) || version.startsWith(line + ".");
  }

  /** The artifact's name in a repository. */
  String artifactId() {
    return "spark-deepfm_" + scala;
  }

  /** What it runs on, in words. */
  String needs() {
    return "Spark " + spark + " with Scala " + scala;
  }
}
