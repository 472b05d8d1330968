package io.sparkdeepfm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One run of a command in this JVM, on the tests' session. */
record Recorded(int code, String out, String err) {

  static Recorded run(SparkCommand command, List<String> args) {
    SharedSpark.get();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = new Launcher(stream(out), stream(err)).run(command, args.toArray(String[]::new));
    return new Recorded(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** The JSON of the last line. */
  JsonNode result() throws IOException {
    String last = out.lines().reduce((first, second) -> second).orElse("");
    return new ObjectMapper().readTree(last.substring("RESULT ".length()));
  }
}
