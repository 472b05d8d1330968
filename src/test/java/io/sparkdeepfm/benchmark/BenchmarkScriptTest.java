package io.sparkdeepfm.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** benchmarks/run.sh in a project of its own, with programs in place of mvn, java and python3. */
class BenchmarkScriptTest {
  @TempDir Path folder;
  private Path project;
  private Path programs;

  @BeforeEach
  void makeProject() throws IOException {
    Path real = Path.of(System.getProperty("project.basedir"));
    project = Files.createDirectories(folder.resolve("a project"));
    programs = Files.createDirectories(folder.resolve("bin"));
    Files.createDirectories(project.resolve("benchmarks"));
    for (String file : new String[] {"pom.xml", "benchmarks/run.sh"}) {
      Files.copy(real.resolve(file), project.resolve(file));
    }
    program(
        "mvn",
        "mkdir -p target/spark4; echo /spark.jar | tee target/test-classpath.txt > target/spark4/test-classpath.txt");
    program(
        "java",
        """
        echo "CORETYPE ${OPENBLAS_CORETYPE-unset} $*" >> "$CALLS"
        case "$*" in
          *' list --only what') echo 'There is no benchmark' >&2; exit 2;;
          *' list'*) echo 'first 1g'; echo 'second 2g';;
        esac
        """);
    program("python3", "exit 1");
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int run(Map<String, String> environment, String... args) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("bash", project.resolve("benchmarks/run.sh").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("output.txt").toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_HOME", "BENCHMARK_TORCH_PYTHON"));
    builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
    builder.environment().put("CALLS", folder.resolve("calls").toString());
    builder.environment().putAll(environment);
    return builder.start().waitFor();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output.txt"));
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(folder.resolve("calls"));
  }

  @Test
  void eachCaseHasAJvmWithItsHeapAndThenAllAreReported() throws Exception {
    assertEquals(0, run(Map.of("OPENBLAS_CORETYPE", "Haswell")), output());
    List<String> calls = calls();
    assertEquals(4, calls.size(), calls.toString());
    assertTrue(calls.get(1).startsWith("CORETYPE unset -Xmx1g "), calls.get(1));
    assertTrue(calls.get(1).contains(" --add-opens=java.base/sun.nio.ch=ALL-UNNAMED "));
    assertTrue(calls.get(1).endsWith(" run first"), calls.get(1));
    assertTrue(calls.get(2).startsWith("CORETYPE unset -Xmx2g "), calls.get(2));
    assertTrue(calls.get(2).endsWith(" run second"), calls.get(2));
    assertTrue(calls.get(3).endsWith(" report first second"), calls.get(3));
  }

  @Test
  void withoutPythonOneLineSaysThatPyTorchIsSkipped() throws Exception {
    assertEquals(0, run(Map.of()));
    String line =
        "The comparisons with PyTorch are skipped: there is no python3 of version 3.10 or newer.";
    assertEquals(1, output().lines().filter(line::equals).count(), output());
    assertTrue(calls().get(1).contains(" -Dbenchmark.python= "), calls().get(1));
  }

  @Test
  void aPythonThatIsNamedButHasNoTorchIsSkipped() throws Exception {
    String python = programs.resolve("python3").toString();
    assertEquals(0, run(Map.of("BENCHMARK_TORCH_PYTHON", python)));
    assertTrue(output().contains(python + ", which BENCHMARK_TORCH_PYTHON names, cannot import"));
  }

  @Test
  void aPythonThatIsNamedAndHasTorchIsTaken() throws Exception {
    program("python-with-torch", "exit 0");
    String python = programs.resolve("python-with-torch").toString();
    assertEquals(0, run(Map.of("BENCHMARK_TORCH_PYTHON", python)));
    assertFalse(output().contains("skipped"), output());
    assertTrue(calls().get(1).contains(" -Dbenchmark.python=" + python + " "), calls().get(1));
  }

  @Test
  void anUnknownNameEndsTheScriptBeforeAnythingIsMeasured() throws Exception {
    assertEquals(2, run(Map.of(), "--only", "what"));
    assertEquals(1, calls().size());
    assertEquals("There is no benchmark\n", output());
  }

  @Test
  void unknownOptionsAndMissingValuesAreRefused() throws Exception {
    assertEquals(2, run(Map.of(), "--fast"));
    assertEquals("There is no option '--fast'. (--help lists the options)\n", output());
    assertEquals(2, run(Map.of(), "--only"));
    assertEquals("The option --only needs a value. (--help lists the options)\n", output());
    assertEquals(2, run(Map.of(), "--cpu", "sse"));
    assertEquals("The option --cpu takes avx2. (--help lists the options)\n", output());
    assertEquals(2, run(Map.of(), "--spark", "5"));
    assertEquals("--spark is '5', but must be 3 or 4. (--help lists the options)\n", output());
    assertFalse(Files.exists(folder.resolve("calls")));
  }

  @Test
  void fewerInstructionsAreForTheJvmAndForAllLibraries() throws Exception {
    program(
        "java",
        """
        echo "$ONEDNN_MAX_CPU_ISA $ATEN_CPU_CAPABILITY $MKL_ENABLE_INSTRUCTIONS $*" >> "$CALLS"
        case "$*" in *' list'*) echo 'first 1g';; esac
        """);
    assertEquals(0, run(Map.of("ONEDNN_MAX_CPU_ISA", "SSE41"), "--cpu", "avx2"), output());
    String measured = calls().get(1);
    assertTrue(measured.startsWith("AVX2 avx2 AVX2 -Xmx1g "), measured);
    assertTrue(measured.contains(" -XX:UseAVX=2 "), measured);
    assertTrue(measured.contains(" -Dbenchmark.cpu=avx2 "), measured);
    assertTrue(calls().get(2).contains(" -Dbenchmark.cpu=avx2 "), calls().get(2));
  }

  @Test
  void onSpark4ThePageStaysAsItIs() throws Exception {
    assertEquals(0, run(Map.of(), "--spark", "4"));
    assertTrue(calls().stream().anyMatch(call -> call.endsWith(" run second")));
    assertTrue(calls().stream().allMatch(call -> call.contains("target/spark4/classes:")));
    assertFalse(calls().stream().anyMatch(call -> call.contains(" report ")));
  }

  @Test
  void helpListsTheCasesAndMeasuresNothing() throws Exception {
    assertEquals(0, run(Map.of(), "--help"));
    assertTrue(output().startsWith("Usage: benchmarks/run.sh [--only NAME]"), output());
    assertTrue(output().endsWith("second 2g\n"), output());
    assertEquals(1, calls().size());
  }
}
