package io.sparkdeepfm.platform;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("spark4")
class PlatformTest {
  private static final String NONE =
      "no artifact is for that, take Spark 3.5 with Scala 2.12 with spark-deepfm_2.12 or Spark 4"
          + " with Scala 2.13 with spark-deepfm_2.13";

  @Test
  void theTestsRunOnWhatTheClassesWereBuiltFor() throws Exception {
    assertDoesNotThrow(Platform::check);
    Platform here = Platform.of(PlatformTest.class.getClassLoader());
    assertTrue(BuiltFor.ARTIFACT.runsOn(here), here.toString());
    assertTrue(here.spark().matches("[34]\\.\\d+\\.\\d+.*"), here.spark());
  }

  @ParameterizedTest
  @CsvSource({
    "SPARK_3, 3.5.1, 2.12.18",
    "SPARK_3, 3.5.9, 2.12.18",
    "SPARK_3, 3.5.0.1, 2.12.15",
    "SPARK_4, 4.0.1, 2.13.16",
    "SPARK_4, 4.2.0, 2.13.18",
    "SPARK_4, 4.1.0-preview1, 2.13.17"
  })
  void anArtifactRunsOnEachReleaseOfItsLine(SparkArtifact artifact, String spark, String scala) {
    assertEquals(Optional.empty(), new Platform(spark, scala).problem(artifact));
  }

  @ParameterizedTest
  @CsvSource({
    "SPARK_3, 4.0.1, 2.13.16, spark-deepfm_2.12 is for Spark 3.5 with Scala 2.12,"
        + " take spark-deepfm_2.13 in its place",
    "SPARK_4, 3.5.7, 2.12.18, spark-deepfm_2.13 is for Spark 4 with Scala 2.13,"
        + " take spark-deepfm_2.12 in its place"
  })
  void onTheOtherLineTheOtherArtifactIsNamed(
      SparkArtifact artifact, String spark, String scala, String what, String take) {
    assertEquals(
        Optional.of(
            what + ", but this is Spark " + spark + " with Scala " + scala + "; " + take + "."),
        new Platform(spark, scala).problem(artifact));
  }

  @ParameterizedTest
  @CsvSource({
    "SPARK_3, 3.5.7, 2.13.8", "SPARK_3, 3.4.4, 2.12.17", "SPARK_3, 35.1, 2.12.17",
    "SPARK_4, 3.5.7, 2.13.8", "SPARK_4, 5.0.0, 2.13.20", "SPARK_4, 4.3.0, 3.3.1"
  })
  void whereNoArtifactRunsWhatWouldDoIsNamed(SparkArtifact artifact, String spark, String scala) {
    String sentence = new Platform(spark, scala).problem(artifact).orElseThrow();
    assertTrue(
        sentence.endsWith(
            ", but this is Spark " + spark + " with Scala " + scala + "; " + NONE + "."),
        sentence);
  }

  /** A loader of the class path without some of its jars. */
  private static URLClassLoader without(String jars) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.matches(jars)) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  @Test
  void whereSparkIsMissingThatIsSaid() throws Exception {
    try (URLClassLoader loader = without(".*/(spark-|scala-library)[^/]*\\.jar")) {
      Class<?> platform = loader.loadClass(Platform.class.getName());
      Throwable refused =
          assertThrows(
                  InvocationTargetException.class, () -> platform.getMethod("check").invoke(null))
              .getCause();
      assertEquals(
          "There is no Spark on the class path, but "
              + BuiltFor.ARTIFACT.artifactId()
              + " needs "
              + BuiltFor.ARTIFACT.needs()
              + "; run it by spark-submit, or by the scripts in submit/.",
          refused.getMessage());
    }
  }
}
