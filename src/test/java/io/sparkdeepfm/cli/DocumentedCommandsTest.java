package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * Every shell command that the README and the guide show is typed into a shell. There the scripts
 * of submit/ hand their arguments over to this JVM, which runs the command on small data; programs
 * that build, install or submit to a cluster only say how they were called.
 */
@Tag("spark")
class DocumentedCommandsTest {
  private static final Path PROJECT = Path.of(System.getProperty("project.basedir", ""));
  private static final Pattern SHELL_BLOCK =
      Pattern.compile("```(bash|sh|shell|console)\n(.*?)```", Pattern.DOTALL);

  /** What is not run here: the first builds and tests, the others make and install a package. */
  private static final Set<List<String>> BUILDS =
      Set.of(
          List.of("mvn", "verify"),
          List.of("mvn", "-q", "package", "-DskipTests"),
          List.of("pip", "install", "./src/main/python[spark35]"));

  private static final Map<String, Supplier<SparkCommand>> COMMANDS =
      Map.of(
          "Train", Train::new,
          "Score", Score::new,
          "Evaluate", Evaluate::new,
          "Export", Export::new);

  private static final Set<String> PATH_OPTIONS =
      Set.of("--input", "--input-test", "--fields", "--model", "--output", "--checkpoints");

  @TempDir Path folder;
  private Path calls;

  @BeforeEach
  void layOutTheProject() throws IOException {
    calls = folder.resolve("calls");
    Path submit = Files.createDirectories(folder.resolve("submit"));
    try (Stream<Path> files = Files.list(PROJECT.resolve("submit"))) {
      for (Path file : files.toList()) {
        Files.copy(file, submit.resolve(file.getFileName()));
      }
    }
    String record = "printf '%s\\n' CALL \"$@\" >> '" + calls + "'";
    Files.writeString(
        submit.resolve("_common.sh"), "root=" + folder + "\nrun_main() {\n  " + record + "\n}\n");
    for (String program : List.of("mvn", "pip", "spark-submit")) {
      Path file = Files.createDirectories(folder.resolve("bin")).resolve(program);
      Files.writeString(file, "#!/bin/sh\nset -- " + program + " \"$@\"\n" + record + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.createSymbolicLink(
        folder.resolve("data-samples"), PROJECT.resolve("data-samples").toAbsolutePath());
    writeData();
  }

  /** The files that the guide's commands name. */
  private void writeData() throws IOException {
    StringBuilder labelled = new StringBuilder("label,user,c,x\n");
    StringBuilder fresh = new StringBuilder("c,x\n");
    for (int row = 0; row < 200; row++) {
      labelled.append(String.format("%d,u%d,a%d,%d%n", row % 2, row % 7, row % 3, row));
      fresh.append(String.format("a%d,%d%n", row % 5, row));
    }
    Files.writeString(folder.resolve("train.csv"), labelled);
    Files.writeString(folder.resolve("test.csv"), labelled);
    Files.writeString(folder.resolve("new.csv"), fresh);
    Files.writeString(
        folder.resolve("fields.json"),
        "{\"fields\":[{\"column\":\"c\",\"type\":\"categorical\"},"
            + "{\"column\":\"x\",\"type\":\"numeric\"}]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/guide.md"})
  void everyCommandOfADocumentWorks(String document) throws Exception {
    int commands = 0;
    for (List<String> call : typed(document)) {
      if (COMMANDS.containsKey(call.get(0))) {
        works(call);
        commands++;
      } else if (call.get(0).equals("spark-submit")) {
        isSubmittable(call);
      } else {
        assertTrue(BUILDS.contains(call), "neither run here nor known to build: " + call);
      }
    }
    assertTrue(commands > 0, document);
  }

  /** Types all commands of a document into a shell; each program with its arguments, in order. */
  private List<List<String>> typed(String document) throws Exception {
    Matcher block = SHELL_BLOCK.matcher(Files.readString(PROJECT.resolve(document)));
    StringBuilder script = new StringBuilder("set -eu\n");
    while (block.find()) {
      script.append(block.group(2));
    }
    ProcessBuilder shell = new ProcessBuilder("bash", "-c", script.toString());
    shell.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    shell.directory(folder.toFile()).redirectErrorStream(true);
    shell.redirectOutput(folder.resolve("output.txt").toFile());
    int code = shell.start().waitFor();
    assertEquals(0, code, () -> script + "\n" + readOutput());
    List<List<String>> typed = new ArrayList<>();
    for (String line : Files.readAllLines(calls)) {
      if (line.equals("CALL")) {
        typed.add(new ArrayList<>());
      } else {
        typed.get(typed.size() - 1).add(line);
      }
    }
    return typed;
  }

  private String readOutput() {
    try {
      return Files.readString(folder.resolve("output.txt"));
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private void works(List<String> call) throws IOException {
    List<String> args = new ArrayList<>();
    for (int i = 1; i < call.size(); i++) {
      boolean isPath = PATH_OPTIONS.contains(call.get(i - 1));
      args.add(isPath ? folder.resolve(call.get(i)).toString() : call.get(i));
    }
    if (call.get(0).equals("Train")) {
      args.addAll(List.of("--set", "numEpochs=1"));
    }
    args.addAll(List.of("--log-file", folder.resolve("command.log").toString()));
    Recorded run = Recorded.run(COMMANDS.get(call.get(0)).get(), args);
    assertEquals(0, run.code(), () -> call + "\n" + run.err());
    assertTrue(run.result().has("seconds"), run.out());
  }

  /** What names no option of the command's, or a file of the project that is not there, cannot. */
  private static void isSubmittable(List<String> call) throws ReflectiveOperationException {
    Path properties = Path.of(call.get(call.indexOf("--properties-file") + 1));
    assertTrue(Files.isRegularFile(PROJECT.resolve(properties)), properties.toString());
    Class<?> main = Class.forName(call.get(call.indexOf("--class") + 1));
    int jar = call.indexOf(call.stream().filter(arg -> arg.endsWith("-all.jar")).findFirst().get());
    CommandLine parser = new CommandLine(main.getDeclaredConstructor().newInstance());
    parser.setCaseInsensitiveEnumValuesAllowed(true);
    parser.parseArgs(call.subList(jar + 1, call.size()).toArray(String[]::new));
  }
}
