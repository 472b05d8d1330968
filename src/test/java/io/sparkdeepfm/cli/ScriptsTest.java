package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/**
 * The scripts of submit/ and examples/ in a project of their own, whose path has a space, with
 * programs in place of mvn, java and spark-submit that write down how they were called.
 */
class ScriptsTest {
  private static final String RECORD =
      """
      #!/bin/sh
      printf '%s\\n' "$@" > "$CALLS/NAME"
      echo "$SPARK_LOCAL_IP" > "$CALLS/NAME.address"
      """;

  @TempDir Path folder;
  private Path project;
  private Path calls;
  private Path programs;

  @BeforeEach
  void makeProject() throws IOException {
    Path real = Path.of(System.getProperty("project.basedir"));
    project = Files.createDirectories(folder.resolve("a project"));
    calls = Files.createDirectories(folder.resolve("calls"));
    programs = Files.createDirectories(folder.resolve("bin"));
    Files.createDirectories(project.resolve("src/main"));
    Files.createDirectories(project.resolve("examples/java"));
    for (String file : List.of("pom.xml", "spark-lines.xml")) {
      Files.copy(real.resolve(file), project.resolve(file));
    }
    copyScripts(real, "submit");
    copyScripts(real, "examples");
    program("java", record("java"));
    program(
        "mvn",
        record("mvn")
            + "mkdir -p target\n"
            + "echo jar > target/spark-deepfm_2.12-9-all.jar\n"
            + "echo /spark.jar > target/spark-classpath.txt\n");
  }

  private void copyScripts(Path real, String directory) throws IOException {
    Path copies = Files.createDirectories(project.resolve(directory));
    try (Stream<Path> scripts = Files.list(real.resolve(directory))) {
      for (Path script : scripts.filter(path -> path.toString().endsWith(".sh")).toList()) {
        Files.copy(script, copies.resolve(script.getFileName()));
      }
    }
  }

