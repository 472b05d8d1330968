package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.cli.Report.ResultLine;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Tag("spark")
@Tag("spark4")
class LauncherTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Command(name = "probe")
  private static final class Probe extends SparkCommand {
    @Option(names = "--count", required = true)
    int count;

    private Throwable outcome;

    @Override
    void check() {
      if (count < 0) {
        throw new IllegalArgumentException("--count is negative.");
      }
    }

    @Override
    ResultLine run(SparkSession spark, PrintStream lines) {
      if (outcome instanceof RuntimeException e) {
        throw e;
      }
      if (outcome instanceof Error e) {
        throw e;
      }
      return new ResultLine().put("rows", count);
    }
  }

  @BeforeEach
  void haveASession() {
    SharedSpark.get();
  }

  private int run(Throwable outcome, String... args) {
    Probe probe = new Probe();
    probe.outcome = outcome;
    return new Launcher(stream(out), stream(err)).run(probe, args);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String log() {
    return folder.resolve("probe.log").toString();
  }

  @Test
  void successEndsWithTheResult() {
    assertEquals(0, run(null, "--count", "3", "--log-file", log()));
    assertEquals("RESULT {\"rows\":3}", out.toString(StandardCharsets.UTF_8).strip());
    assertEquals("", errors());
  }

  @Test
  void helpIsASuccess() {
    assertEquals(0, run(null, "--help"));
    assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("Usage: probe"));
  }

  @Test
  void optionsThatDoNotParseAreWrongUse() {
    assertEquals(2, run(null));
    assertEquals(2, run(null, "--count", "x"));
    assertEquals(2, run(null, "--count", "1", "--cuont", "1"));
    assertEquals(
        """
        Missing required option: '--count=<count>' (--help lists the options).
        Invalid value for option '--count': 'x' is not an int (--help lists the options).
        Unknown options: '--cuont', '1' (--help lists the options).
        """,
        errors());
  }

  @Test
  void aFailedCheckIsWrongUse() {
    assertEquals(2, run(null, "--count", "-1"));
    assertEquals("--count is negative.\n", errors());
  }

  @Test
  void ourOwnCheckInsideAJobIsWrongUse() {
    RuntimeException job =
        new RuntimeException(
            new SparkException("Job aborted.", new IllegalArgumentException("Label is 2.")));
    assertEquals(2, run(job, "--count", "1", "--log-file", log()));
    assertEquals("Label is 2.\n", errors());
  }

  @Test
  void anIllegalArgumentOfALibraryIsAFailure() {
    IllegalArgumentException foreign = new IllegalArgumentException("bad state");
    foreign.setStackTrace(
        new StackTraceElement[] {new StackTraceElement("java.util.Lib", "f", "Lib.java", 1)});
    assertEquals(1, run(foreign, "--count", "1", "--log-file", log()));
  }

  @Test
  void aFailureIsOneSentenceAndTheTraceIsInTheLog() throws IOException {
    RuntimeException failure = new RuntimeException(new IllegalStateException("disk\nis full"));
    assertEquals(1, run(failure, "--count", "1", "--log-file", log()));
    assertEquals(
        "The command probe failed: IllegalStateException: disk. The full trace is in "
            + log()
            + ".\n",
        errors());
    String trace = Files.readString(Path.of(log()));
    assertTrue(trace.contains("is full") && trace.contains("at io.sparkdeepfm.cli"), trace);
  }

  @Test
  void controlCharactersAreCodesOnTheTerminalAndInTheLog() throws IOException {
    String hostile = "x\u001b]0;title\u0007\r\n2026-01-01 00:00:00 ERROR Forged: all is lost";
    RuntimeException failure = new RuntimeException(new IllegalStateException(hostile));
    assertEquals(1, run(failure, "--count", "1", "--log-file", log()));
    assertTrue(errors().contains("x\\u001b]0;title\\u0007. The full"), errors());
    String trace = Files.readString(Path.of(log()));
    assertTrue(trace.contains("x\\u001b]0;title\\u0007"), trace);
    assertEquals(1, trace.lines().filter(line -> line.startsWith("20")).count(), trace);
    assertTrue(trace.contains("\n\t2026-01-01 00:00:00 ERROR Forged"), trace);
  }

  private static Path logNamedIn(String errors) {
    Matcher name = Pattern.compile("The full trace is in (\\S+)\\.\n").matcher(errors);
    assertTrue(name.find(), errors);
    return Path.of(name.group(1));
  }

  @Test
  void theLogOfNoNameIsAFileThatNobodyCanForetellOrRead() throws IOException {
    assertEquals(1, run(new IllegalStateException("one"), "--count", "1"));
    Path first = logNamedIn(errors());
    err.reset();
    assertEquals(1, run(new IllegalStateException("two"), "--count", "1"));
    Path second = logNamedIn(errors());
    try {
      assertTrue(first.getFileName().toString().matches("spark-deepfm-probe-[0-9a-f]{32}\\.log"));
      assertNotEquals(first, second);
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(first)));
      assertTrue(Files.readString(second).contains("IllegalStateException: two"));
      assertFalse(Files.readString(second).contains("IllegalStateException: one"));
    } finally {
      Files.delete(first);
      Files.delete(second);
    }
  }

  @Test
  void aLogOfNoNameInWhichNothingStandsIsNotLeft() throws IOException {
    Set<Path> before = temporaryLogs();
    assertEquals(0, run(null, "--count", "1"));
    assertEquals(before, temporaryLogs());
  }

  private static Set<Path> temporaryLogs() throws IOException {
    Set<Path> logs = new HashSet<>();
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try (var found = Files.newDirectoryStream(folder, "spark-deepfm-probe-*.log")) {
      found.forEach(logs::add);
    }
    return logs;
  }

  @Test
  void anEarlierLogIsWrittenOverAndAnythingElseIsNot() throws IOException {
    assertEquals(1, run(new IllegalStateException("one"), "--count", "1", "--log-file", log()));
    assertEquals(0, run(null, "--count", "1", "--log-file", log()));
    assertEquals("", Files.readString(Path.of(log())));
    Files.writeString(Path.of(log()), "my data");
    err.reset();
    assertEquals(2, run(null, "--count", "1", "--log-file", log()));
    assertTrue(errors().contains("is no log of ours, so it is not written over"), errors());
    assertEquals("my data", Files.readString(Path.of(log())));
    assertEquals(0, run(null, "--count", "1", "--log-file", "/dev/null"));
  }

  @Test
  void aFullHeapNamesTheRemedy() {
    assertEquals(1, run(new OutOfMemoryError(), "--count", "1", "--log-file", log()));
    assertTrue(errors().contains("set SPARK_DEEPFM_HEAP"), errors());
  }
}
