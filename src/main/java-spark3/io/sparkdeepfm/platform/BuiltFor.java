package io.sparkdeepfm.platform;

/** Which artifact these classes are in. */
final class BuiltFor {
  static final SparkArtifact ARTIFACT = SparkArtifact.SPARK_3;

  private BuiltFor() {}
}
