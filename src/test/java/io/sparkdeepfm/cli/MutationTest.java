package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seeded mutants of a model's directory, of fields.json and of the rows: {@code score} either
 * scores what was left as it was exactly as before, or refuses in one sentence. The table of
 * outcomes is printed; for more mutants than the suite tries:
 *
 * <pre>
 * mvn -B test -Dtest=MutationTest -Dmutations=600
 * </pre>
 */
@Tag("spark")
class MutationTest {
  private static final int MUTANTS = Integer.getInteger("mutations", 36);
  private static final long SEED = Long.getLong("mutations.seed", 20261128L);
  private static final int SECONDS = 300;
  private static final int ROWS = 40;

  private enum Kind {
    MODEL,
    MODEL_WITHOUT_MARKER,
    FIELDS,
    ROWS
  }

  private enum Outcome {
    SAME_SCORES,
    REFUSED,
    /** Exit code 1: one sentence, but not one that knows what is wrong. */
    FAILED,
    OTHER_SCORES,
    RAW_TRACE,
    HANGS
  }

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private final Mutations mutations = new Mutations(random);
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private Path model;
  private Path fields;
  private Path input;
  private Map<String, Double> expected;

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private static String header() {
    return "id,y,site,tags,price,shop\n";
  }

  private static String line(int i) {
    return String.format(
        "%d,%d,s%d,%s,%s,%d%n", i, i % 2, i % 5, i % 7 == 0 ? "" : "a:2|b" + i % 3, i * 3.5, i % 4);
  }

  private static String rows() {
    StringBuilder text = new StringBuilder(header());
    for (int i = 0; i < ROWS; i++) {
      text.append(line(i));
    }
    return text.toString();
  }

  private void train() throws IOException {
    fields =
        Files.writeString(
            folder.resolve("fields.json"),
            ("{'fields':[{'column':'site','type':'categorical'},{'column':'tags',"
                    + "'type':'multivalued','delimiter':'|','weightDelimiter':':','pooling':'mean'},"
                    + "{'column':'price','type':'numeric','clip':90},"
                    + "{'column':'shop','type':'categorical','encoding':'hash','numBuckets':16}]}")
                .replace('\'', '"'));
    input = Files.writeString(folder.resolve("rows.csv"), rows());
    model = folder.resolve("model");
    List<String> args =
        new ArrayList<>(
            List.of("--input", input.toString(), "--format", "csv", "--fields", fields.toString()));
    args.addAll(List.of("--label", "y", "--model", model.toString(), "--set", "hiddenUnits=4"));
    args.addAll(List.of("--set", "batchNorm=true", "--set", "numEpochs=1", "--log-file", log()));
    Recorded run = Recorded.run(new Train(), args);
    assertEquals(0, run.code(), run::err);
    deleteChecksums(model);
  }

  private String log() {
    return folder.resolve("command.log").toString();
  }