  private static String record(String name) {
    return RECORD.replace("NAME", name);
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.writeString(programs.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int run(Map<String, String> environment, String script, String... args)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("bash", project.resolve("submit").resolve(script).toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("output.txt").toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_HOME", "SPARK_HOME", "SPARK_LOCAL_IP"));
    builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
    builder.environment().put("CALLS", calls.toString());
    builder.environment().putAll(environment);
    return builder.start().waitFor();
  }

  private List<String> call(String program) throws IOException {
    return Files.readAllLines(calls.resolve(program));
  }

  private boolean built() throws IOException {
    return Files.deleteIfExists(calls.resolve("mvn"));
  }

  @Test
  void theJarIsBuiltOnceAndAgainWhenASourceIsNewer() throws Exception {
    assertEquals(0, run(Map.of(), "score.sh"));
    assertTrue(built());
    assertEquals(0, run(Map.of(), "score.sh"));
    assertFalse(built());
    Path source = Files.writeString(project.resolve("src/main/A.java"), "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    assertEquals(0, run(Map.of(), "score.sh"));
    assertTrue(built());
  }

  @Test
  void aBuildThatFailsEndsTheScript() throws Exception {
    program("mvn", "#!/bin/sh\nexit 7\n");
    assertEquals(1, run(Map.of(), "score.sh"));
    assertFalse(Files.exists(calls.resolve("java")));
  }

  @Test
  void withoutSparkAPlainJvmRunsTheMainWithThePomsOptions() throws Exception {
    assertEquals(0, run(Map.of("SPARK_DEEPFM_HEAP", "3g"), "evaluate.sh", "--input", "a b", "x"));
    List<String> java = call("java");
    assertEquals("-Xmx3g", java.get(0));
    assertTrue(java.contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"));
    assertTrue(java.contains("-Djdk.reflect.useDirectMethodHandle=false"));
    String jar = project.resolve("target/spark-deepfm_2.12-9-all.jar").toRealPath().toString();
    int main = java.indexOf("io.sparkdeepfm.cli.Evaluate");
    assertEquals(List.of("-cp", jar + ":/spark.jar"), java.subList(main - 2, main));
    assertEquals(List.of("--input", "a b", "x"), java.subList(main + 1, java.size()));
  }

  @Test
  void trainWithoutArgumentsTakesTheSample() throws Exception {
    assertEquals(0, run(Map.of(), "train.sh"));
    List<String> java = call("java");
    assertTrue(java.contains("io.sparkdeepfm.cli.Train"));
    assertEquals(
        project.resolve("data-samples/clicks/train.parquet").toString(),
        java.get(java.indexOf("--input") + 1));
  }

  @Test
  void aDriverOnThisMachineListensHereAloneUnlessToldOtherwise() throws Exception {
    program("spark-submit", record("spark-submit"));
    for (String[] local : new String[][] {{}, {"--master", "local"}, {"--master=local[2]"}}) {
      assertEquals(0, run(Map.of(), "train.sh", local));
      assertEquals(List.of("127.0.0.1"), call("java.address"));
    }
    assertEquals(0, run(Map.of("SPARK_LOCAL_IP", "10.0.0.7"), "train.sh"));
    assertEquals(List.of("10.0.0.7"), call("java.address"));
    assertEquals(0, run(Map.of(), "train.sh", "--master=yarn"));
    assertEquals(List.of(""), call("spark-submit.address"));
  }

  @Test
  void theMainsExitCodeIsTheScripts() throws Exception {
    program("java", "#!/bin/sh\nexit 2\n");
    assertEquals(2, run(Map.of(), "train.sh", "--what"));
  }

  @Test
  void aSparkInstallationIsSubmittedTo() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("spark/bin"));
    program("spark-submit", record("spark-submit"));
    Files.move(programs.resolve("spark-submit"), bin.resolve("spark-submit"));
    Map<String, String> environment =
        Map.of("SPARK_HOME", folder.resolve("spark").toString(), "SPARK_DEEPFM_HEAP", "5g");
    assertEquals(0, run(environment, "train.sh", "--master", "spark://m:7077", "--input", "in"));
    assertEquals(
        List.of(
            "--class",
            "io.sparkdeepfm.cli.Train",
            "--master",
            "spark://m:7077",
            "--driver-memory",
            "5g",
            project.resolve("target/spark-deepfm_2.12-9-all.jar").toString(),
            "--master",
            "spark://m:7077",
            "--input",
            "in"),
        call("spark-submit"));
  }

  @Test
  void aSpark4InstallationIsSubmittedItsOwnJar() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("spark/bin"));
    Files.createDirectories(folder.resolve("spark/jars"));
    Files.createFile(folder.resolve("spark/jars/spark-core_2.13-4.1.0.jar"));
    program("spark-submit", record("spark-submit"));
    Files.move(programs.resolve("spark-submit"), bin.resolve("spark-submit"));
    program(
        "mvn",
        record("mvn")
            + "mkdir -p target/spark4\n"
            + "echo jar > target/spark4/spark-deepfm_2.13-9-all.jar\n"
            + "echo x > target/spark4/spark-classpath.txt\n");
    Map<String, String> environment = Map.of("SPARK_HOME", folder.resolve("spark").toString());
    assertEquals(0, run(environment, "train.sh", "--set", "engine=dl4j"));
    assertTrue(call("mvn").contains("-Pspark4"));
    String jar = project.resolve("target/spark4/spark-deepfm_2.13-9-all.jar").toString();
    assertTrue(call("spark-submit").contains(jar));
    assertFalse(call("spark-submit").contains("--jars"));
  }

  @ParameterizedTest
  @CsvSource({"11.0.20, 2", "1.8.0_392, 2", "17.0.9, 0", "21, 0"})
  void aJavaThatIsTooOldIsToldBeforeItRunsTheJar(String version, int status) throws Exception {
    program(
        "java",
        "#!/bin/sh\n[ \"$1\" = -version ] || exit 0\necho 'openjdk version \"X\" 2023' >&2\n"
            .replace("X", version));
    assertEquals(status, run(Map.of(), "score.sh"));
    assertEquals(
        status != 0,
        Files.readString(folder.resolve("output.txt"))
            .contains("java is Java " + version + ", but spark-deepfm needs Java 17 or later"));
  }

  @Test
  void theSparkSubmitOnThePathIsForClustersOnly() throws Exception {
    program("spark-submit", record("spark-submit"));
    assertEquals(0, run(Map.of(), "train.sh", "--master=local[2]"));
    assertFalse(Files.exists(calls.resolve("spark-submit")));
    assertEquals(0, run(Map.of(), "train.sh", "--master=yarn"));
    assertTrue(call("spark-submit").contains("yarn"));
  }

