package io.sparkdeepfm.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.benchmark.TorchPeer.Mode;
import io.sparkdeepfm.benchmark.TorchPeer.Precision;
import io.sparkdeepfm.benchmark.TorchPeer.Question;
import io.sparkdeepfm.benchmark.TorchPeer.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol, spoken with a shell script in PyTorch's place. */
class TorchPeerTest {
  private static final Question QUESTION =
      new Question(Mode.TRAIN, 1_000_000, 4096, 32_768, Precision.BF16, true);

  @TempDir Path folder;

  /**
   * @param answer shell that answers a line, which it finds in $line
   */
  private TorchPeer peer(String answer) throws IOException {
    String script =
        "echo '{\"torch\": \"9.9, AVX512\"}'; while read -r line; do " + answer + "; done";
    return TorchPeer.start(List.of("sh", "-c", script));
  }

  @Test
  void aQuestionIsALineOfJsonAndItsAnswerARate() throws Exception {
    Path asked = folder.resolve("asked");
    try (TorchPeer peer =
        peer("echo \"$line\" >>'" + asked + "'; echo '{\"examplesPerSecond\": 1234.5}'")) {
      assertEquals("9.9, AVX512", peer.version());
      assertEquals(1234.5, peer.examplesPerSecond(QUESTION));
      peer.forget();
    }
    assertEquals(
        List.of(
            "{\"mode\":\"train\",\"features\":1000000,\"batch\":4096,\"examples\":32768,"
                + "\"dtype\":\"bf16\",\"sparse\":true}",
            "{\"mode\":\"forget\"}"),
        Files.readAllLines(asked));
  }

  @Test
  void examplesInAFolderAreNamedInTheQuestion() {
    String json = QUESTION.on("/some/folder").json();
    assertTrue(json.endsWith(",\"sparse\":true,\"data\":\"/some/folder\"}"), json);
  }

  @Test
  void aRecipeIsPartOfTheQuestion() {
    String json = QUESTION.by(new Recipe(10, true, 0.2, 0.05, 10)).json();
    assertTrue(
        json.endsWith(
            ",\"recipe\":{\"dim\":10,\"batchNorm\":true,\"dropout\":0.2,\"l2\":0.05,\"maxNorm\":10.0}}"),
        json);
  }

  @Test
  void aPeerThatCannotSaysWhy() throws Exception {
    try (TorchPeer peer = peer("echo '{\"error\": \"not enough memory\"}'")) {
      IllegalStateException failure =
          assertThrows(IllegalStateException.class, () -> peer.examplesPerSecond(QUESTION));
      assertEquals("The PyTorch peer failed: not enough memory", failure.getMessage());
    }
  }

  @Test
  void anAnswerWithoutARateIsNoRate() throws Exception {
    try (TorchPeer peer = peer("echo '{}'")) {
      IllegalStateException failure =
          assertThrows(IllegalStateException.class, () -> peer.examplesPerSecond(QUESTION));
      assertEquals("The PyTorch peer answered {} where a rate was expected.", failure.getMessage());
    }
  }

  @Test
  void aPeerThatEndsIsNoticed() throws Exception {
    try (TorchPeer peer = peer("exit 1")) {
      IllegalStateException failure =
          assertThrows(IllegalStateException.class, () -> peer.examplesPerSecond(QUESTION));
      assertTrue(failure.getMessage().startsWith("The PyTorch peer ended"), failure.getMessage());
    }
  }

  @Test
  void withoutAPythonThereIsNoPeer() throws Exception {
    assertTrue(TorchPeer.start(2).isEmpty());
  }
}
