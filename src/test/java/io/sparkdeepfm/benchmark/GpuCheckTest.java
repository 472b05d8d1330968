package io.sparkdeepfm.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.engine.cuda.EmulatedGpu;
import io.sparkdeepfm.engine.cuda.device.CudaLibraries;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What benchmarks/gpu asks of a machine with a GPU, on an emulated one. */
@EnabledIf(
    value = "io.sparkdeepfm.engine.cuda.EmulatedGpu#canBeCompiled",
    disabledReason = "there is no g++ to compile the kernels with")
class GpuCheckTest {
  @BeforeAll
  static void emulate() {
    System.setProperty(CudaLibraries.FOLDERS_PROPERTY, EmulatedGpu.libraries().toString());
  }

  @AfterAll
  static void forget() {
    System.clearProperty(CudaLibraries.FOLDERS_PROPERTY);
  }

  private static List<String> answers(String... question) {
    PrintStream out = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      GpuCheck.main(question);
    } finally {
      System.setOut(out);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void theGpuSaysWhatItIs() {
    List<String> answers = answers("describe");
    assertTrue(answers.get(0).startsWith("{\"device\": \"emulated GPU, compute "));
    assertEquals(
        Stream.of("float32", "tf32", "bfloat16")
            .map(name -> "{\"epilogues\": \"" + name + "\", \"products\": 5, \"warning\": \"\"}")
            .toList(),
        answers.subList(1, answers.size()));
  }

  @Test
  void everyComparisonHoldsAndIsRepeatedBitForBit() {
    List<String> answers = answers("oracle");
    assertEquals(36, answers.size());
    for (String answer : answers) {
      assertTrue(answer.endsWith("\"within\": true, \"sameBits\": true}"), answer);
    }
  }

  @Test
  void aTrainingIsTimed() {
    String answer = answers("train", "3900", "64", "bfloat16", "0").get(0);
    assertTrue(
        answer.matches(
            "\\{\"ours\": \"bfloat16\", \"features\": 3900, \"batch\": 64,"
                + " \"examplesPerSecond\": \\d+, \"withCopies\": \\d+, \"epiloguesOfStep\": 5,"
                + " \"withoutEpilogues\": \\d+}"),
        answer);
  }
}
