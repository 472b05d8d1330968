package io.sparkdeepfm.platform;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Optional;

/**
 * The Spark that this JVM has. Everything that a user can begin with asks {@link #check} first: on
 * another line of Spark the library's other classes end in a {@link LinkageError} that tells nobody
 * which artifact to take. This package names no class of Spark or Scala, so it always links.
 *
 * @param spark version of Spark, as {@code 3.5.7}
 * @param scala version of Scala, as {@code 2.12.18}
 */
public record Platform(String spark, String scala) {
  private static final class Found {
    static final Optional<String> PROBLEM = problemHere();
  }

  /**
   * Does nothing if this artifact is for the Spark that is there.
   *
   * @throws IllegalArgumentException if not, with a sentence that names both versions and the
   *     artifact to take
   */
  public static void check() {
    if (Found.PROBLEM.isPresent()) {
      throw new IllegalArgumentException(Found.PROBLEM.get());
    }
  }

  private static Optional<String> problemHere() {
    ClassLoader loader = Platform.class.getClassLoader();
    try {
      Optional<String> problem = of(loader).problem(BuiltFor.ARTIFACT);
      return problem.isPresent() ? problem : problemOfParams(loader);
    } catch (ReflectiveOperationException e) {
      return Optional.of(
          String.format(
              "There is no Spark on the class path, but %s needs %s; run it by spark-submit, or by"
                  + " the scripts in submit/.",
              BuiltFor.ARTIFACT.artifactId(), BuiltFor.ARTIFACT.needs()));
    }
  }

  /** The versions as Spark's and Scala's own objects say them. */
  static Platform of(ClassLoader loader) throws ReflectiveOperationException {
    return new Platform(
        told(loader, "org.apache.spark.package$", "SPARK_VERSION"),
        told(loader, "scala.util.Properties$", "versionNumberString"));
  }

  private static String told(ClassLoader loader, String object, String method)
      throws ReflectiveOperationException {
    Class<?> type = Class.forName(object, true, loader);
    return (String) type.getMethod(method).invoke(type.getField("MODULE$").get(null));
  }

  /** Why an artifact does not run here, and what does. */
  Optional<String> problem(SparkArtifact artifact) {
    if (artifact.runsOn(this)) {
      return Optional.empty();
    }
    SparkArtifact other = SparkArtifact.of(this);
    return Optional.of(
        String.format(
            "%s is for %s, but this is Spark %s with Scala %s; %s.",
            artifact.artifactId(),
            artifact.needs(),
            spark,
            scala,
            other == null
                ? String.format(
                    "no artifact is for that, take %s with %s or %s with %s",
                    SparkArtifact.SPARK_3.needs(),
                    SparkArtifact.SPARK_3.artifactId(),
                    SparkArtifact.SPARK_4.needs(),
                    SparkArtifact.SPARK_4.artifactId())
                : "take " + other.artifactId() + " in its place"));
  }

  /** Spark 4.0.0 lost the constructor of Param that Java code is compiled to (SPARK-52259). */
  private static Optional<String> problemOfParams(ClassLoader loader)
      throws ReflectiveOperationException {
    Class<?> param = Class.forName("org.apache.spark.ml.param.Param", false, loader);
    return Arrays.stream(param.getConstructors()).anyMatch(Platform::takesStageNameDocAndCheck)
        ? Optional.empty()
        : Optional.of(
            "This Spark 4.0.0 cannot make the Params of libraries in Java (SPARK-52259); take"
                + " Spark 4.0.1 or later.");
  }

  private static boolean takesStageNameDocAndCheck(Constructor<?> constructor) {
    Class<?>[] types = constructor.getParameterTypes();
    return types.length == 4
        && types[0].getSimpleName().equals("Identifiable")
        && types[3].getSimpleName().equals("Function1");
  }
}
