package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every jar of the build says what it holds, under which licences, with their texts. */
@Tag("spark") // not of Spark, but run once the jars are there
class LicencesTest {
  private static final Path TABLES = Path.of("licenses", "THIRD-PARTY.md");
  private static final Path TARGET = Path.of("target");

  /** A line of the tables. */
  private record Part(String path, List<String> artifacts, List<String> texts) {
    static Part of(String line) {
      String[] cells = line.split("\\|", -1);
      return new Part(cells[1].strip().replace("`", ""), list(cells[3]), list(cells[5]));
    }

    private static List<String> list(String cell) {
      return Stream.of(cell.split(",", -1))
          .map(String::strip)
          .filter(text -> !text.isEmpty())
          .toList();
    }
  }

  /** The lines of the table below a heading that names a classifier. */
  private static List<Part> parts(String classifier) throws IOException {
    List<String> lines = Files.readAllLines(TABLES);
    int heading = 0;
    while (!(lines.get(heading).startsWith("## ")
        && lines.get(heading).contains("`" + classifier + "`"))) {
      heading++;
    }
    return lines.subList(heading + 1, lines.size()).stream()
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| `"))
        .map(Part::of)
        .toList();
  }

  static List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.walk(TARGET, 2)) {
      List<Path> jars =
          files
              .filter(f -> f.getFileName().toString().matches("spark-deepfm_.*\\.jar"))
              // Javadoc's pages bring the licences of what they use themselves.
              .filter(f -> !f.getFileName().toString().endsWith("-javadoc.jar"))
              .toList();
      assertTrue(
          jars.stream().anyMatch(jar -> jar.toString().endsWith("-all.jar")),
          "the jars are there after mvn package -DskipTests");
      return jars;
    }
  }

  private static List<Path> jarsOf(String classifier) throws IOException {
    return jars().stream().filter(jar -> jar.toString().contains(classifier)).toList();
  }

  private static List<String> entries(ZipFile jar) {
    return jar.stream().filter(e -> !e.isDirectory()).map(ZipEntry::getName).toList();
  }

  private static String text(ZipFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    assertNotNull(entry, name + " is in " + jar.getName());
    return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("jars")
  void everyJarHasLicenceAndNoticeAsTheyStandInTheProject(Path path) throws IOException {
    try (ZipFile jar = new ZipFile(path.toFile())) {
      assertEquals(Files.readString(Path.of("LICENSE")), text(jar, "META-INF/LICENSE"));
      assertEquals(Files.readString(Path.of("NOTICE")), text(jar, "META-INF/NOTICE"));
      try (Stream<Path> files = Files.list(TABLES.getParent())) {
        for (Path file : files.toList()) {
          assertEquals(
              Files.readString(file), text(jar, "META-INF/licenses/" + file.getFileName()));
        }
      }
      assertEquals(
          List.of(),
          entries(jar).stream()
              .filter(name -> name.matches("META-INF/[^/]*(LICEN[CS]E|NOTICE|GPL|AL2)[^/]*"))
              .filter(name -> !name.equals("META-INF/LICENSE") && !name.equals("META-INF/NOTICE"))
              .filter(name -> !name.endsWith(".txt"))
              .toList(),
          "licences that would be mistaken for that of the whole");
    }
  }

  @Test
  void theTablesNameAllThatTheJarForClustersHoldsAndNothingElse() throws IOException {
    assertListed("all", jarsOf("-all"));
  }

  @Test
  void theTablesNameAllThatTheJarsOfDeeplearning4jHold() throws IOException {
    assertListed("dl4j", jarsOf("-dl4j"));
  }

  private static void assertListed(String classifier, List<Path> jars) throws IOException {
    List<Part> parts = parts("-" + classifier);
    assertFalse(parts.isEmpty(), classifier);
    for (Path path : jars) {
      try (ZipFile jar = new ZipFile(path.toFile())) {
        List<String> entries = entries(jar);
        assertEquals(List.of(), unlisted(entries, parts), "in no line of " + TABLES);
        if (classifier.equals("all")) { // the tables do not tell the two of Deeplearning4j apart
          assertEquals(List.of(), absent(entries, parts), "listed, but not in " + path);
        }
        for (Part part : parts) {
          for (String text : part.texts()) {
            assertFalse(text(jar, "META-INF/licenses/" + text).isBlank(), text);
          }
        }
        assertEquals(List.of(), unnamedArtifacts(entries, parts), "artifacts in no line");
      }
    }
  }

  private static List<String> absent(List<String> entries, List<Part> parts) {
    return parts.stream()
        .map(Part::path)
        .filter(path -> entries.stream().noneMatch(name -> name.startsWith(path)))
        .toList();
  }

  private static List<String> unlisted(List<String> entries, List<Part> parts) {
    return entries.stream()
        .filter(name -> !name.startsWith("META-INF/") || isNative(name))
        .filter(name -> !name.startsWith("io/sparkdeepfm/"))
        .filter(name -> parts.stream().noneMatch(part -> name.startsWith(part.path())))
        .limit(20)
        .toList();
  }

  private static boolean isNative(String name) {
    return name.matches(".*\\.(so(\\.\\d+)*|dll|dylib|jnilib|a)");
  }

  /** Most artifacts leave their coordinates in the jar. */
  private static List<String> unnamedArtifacts(List<String> entries, List<Part> parts) {
    TreeSet<String> found = new TreeSet<>();
    for (String name : entries) {
      String[] steps = name.split("/", -1);
      if (name.matches("META-INF/maven/[^/]+/[^/]+/pom\\.properties")) {
        found.add(steps[2] + ":" + steps[3]);
      }
    }
    List<String> named = new ArrayList<>(List.of("io.sparkdeepfm"));
    parts.forEach(part -> named.addAll(part.artifacts()));
    found.removeIf(artifact -> named.stream().anyMatch(artifact::startsWith));
    return List.copyOf(found);
  }

  @ParameterizedTest
  @MethodSource("jars")
  void librariesThatMayNotBePassedOnAreInNoJar(Path path) throws IOException {
    try (ZipFile jar = new ZipFile(path.toFile())) {
      assertEquals(
          List.of(),
          entries(jar).stream()
              .filter(LicencesTest::isNative)
              .filter(
                  name -> name.matches(".*/lib(cu[a-z]*|nv[a-z]*|mkl_[a-z]*|iomp5|nccl)\\.so.*"))
              .toList());
    }
  }
}
