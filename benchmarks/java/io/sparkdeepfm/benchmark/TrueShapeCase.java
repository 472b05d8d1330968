package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.benchmark.TorchPeer.Mode;
import io.sparkdeepfm.benchmark.TorchPeer.Question;
import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Training throughput on rows that are distributed as Criteo's, against PyTorch on the same. */
final class TrueShapeCase implements BenchmarkCase {
  private static final int EXAMPLES = 65_536;
  private static final int PEER_EXAMPLES = 32_768;
  private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 7);
  private static final String LIMIT = "SGEMM limit of PyTorch's products";

  @Override
  public String name() {
    return "true-shape";
  }

  @Override
  public String heap() {
    return "4g";
  }

  @Override
  public CaseResult run() throws IOException {
    int threads = Settings.threads();
    DeepFMConfig config = TrueShape.config();
    ExampleBlock block = TrueShape.examples(TrueShape.ROWS);
    Path folder = Settings.scratch().resolve("true-shape");
    Samples samples = new Samples("examples/s");
    Optional<TorchPeer> torch = TorchPeer.start(threads);
    try {
      SgemmLimit limit = new SgemmLimit(config, threads);
      limit.examplesPerSecond(EXAMPLES);
      samples.add(LIMIT, () -> limit.examplesPerSecond(EXAMPLES));
      for (Precision precision : Settings.precisions()) {
        OurTraining ours = new OurTraining(config, block, EXAMPLES, precision, threads);
        ours.epoch(); // compiles, and touches the pages
        ours.epoch();
        samples.add(ours(precision), ours::examplesPerSecond);
      }
      if (torch.isPresent()) {
        PeerExamples.write(config.schema(), block, folder);
        for (Question question : questions(folder)) {
          samples.add(label(question), () -> torch.get().examplesPerSecond(question));
        }
      }
      samples.measure(ROUNDS);
      return result(samples, torch);
    } finally {
      torch.ifPresent(TorchPeer::close);
    }
  }

  private static List<Question> questions(Path folder) {
    List<Question> questions = new ArrayList<>();
    for (TorchPeer.Precision precision : TorchPeer.Precision.here()) {
      for (boolean sparse : new boolean[] {false, true}) {
        questions.add(
            new Question(
                    Mode.TRAIN,
                    TrueShape.features(),
                    CriteoShape.BATCH,
                    PEER_EXAMPLES,
                    precision,
                    sparse)
                .on(folder.toString()));
      }
    }
    return questions;
  }

  private static String ours(Precision precision) {
    return "ours, " + EnumNames.nameOf(precision);
  }

  private static String label(Question question) {
    return String.format(
        Locale.ROOT,
        "PyTorch %s, %s gradients",
        question.precision().name().toLowerCase(Locale.ROOT),
        question.sparse() ? "sparse" : "dense");
  }

  private CaseResult result(Samples samples, Optional<TorchPeer> torch) {
    double ours = samples.median(ours(Precision.FLOAT32));
    List<Comparison> comparisons = new ArrayList<>();
    if (torch.isPresent()) {
      comparisons.add(
          Comparison.atLeast(
              "ours ÷ best PyTorch fp32, Criteo's true shape",
              ours / best(samples, TorchPeer.Precision.FP32),
              "×",
              2.5));
      if (Settings.precisions().contains(Precision.BFLOAT16)) {
        comparisons.add(
            Comparison.atLeast(
                "ours with bfloat16 products ÷ best PyTorch with bf16 autocast, true shape",
                samples.median(ours(Precision.BFLOAT16)) / best(samples, TorchPeer.Precision.BF16),
                "×",
                2.5));
      }
    }
    comparisons.add(
        Comparison.atLeast(
            "ours ÷ SGEMM limit of PyTorch's products, true shape",
            ours / samples.median(LIMIT),
            "×",
            0.95));
    return new CaseResult(
        name(),
        "Training on rows like Criteo's",
        method(),
        samples.measurements(),
        comparisons,
        TorchPeer.notes(torch));
  }

  private static double best(Samples samples, TorchPeer.Precision precision) {
    return questions(Path.of("")).stream()
        .filter(question -> question.precision() == precision)
        .mapToDouble(question -> samples.median(label(question)))
        .max()
        .orElseThrow();
  }

  private static String method() {
    return String.format(
        Locale.ROOT,
        "As *Training*, but on %,d generated rows with the statistics of a sample of Criteo's data (`TrueShape`): 13"
            + " numbers, of which a third is missing or 0, and 26 categorical fields of 3 to 61,763 values, %,d"
            + " features together, each as skewed and as often missing as in the sample. PyTorch reads the same"
            + " rows from memory: a number multiplies its field's embedding, a missing value has the embedding 0."
            + " Every measurement takes the next %,d rows (PyTorch: %,d) of them, in turns, %d times.",
        TrueShape.ROWS,
        TrueShape.features(),
        EXAMPLES,
        PEER_EXAMPLES,
        ROUNDS);
  }
}