  @Test
  void withEngineDl4jTheJarOfDeeplearning4jGoesAlong() throws Exception {
    program("spark-submit", record("spark-submit"));
    program("mvn", record("mvn") + "mkdir -p target\ntouch target/spark-deepfm_2.12-9-$X.jar\n");
    Files.createDirectories(project.resolve("target"));
    Files.writeString(project.resolve("target/spark-classpath.txt"), "x");
    Files.writeString(project.resolve("target/spark-deepfm_2.12-9-all.jar"), "jar");
    String[] train = {"--master=yarn", "--set", "engine=dl4j"};
    assertEquals(0, run(Map.of("X", "dl4j"), "train.sh", train));
    assertTrue(call("mvn").contains("-Pdl4j"));
    String jar = project.resolve("target/spark-deepfm_2.12-9-dl4j.jar").toString();
    List<String> call = call("spark-submit");
    assertEquals(jar, call.get(call.indexOf("--jars") + 1));

    assertTrue(built());
    String cuda = Files.writeString(folder.resolve("cuda.jar"), "jar").toString();
    assertEquals(0, run(Map.of("SPARK_DEEPFM_DL4J_JAR", cuda), "train.sh", train));
    assertFalse(built());
    call = call("spark-submit");
    assertEquals(cuda, call.get(call.indexOf("--jars") + 1));
    assertEquals(1, run(Map.of("SPARK_DEEPFM_DL4J_JAR", "/absent.jar"), "train.sh", train));

    assertEquals(0, run(Map.of(), "train.sh", "--master=yarn", "--set", "engine=cpu"));
    assertFalse(call("spark-submit").contains("--jars"));

    assertEquals(0, run(Map.of(), "train.sh", "--set", "engine=dl4j"));
    call = call("java");
    String all = project.resolve("target/spark-deepfm_2.12-9-all.jar").toString();
    assertEquals(all + ":" + jar + ":x", call.get(call.indexOf("-cp") + 1));
    assertTrue(call.stream().noneMatch(option -> option.startsWith("-Dspark.jars")));

    Files.delete(programs.resolve("spark-submit"));
    assertEquals(
        0, run(Map.of(), "train.sh", "--master", "spark://m:7077", "--set", "engine=dl4j"));
    assertTrue(call("java").contains("-Dspark.jars=" + all + "," + jar));
  }

  @Test
  void theSamplesAreMadeAnewInTheirOwnFolder() throws Exception {
    assertEquals(0, run(Map.of(), "../examples/generate-samples.sh"));
    List<String> java = call("java");
    int at = java.indexOf(GenerateSamples.class.getName());
    assertEquals(
        List.of("--output", project.toRealPath().resolve("data-samples").toString(), "--overwrite"),
        java.subList(at + 1, java.size()));
  }

  @Test
  void theGpusOfTheMachineAreToldAsSparkWantsThem() throws Exception {
    program("nvidia-smi", record("nvidia-smi") + "echo 0\necho 3\n");
    assertEquals(0, run(Map.of(), "gpu-discovery.sh"));
    assertEquals(
        "{\"name\": \"gpu\", \"addresses\": [\"0\", \"3\"]}",
        Files.readString(folder.resolve("output.txt")).strip());
    assertEquals(List.of("--query-gpu=index", "--format=csv,noheader"), call("nvidia-smi"));
    program("nvidia-smi", "#!/bin/sh\nexit 9\n");
    assertEquals(9, run(Map.of(), "gpu-discovery.sh"));
  }

  @ParameterizedTest
  @CsvSource({
    "frappe, Frappe",
    "movielens-100k, MovieLens",
    "movielens-100k-ratings, MovieLensRatings",
    "recmodel, RecModel",
    "criteo-two-fields, CriteoTwoFields",
    "criteo, Criteo"
  })
  void anExampleRunsFromTheTestsClassesBesideTheJar(String script, String main) throws Exception {
    assertEquals(0, run(Map.of(), "../examples/" + script + ".sh", "--data", "a b"));
    assertTrue(built());
    List<String> java = call("java");
    Class<?> example = Class.forName("io.sparkdeepfm.examples." + main);
    int at = java.indexOf(example.getName());
    Path root = project.toRealPath();
    String jar = root.resolve("target/spark-deepfm_2.12-9-all.jar").toString();
    assertEquals(
        List.of("-cp", jar + ":/spark.jar:" + root.resolve("target/test-classes")),
        java.subList(at - 2, at));
    assertEquals(
        List.of("--home", root.toString(), "--data", "a b"), java.subList(at + 1, java.size()));
    assertEquals(script, example.getAnnotation(CommandLine.Command.class).name());
  }

  @Test
  void anExampleNewerThanTheJarIsBuilt() throws Exception {
    assertEquals(0, run(Map.of(), "../examples/frappe.sh"));
    assertTrue(built());
    assertEquals(0, run(Map.of(), "../examples/frappe.sh"));
    assertFalse(built());
    Path source = Files.writeString(project.resolve("examples/java/A.java"), "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    assertEquals(0, run(Map.of(), "../examples/frappe.sh"));
    assertTrue(built());
  }
}
