package io.sparkdeepfm.engine.dl4j;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.engine.dl4j.Dl4jEngine.AveragingOptions;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where parts of Deeplearning4j are not on the class path, or do not work there. */
class ClassPathTest {
  /** A loader of its own for all of the class path but some jars. */
  private static URLClassLoader without(String jars) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.matches(jars)) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  @Test
  void withoutDeeplearning4jTheCoordinatesAreNamed() throws Exception {
    try (URLClassLoader bare = new URLClassLoader(new URL[0], null)) {
      assertRefused(
          "engine 'dl4j' needs org.deeplearning4j:dl4j-spark_2.12:1.0.0-M2 and"
              + " org.nd4j:nd4j-native:1.0.0-M2, which are not on the class path (or not on that of"
              + " the executors); add the jar spark-deepfm_2.12-…-dl4j.jar by --jars, or choose"
              + " engine 'cpu'.",
          () -> Dl4jEngine.requirePresent(bare));
    }
  }

  /** As where the jar -all is alone: the engine's class can be loaded, and says what is missing. */
  @Test
  void theEngineCanBeMadeWithoutTheClassesOfDeeplearning4j() throws Exception {
    try (URLClassLoader loader = without(".*(deeplearning4j|dl4j-spark|nd4j|datavec).*\\.jar")) {
      Class<?> options = loader.loadClass(AveragingOptions.class.getName());
      Class<?> engine = loader.loadClass(Dl4jEngine.class.getName());
      Object made =
          engine.getConstructor(options).newInstance(options.getField("DEFAULT").get(null));
      assertEquals("dl4j", engine.getMethod("name").invoke(made));
      Method check = engine.getDeclaredMethod("requirePresent", ClassLoader.class);
      check.setAccessible(true);
      InvocationTargetException e =
          assertThrows(InvocationTargetException.class, () -> check.invoke(null, loader));
      assertTrue(e.getCause().getMessage().contains("org.nd4j:nd4j-native:1.0.0-M2"));
    }
  }

  /** As with nd4j-cuda on a machine without a GPU. */
  @Test
  void aBackendThatDoesNotWorkIsToldInASentence() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = without(".*nd4j-native-[^a].*\\.jar")) {
      Thread.currentThread().setContextClassLoader(loader); // ND4J looks for backends there
      Method load = loader.loadClass(Nd4jDevices.class.getName()).getDeclaredMethod("load");
      load.setAccessible(true);
      Throwable e =
          assertThrows(InvocationTargetException.class, () -> load.invoke(null)).getCause();
      assertInstanceOf(IllegalStateException.class, e);
      assertTrue(e.getMessage().startsWith("ND4J's backend cannot be loaded on "), e.getMessage());
      assertTrue(e.getMessage().endsWith(" or choose engine 'cpu'."), e.getMessage());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
