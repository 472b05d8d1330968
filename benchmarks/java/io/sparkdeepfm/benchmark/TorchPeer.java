package io.sparkdeepfm.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdeepfm.math.Sgemm;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The PyTorch DeepFM of {@code benchmarks/peers/deepfm.py} in a process of its own, which answers
 * each question with one measured rate; its documentation describes the protocol.
 *
 * <p>Between questions it waits for input and takes no core.
 */
final class TorchPeer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCRIPT = Path.of("benchmarks", "peers", "deepfm.py");

  /** Why the comparisons with PyTorch are missing, for the notes of a case. */
  static final String MISSING =
      "PyTorch was not there when this was measured, so the comparisons with it are missing.";

  private final Process process;
  private final BufferedWriter questions;
  private final BufferedReader answers;
  private final String version;

  private TorchPeer(Process process) throws IOException {
    this.process = process;
    questions = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
    version = answer().path("torch").asText();
  }

  /**
   * Starts the peer with the Python of {@link Settings}.
   *
   * @return nothing where there is no Python with torch
   */
  static Optional<TorchPeer> start(int threads) throws IOException {
    Optional<Path> python = Settings.torchPython();
    return python.isEmpty()
        ? Optional.empty()
        : Optional.of(
            start(
                List.of(
                    python.get().toString(),
                    SCRIPT.toString(),
                    "--threads",
                    Integer.toString(threads))));
  }

  /** Starts any program that speaks the protocol. */
  static TorchPeer start(List<String> command) throws IOException {
    return new TorchPeer(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Version of torch, with how it was built. */
  String version() {
    return version;
  }

  /** Whether a model trains or scores, and how its numbers are kept. */
  enum Mode {
    TRAIN,
    SCORE
  }

  /** FP32, or bfloat16 by autocast where PyTorch thinks fit. */
  enum Precision {
    FP32,
    BF16;

    /** Those that the processor multiplies by itself; PyTorch makes up for others very slowly. */
    static List<Precision> here() {
      return Sgemm.multipliesBfloat16() ? List.of(values()) : List.of(FP32);
    }
  }

  /** What a case has to say about its peer. */
  static List<String> notes(Optional<TorchPeer> peer) {
    List<String> notes = new ArrayList<>();
    notes.add(peer.map(torch -> "PyTorch " + torch.version() + ".").orElse(MISSING));
    if (!Precision.here().contains(Precision.BF16)) {
      notes.add(
          "The processor, as it was used, does not multiply bfloat16 numbers, so both sides were"
              + " measured in float32 alone.");
    }
    return notes;
  }

  /**
   * How the model is made and trained, by the names that the peer reads.
   *
   * @param dim of the embeddings
   * @param l2 factor of the penalty of all embeddings
   * @param maxNorm of the gradients; 0 for any
   */
  record Recipe(int dim, boolean batchNorm, double dropout, double l2, double maxNorm) {
    /** That of {@link CriteoShape}. */
    static final Recipe PLAIN = new Recipe(CriteoShape.DIM, false, 0, 0, 0);
  }

  /**
   * What is to be measured, each with its own model and data, which the peer keeps until {@link
   * #forget}.
   *
   * @param sparse gradients of the embeddings by row, with SparseAdam; for training only
   * @param data folder of {@link PeerExamples}; null for generated ones of equal fields
   */
  record Question(
      Mode mode,
      int features,
      int batch,
      int examples,
      Precision precision,
      boolean sparse,
      String data,
      Recipe recipe) {
    Question(
        Mode mode, int features, int batch, int examples, Precision precision, boolean sparse) {
      this(mode, features, batch, examples, precision, sparse, null, Recipe.PLAIN);
    }

    /** The same of the examples in a folder. */
    Question on(String folder) {
      return new Question(mode, features, batch, examples, precision, sparse, folder, recipe);
    }

    /** The same by a recipe. */
    Question by(Recipe other) {
      return new Question(mode, features, batch, examples, precision, sparse, data, other);
    }

    String json() {
      ObjectNode node = JSON.createObjectNode();
      node.put("mode", mode.name().toLowerCase(Locale.ROOT));
      node.put("features", features);
      node.put("batch", batch);
      node.put("examples", examples);
      node.put("dtype", precision.name().toLowerCase(Locale.ROOT));
      node.put("sparse", sparse);
      if (data != null) {
        node.put("data", data);
      }
      if (!recipe.equals(Recipe.PLAIN)) {
        node.set("recipe", JSON.valueToTree(recipe));
      }
      return node.toString();
    }
  }

  /**
   * Trains on or scores the examples once; the first time the peer makes the model and warms it up.
   *
   * @return examples per second
   * @throws IllegalStateException if the peer cannot, with its reason
   */
  double examplesPerSecond(Question question) {
    JsonNode answer = ask(question.json());
    if (!answer.path("examplesPerSecond").isNumber()) {
      throw new IllegalStateException(
          "The PyTorch peer answered " + answer + " where a rate was expected.");
    }
    return answer.get("examplesPerSecond").asDouble();
  }

  /** Frees the models and the data of all questions so far. */
  void forget() {
    ask("{\"mode\":\"forget\"}");
  }

  /** Sends one line of JSON and returns the line that answers it. */
  JsonNode ask(String line) {
    try {
      questions.write(line);
      questions.newLine();
      questions.flush();
      return answer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IllegalStateException(
          "The PyTorch peer ended without an answer; its messages are above.");
    }
    JsonNode answer = JSON.readTree(line);
    if (answer.has("error")) {
      throw new IllegalStateException("The PyTorch peer failed: " + answer.get("error").asText());
    }
    return answer;
  }

  /** Ends the peer, which stops at the end of its input. */
  @Override
  public void close() {
    try {
      questions.close();
    } catch (IOException e) {
      // It has ended already, which whoever asked last has been told.
      process.destroyForcibly();
    }
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
