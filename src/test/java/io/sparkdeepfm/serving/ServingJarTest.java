package io.sparkdeepfm.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.TinyServed;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar for serving as the pom puts it together, alone with the JDK. */
class ServingJarTest {
  private static final Path PROJECT = Path.of(System.getProperty("project.basedir", ""));
  private static final Path CLASSES =
      Path.of(System.getProperty("project.build.directory", "target"), "classes");
  private static final long MAX_BYTES = 3L << 20;

  @TempDir Path folder;
  private Path jar;

  /** The classes that the pom names, which the package phase puts into the jar. */
  @BeforeEach
  void pack() throws IOException {
    String pom = Files.readString(PROJECT.resolve("pom.xml"));
    String execution = pom.substring(pom.indexOf("<classifier>serving</classifier>"));
    Matcher includes =
        Pattern.compile("<include>(io/[^*]+)/\\*\\*</include>")
            .matcher(execution.substring(0, execution.indexOf("</includes>")));
    jar = folder.resolve("serving.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      while (includes.find()) {
        pack(CLASSES.resolve(includes.group(1)), out);
      }
    }
  }

  private static void pack(Path directory, JarOutputStream out) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(CLASSES.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
      }
    }
  }

  private URLClassLoader alone() throws IOException {
    return new URLClassLoader(
        new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
  }

  @Test
  void itIsSmall() throws IOException {
    assertTrue(Files.size(jar) < MAX_BYTES, "bytes: " + Files.size(jar));
  }

  @Test
  void aModelIsScoredWithTheJdkAlone() throws IOException, ReflectiveOperationException {
    ServingModel model = TinyServed.model();
    Path file = TinyServed.write(model, folder.resolve("model.serving"));
    Map<String, Object> row = Map.of("age", 4, "site", "token1", "apps", "token2:0.5,token3");
    try (URLClassLoader loader = alone()) {
      Class<?> type = loader.loadClass("io.sparkdeepfm.serving.Scorer");
      assertTrue(type != Scorer.class);
      Object scorer = type.getMethod("load", Path.class).invoke(null, file);
      assertEquals(
          Scorer.of(model).logit(row), type.getMethod("logit", Map.class).invoke(scorer, row));
      double[] batch =
          (double[]) type.getMethod("logits", List.class).invoke(scorer, List.of(row, row, row));
      assertEquals(Scorer.of(model).logit(row), batch[2], 1e-5);
      Object explanation = type.getMethod("explain", Map.class).invoke(scorer, row);
      assertTrue(explanation.toString().contains("age="), explanation.toString());
      Object candidates =
          type.getMethod("candidates", String[].class)
              .invoke(scorer, (Object) new String[] {"age", "site"});
      Map<String, Object> user = Map.of("age", 4, "site", "token1");
      Map<String, Object> item = Map.of("apps", "token2:0.5,token3");
      double[] ranked =
          (double[])
              candidates
                  .getClass()
                  .getMethod("logits", Map.class, List.class)
                  .invoke(candidates, user, List.of(item));
      assertEquals(Scorer.of(model).logit(row), ranked[0], 1e-5);
    }
  }

  @Test
  void itsPomHasTheVersionOfTheProject() throws IOException {
    Pattern version = Pattern.compile("<version>([^<]+)</version>");
    Matcher parent = version.matcher(Files.readString(PROJECT.resolve("spark-lines.xml")));
    Matcher own = version.matcher(Files.readString(PROJECT.resolve("serving/pom.xml")));
    assertTrue(parent.find() && own.find());
    assertEquals(parent.group(1), own.group(1));
  }
}
