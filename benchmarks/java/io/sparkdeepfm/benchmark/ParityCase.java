package io.sparkdeepfm.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Whether training is as good as a plain PyTorch DeepFM's on the same encoded rows with the same
 * hyper-parameters, also where the rows are sorted.
 *
 * <p>{@code -Dbenchmark.rows}, {@code -Dbenchmark.seeds} and {@code -Dbenchmark.epochs} make it
 * smaller; {@code -Dbenchmark.sets} and {@code -Dbenchmark.recipes}, names with commas between,
 * leave some out. {@code -Dbenchmark.parity.optimizer=dense} has PyTorch's Adam move all rows in
 * every step, also where ours lets rows without data rest.
 */
final class ParityCase implements BenchmarkCase {
  private static final int ROWS = Integer.getInteger("benchmark.rows", 2_000_000);
  private static final int SEEDS = Integer.getInteger("benchmark.seeds", 3);
  private static final Integer EPOCHS = Integer.getInteger("benchmark.epochs");
  private static final Set<String> SETS =
      Set.of(System.getProperty("benchmark.sets", "clicks,frappe,movielens,criteo").split(",", -1));
  private static final Set<String> RECIPES =
      Set.of(
          System.getProperty("benchmark.recipes", "plain,dropout,batch norm,both,recipe")
              .split(",", -1));
  private static final Map<String, String> ONE_ORDER = Map.of("shuffled", "rand(1)");

  private final List<ParityPair> pairs = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  @Override
  public String name() {
    return "parity";
  }

  @Override
  public String heap() {
    return "6g";
  }

  @Override
  public CaseResult run() throws IOException {
    Path python = Settings.torchPython().orElseThrow(() -> new SkippedCase(TorchPeer.MISSING));
    List<String> command =
        List.of(
            python.toString(),
            Path.of("benchmarks", "peers", "parity.py").toString(),
            "--threads",
            Integer.toString(Settings.threads()));
    try (SparkSession spark = BenchmarkSpark.start();
        TorchPeer peer = TorchPeer.start(command)) {
      ParitySets sets = new ParitySets(spark);
      if (SETS.contains("clicks")) {
        clicks(spark, sets, peer);
      }
      measure(spark, peer, "Frappe", sets::frappe, ParityRecipes.grid(1024, 0.001, epochs(8)));
      measure(spark, peer, "Frappe", sets::frappe, List.of(ParityRecipes.FRAPPE));
      measure(
          spark, peer, "MovieLens", sets::movieLens, ParityRecipes.grid(1024, 0.001, epochs(8)));
      measure(spark, peer, "Criteo", sets::criteo, ParityRecipes.grid(1024, 0.001, epochs(3)));
    }
    ParityReport.write(pairs, Settings.scratch().resolve("parity"));
    return result();
  }

  private static int epochs(int usual) {
    return EPOCHS == null ? usual : EPOCHS;
  }

  /** Generated rows in three orders for ours; PyTorch shuffles fully, so one order is enough. */
  private void clicks(SparkSession spark, ParitySets sets, TorchPeer peer) throws IOException {
    Map<String, String> orders = new LinkedHashMap<>();
    orders.put("shuffled", "rand(1)");
    orders.put("by time", "time");
    orders.put("by label", "struct(label, user, time)");
    ParityData data = new ParityData(spark, "clicks-" + ROWS);
    data.write(() -> sets.clicks(ROWS, ROWS / 20, ROWS / 5), orders);
    for (ParityRecipe recipe : chosen(ParityRecipes.grid(4096, 0.005, epochs(3)))) {
      List<ParityFit> theirs = theirs(peer, data, recipe);
      boolean ofAllOrders = recipe.name().equals("plain") || recipe.name().equals("both");
      for (String order : ofAllOrders ? orders.keySet() : List.of("shuffled")) {
        add(new ParityPair("clicks " + order, recipe.name(), ours(data, order, recipe), theirs));
      }
    }
  }

  private void measure(
      SparkSession spark,
      TorchPeer peer,
      String set,
      Supplier<Dataset<Row>> rows,
      List<ParityRecipe> recipes)
      throws IOException {
    String name = set.toLowerCase(Locale.ROOT);
    if (!SETS.contains(name)) {
      return;
    }
    ParityData data = new ParityData(spark, name);
    try {
      data.write(rows, ONE_ORDER);
    } catch (SkippedCase skipped) {
      System.out.println("  " + set + " is left out: " + skipped.getMessage());
      notes.add(set + " was left out, because its data were not there.");
      return;
    }
    for (ParityRecipe recipe : chosen(recipes)) {
      List<ParityFit> ours = ours(data, "shuffled", recipe);
      add(new ParityPair(set, recipe.name(), ours, theirs(peer, data, recipe)));
    }
  }

  private static List<ParityRecipe> chosen(List<ParityRecipe> recipes) {
    return recipes.stream().filter(recipe -> RECIPES.contains(recipe.name())).toList();
  }

  private void add(ParityPair pair) {
    System.out.println("  " + pair.tableRow());
    pairs.add(pair);
  }

  private static List<ParityFit> ours(ParityData data, String order, ParityRecipe recipe) {
    List<ParityFit> fits = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      fits.add(ParityFit.of(recipe.classifier(seed).fit(data.training(order)), data.test()));
      print("ours, " + order, recipe, seed, fits.get(seed - 1));
    }
    return fits;
  }

  private static List<ParityFit> theirs(TorchPeer peer, ParityData data, ParityRecipe recipe) {
    List<ParityFit> fits = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      fits.add(ParityFit.of(peer.ask(recipe.question(seed, data.encoded()))));
      print("PyTorch", recipe, seed, fits.get(seed - 1));
    }
    return fits;
  }

  private static void print(String side, ParityRecipe recipe, int seed, ParityFit fit) {
    System.out.printf(
        "  %s, %s, seed %d: test AUC %.5f, best epoch %d of %d, %.0f s%n",
        side,
        recipe.name(),
        seed,
        fit.testAuc(),
        fit.bestEpoch(),
        fit.epochs().size(),
        fit.seconds());
  }

  private CaseResult result() {
    List<Measurement> measurements = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    for (ParityPair pair : pairs) {
      measurements.add(aucs(pair.label() + ", ours", pair.ours()));
      measurements.add(aucs(pair.label() + ", PyTorch", pair.theirs()));
      comparisons.add(
          Comparison.atMost(
              pair.label() + ": difference of mean test AUC ÷ its standard error",
              pair.standardErrors(),
              "",
              2));
    }
    return new CaseResult(
        name(), "Parity with PyTorch", method(), measurements, comparisons, notes);
  }

  private static Measurement aucs(String label, List<ParityFit> fits) {
    return Measurement.of(label, "test AUC", ParityPair.testAucs(fits));
  }

  private static String method() {
    return String.format(
        "Test AUC of ours and of a plain PyTorch DeepFM (`benchmarks/peers/parity.py`: `nn.Embedding`,"
            + " a full shuffle per epoch; as in ours, `SparseAdam` where there is no penalty and `Adam`"
            + " over whole tables where there is one) after training on the same encoded"
            + " rows with the same hyper-parameters, at the best epoch by the validation rows, seeds 1"
            + " to %d. *Clicks* are %,d generated training rows, 100 per user; ours reads them sorted"
            + " by time, by label and shuffled. With three seeds the standard error is itself a rough"
            + " figure: of two equal sides, one comparison in nine is beyond two of them.",
        SEEDS, ROWS);
  }
}
