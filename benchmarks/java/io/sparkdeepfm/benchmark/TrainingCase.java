package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.benchmark.TorchPeer.Mode;
import io.sparkdeepfm.benchmark.TorchPeer.Question;
import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.math.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Training throughput of Criteo's shape, against the matrix products alone and PyTorch. */
final class TrainingCase implements BenchmarkCase {
  private static final int[] FEATURES = {100_000, 1_000_000, 10_000_000};
  private static final int MIDDLE = 1_000_000;
  private static final int EXAMPLES = 65_536;
  private static final int PEER_EXAMPLES = 32_768;
  private static final int ROUNDS = 7;
  private static final String LIMIT = "SGEMM limit";

  @Override
  public String name() {
    return "training";
  }

  @Override
  public String heap() {
    return "8g";
  }

  @Override
  public CaseResult run() throws IOException {
    int threads = Settings.threads();
    Samples samples = new Samples("examples/s");
    try (OptionalPeer peer = new OptionalPeer(TorchPeer.start(threads))) {
      SgemmLimit limit = new SgemmLimit(CriteoShape.config(MIDDLE), threads);
      limit.examplesPerSecond(EXAMPLES);
      samples.add(LIMIT, () -> limit.examplesPerSecond(EXAMPLES));
      for (int features : FEATURES) {
        addOurs(samples, features, Precision.FLOAT32, threads);
        if (features == MIDDLE && Settings.precisions().contains(Precision.BFLOAT16)) {
          addOurs(samples, features, Precision.BFLOAT16, threads);
        }
        for (Question question : questions(features)) {
          peer.torch.ifPresent(
              torch -> samples.add(label(question), () -> torch.examplesPerSecond(question)));
        }
      }
      samples.measure(ROUNDS);
      return result(samples, peer.torch);
    }
  }

  private static void addOurs(Samples samples, int features, Precision precision, int threads) {
    OurTraining ours = new OurTraining(features, EXAMPLES, precision, threads);
    ours.epoch(); // compiles, and touches the pages
    ours.epoch();
    samples.add(ours(features, precision), ours::examplesPerSecond);
  }

  /** A peer that may not be there, to be closed all the same. */
  private record OptionalPeer(Optional<TorchPeer> torch) implements AutoCloseable {
    @Override
    public void close() {
      torch.ifPresent(TorchPeer::close);
    }
  }

  /** Both precisions where the targets are; fp32 alone elsewhere, for memory and time. */
  private static List<Question> questions(int features) {
    List<Question> questions = new ArrayList<>();
    for (TorchPeer.Precision precision : TorchPeer.Precision.here()) {
      if (precision == TorchPeer.Precision.FP32 || features == MIDDLE) {
        for (boolean sparse : new boolean[] {false, true}) {
          questions.add(
              new Question(
                  Mode.TRAIN, features, CriteoShape.BATCH, PEER_EXAMPLES, precision, sparse));
        }
      }
    }
    return questions;
  }

  private static String ours(int features, Precision precision) {
    return String.format(
        Locale.ROOT, "ours, %s, %,d features", EnumNames.nameOf(precision), features);
  }

  private static String label(Question question) {
    return String.format(
        Locale.ROOT,
        "PyTorch %s, %s gradients, %,d features",
        question.precision().name().toLowerCase(Locale.ROOT),
        question.sparse() ? "sparse" : "dense",
        question.features());
  }

  private CaseResult result(Samples samples, Optional<TorchPeer> torch) {
    double ours = samples.median(ours(MIDDLE, Precision.FLOAT32));
    List<Comparison> comparisons = new ArrayList<>();
    if (torch.isPresent()) {
      comparisons.add(
          Comparison.atLeast(
              "ours ÷ best PyTorch fp32, 1 M features",
              ours / best(samples, TorchPeer.Precision.FP32),
              "×",
              3.0));
      if (TorchPeer.Precision.here().contains(TorchPeer.Precision.BF16)) {
        comparisons.addAll(roundedComparisons(samples));
      }
    }
    comparisons.add(
        Comparison.atLeast(
            "ours ÷ SGEMM limit, 1 M features", ours / samples.median(LIMIT), "×", 0.70));
    comparisons.add(
        Comparison.atLeast(
            "ours at 10 M ÷ at 100 k features",
            samples.median(ours(10_000_000, Precision.FLOAT32))
                / samples.median(ours(100_000, Precision.FLOAT32)),
            "×",
            0.85));
    return new CaseResult(
        name(), "Training", method(), samples.measurements(), comparisons, TorchPeer.notes(torch));
  }

  private static List<Comparison> roundedComparisons(Samples samples) {
    double best = best(samples, TorchPeer.Precision.BF16);
    return List.of(
        Comparison.atLeast(
            "ours with bfloat16 products ÷ best PyTorch with bf16 autocast, 1 M features",
            samples.median(ours(MIDDLE, Precision.BFLOAT16)) / best,
            "×",
            1.7),
        Comparison.atLeast(
            "ours in float32 ÷ best PyTorch with bf16 autocast, 1 M features",
            samples.median(ours(MIDDLE, Precision.FLOAT32)) / best,
            "×",
            1.7));
  }

  private static double best(Samples samples, TorchPeer.Precision precision) {
    return questions(MIDDLE).stream()
        .filter(question -> question.precision() == precision)
        .mapToDouble(question -> samples.median(label(question)))
        .max()
        .orElseThrow();
  }

  private static String method() {
    return String.format(
        Locale.ROOT,
        "Examples trained per second by the engine `cpu` without Spark, on examples in memory: 39 single-valued"
            + " fields, D 16, 400-400-400, batches of 4096, Adam, rows drawn log-uniformly, all cores, float32 products, or bfloat16 where it says so;"
            + " at %s features. In turns with it, %d times: the *SGEMM limit*, which is the rate if a step were"
            + " the matrix products of its MLP alone; and a PyTorch DeepFM of the same shape, with dense"
            + " gradients and Adam or sparse gradients and SparseAdam for the embeddings, in fp32 and with"
            + " bf16 autocast. All stay in memory throughout, so all sizes share the machine's moods.",
        String.join(
            ", ",
            Arrays.stream(FEATURES)
                .mapToObj(features -> String.format(Locale.ROOT, "%,d", features))
                .toList()),
        ROUNDS);
  }
}