  private static void deleteChecksums(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".crc")).toList()) {
        Files.delete(file);
      }
    }
  }

  private Recorded score(Path mutantModel, Path mutantInput, Path mutantFields) {
    List<String> args =
        new ArrayList<>(
            List.of("--input", mutantInput.toString(), "--format", "csv", "--log-file", log()));
    args.addAll(List.of("--model", mutantModel.toString(), "--overwrite"));
    args.addAll(List.of("--output", folder.resolve("scores").toString()));
    if (mutantFields != null) {
      args.addAll(List.of("--fields", mutantFields.toString()));
    }
    return Recorded.run(new Score(), args);
  }

  private Map<String, Double> scores() {
    Map<String, Double> scores = new TreeMap<>();
    for (Row row :
        SharedSpark.get()
            .read()
            .parquet(folder.resolve("scores").toString())
            .selectExpr("STRING(id)", "probability")
            .collectAsList()) {
      scores.put(String.valueOf(row.get(0)), row.getDouble(1));
    }
    return scores;
  }

  @Test
  void aMutantScoresAsTheOriginalOrIsRefusedInOneSentence() throws Exception {
    train();
    assertEquals(0, score(model, input, null).code());
    expected = scores();
    assertEquals(ROWS, expected.size());
    Map<Kind, Map<Outcome, Integer>> table = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < MUTANTS; i++) {
      Kind kind = Kind.values()[i % Kind.values().length];
      Outcome outcome = tryMutant(kind, i, wrong);
      table.computeIfAbsent(kind, k -> new TreeMap<>()).merge(outcome, 1, Integer::sum);
    }
    System.out.printf("%d mutants, seed %d: %s%n", MUTANTS, SEED, table);
    wrong.forEach(System.out::println);
    assertEquals(List.of(), wrong);
  }

  private Outcome tryMutant(Kind kind, int number, List<String> wrong) throws Exception {
    Path place = Files.createDirectories(folder.resolve("mutant"));
    Set<String> touched = new HashSet<>();
    Mutant mutant = mutant(kind, place, touched);
    Recorded run;
    Outcome outcome;
    try {
      run = executor.submit(mutant.command()::run).get(SECONDS, TimeUnit.SECONDS);
      outcome = outcome(run, touched);
    } catch (TimeoutException e) {
      run = new Recorded(-1, "", "");
      outcome = Outcome.HANGS;
    } catch (ExecutionException e) {
      run = new Recorded(-1, "", e.getCause().toString());
      outcome = Outcome.RAW_TRACE;
    }
    if (outcome != Outcome.SAME_SCORES && outcome != Outcome.REFUSED) {
      wrong.add(
          String.format("%d %s %s: %s %s", number, kind, mutant.change(), outcome, run.err()));
    }
    delete(place);
    return outcome;
  }

  private Outcome outcome(Recorded run, Set<String> touched) {
    boolean plain =
        run.err().lines().count() == (run.code() == 0 ? 0 : 1)
            && !run.err().contains("\tat ")
            && run.err().chars().allMatch(c -> c == '\n' || !Character.isISOControl(c));
    if (!plain) {
      return Outcome.RAW_TRACE;
    }
    if (run.code() != 0) {
      return run.code() == Launcher.WRONG_USE ? Outcome.REFUSED : Outcome.FAILED;
    }
    Map<String, Double> scores = scores();
    boolean same = scores.values().stream().allMatch(p -> p >= 0 && p <= 1);
    for (Map.Entry<String, Double> entry : expected.entrySet()) {
      same &=
          touched.contains(entry.getKey()) || entry.getValue().equals(scores.get(entry.getKey()));
    }
    return same ? Outcome.SAME_SCORES : Outcome.OTHER_SCORES;
  }

  /** Runs a command on a mutant. */
  @FunctionalInterface
  private interface Command {
    Recorded run();
  }

  private record Mutant(String change, Command command) {}

  private Mutant mutant(Kind kind, Path place, Set<String> touched) throws IOException {
    return switch (kind) {
      case MODEL -> {
        Path copy = copy(place);
        String change = mutations.directory(copy);
        yield new Mutant(change, () -> score(copy, input, null));
      }
      case MODEL_WITHOUT_MARKER -> {
        Path copy = copy(place);
        Files.delete(copy.resolve("_spark-deepfm.json"));
        String change = mutations.directory(copy);
        yield new Mutant(change, () -> score(copy, input, fields));
      }
      case FIELDS -> {
        String old = Files.readString(fields);
        byte[] mutant =
            random.nextBoolean()
                ? mutations.json(old).getBytes(StandardCharsets.UTF_8)
                : mutations.bytes(old.getBytes(StandardCharsets.UTF_8));
        Path file = Files.write(place.resolve("fields.json"), mutant);
        yield new Mutant(
            new String(mutant, StandardCharsets.UTF_8), () -> score(model, input, file));
      }
      case ROWS -> {
        int row = random.nextInt(ROWS);
        touched.add(Integer.toString(row));
        String mutant = new String(mutateLine(row), StandardCharsets.ISO_8859_1);
        String text = rows().replace("\n" + line(row), "\n" + mutant);
        Path file =
            Files.write(place.resolve("rows.csv"), text.getBytes(StandardCharsets.ISO_8859_1));
        yield new Mutant(mutant, () -> score(model, file, null));
      }
    };
  }

  private byte[] mutateLine(int row) {
    String line = line(row).strip();
    if (random.nextBoolean()) {
      return (new String(
                  mutations.bytes(line.getBytes(StandardCharsets.UTF_8)),
                  StandardCharsets.ISO_8859_1)
              + "\n")
          .getBytes(StandardCharsets.ISO_8859_1);
    }
    String[] cells = line.split(",", -1);
    String[] values = {"", "NaN", "Infinity", "-1e308", "1e999", "x", "\"", "a:NaN|b0", "a:-1|b1"};
    cells[2 + random.nextInt(cells.length - 2)] = values[random.nextInt(values.length)];
    return (String.join(",", cells) + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private Path copy(Path place) throws IOException {
    Path copy = place.resolve("model");
    try (Stream<Path> files = Files.walk(model)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(model.relativize(file).toString()));
      }
    }
    return copy;
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
