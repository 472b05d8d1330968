package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.benchmark.TorchPeer.Mode;
import io.sparkdeepfm.benchmark.TorchPeer.Question;
import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.math.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Training throughput of the recipe recommended for Frappe, against PyTorch by the same. */
final class FrappeRecipeCase implements BenchmarkCase {
  private static final int EXAMPLES = 16 * FrappeRecipe.BATCH;
  private static final int PEER_EXAMPLES = 8 * FrappeRecipe.BATCH;
  private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 7);

  @Override
  public String name() {
    return "frappe-recipe";
  }

  @Override
  public CaseResult run() throws IOException {
    FrappeRecipe frappe = FrappeRecipe.read(Settings.data("frappe").resolve("train.csv"));
    int threads = Settings.threads();
    Samples samples = new Samples("examples/s");
    Optional<TorchPeer> torch = TorchPeer.start(threads);
    try {
      for (Precision precision : Settings.precisions()) {
        OurTraining ours =
            new OurTraining(frappe.replica(precision, threads), frappe.block(), EXAMPLES);
        ours.epoch(); // compiles, and touches the pages
        ours.epoch();
        samples.add(ours(precision), ours::examplesPerSecond);
      }
      if (torch.isPresent()) {
        Path folder = Settings.scratch().resolve(name());
        PeerExamples.write(frappe.config().schema(), frappe.block(), folder);
        for (TorchPeer.Precision precision : TorchPeer.Precision.here()) {
          // With a penalty of all embeddings their gradients are dense.
          Question question =
              new Question(
                      Mode.TRAIN,
                      frappe.features(),
                      FrappeRecipe.BATCH,
                      PEER_EXAMPLES,
                      precision,
                      false)
                  .on(folder.toString())
                  .by(FrappeRecipe.OF_PEER);
          samples.add(theirs(precision), () -> torch.get().examplesPerSecond(question));
        }
      }
      samples.measure(ROUNDS);
      return new CaseResult(
          name(),
          "The recipe for Frappe",
          method(),
          samples.measurements(),
          torch.isPresent() ? comparisons(samples) : List.of(),
          TorchPeer.notes(torch));
    } finally {
      torch.ifPresent(TorchPeer::close);
    }
  }

  private static String ours(Precision precision) {
    return "ours, " + EnumNames.nameOf(precision);
  }

  private static String theirs(TorchPeer.Precision precision) {
    return "PyTorch " + precision.name().toLowerCase(Locale.ROOT);
  }

  private static List<Comparison> comparisons(Samples samples) {
    List<Comparison> comparisons = new ArrayList<>();
    comparisons.add(
        Comparison.atLeast(
            "ours ÷ PyTorch fp32, recipe for Frappe",
            samples.median(ours(Precision.FLOAT32))
                / samples.median(theirs(TorchPeer.Precision.FP32)),
            "×",
            3));
    if (Settings.precisions().contains(Precision.BFLOAT16)) {
      comparisons.add(
          Comparison.atLeast(
              "ours with bfloat16 products ÷ PyTorch with bf16 autocast, recipe for Frappe",
              samples.median(ours(Precision.BFLOAT16))
                  / samples.median(theirs(TorchPeer.Precision.BF16)),
              "×",
              3));
    }
    return comparisons;
  }

  private static String method() {
    return String.format(
        Locale.ROOT,
        "Examples trained per second on the rows of Frappe's training file, from memory, by"
            + " `examples/frappe/recipe.txt`: D 10, 400-400-400 with batch norm and dropout 0.2, Adam, a"
            + " penalty of all embeddings, gradients of norm 10 at most, batches of %,d, all cores. PyTorch"
            + " does the same with its own layers, `weight_decay` of the embeddings for the penalty and dense"
            + " gradients. In turns, %d times.",
        FrappeRecipe.BATCH,
        ROUNDS);
  }
}
