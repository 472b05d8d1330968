package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.examples.Criteo;
import io.sparkdeepfm.examples.CriteoTwoFields;
import io.sparkdeepfm.examples.Example;
import io.sparkdeepfm.examples.Frappe;
import io.sparkdeepfm.examples.MovieLens;
import io.sparkdeepfm.examples.MovieLensRatings;
import io.sparkdeepfm.examples.RecModel;
import io.sparkdeepfm.testing.PublicDataSets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every example from its raw files to a saved model, on made-up files. */
@Tag("spark")
class ExamplesTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("project.basedir", ""), "examples");

  @TempDir Path home;
  private Path data;
  private Recorded trained;

  @BeforeEach
  void copyTheExamples() throws IOException {
    data = Files.createDirectories(home.resolve("data"));
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(json|txt)")).toList()) {
        Path copy = home.resolve("examples").resolve(EXAMPLES.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private record Run(int code, String out, String err) {}

  private Run run(Example example, String... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> args = new ArrayList<>(List.of("--data", data.toString(), "--set", "numEpochs=1"));
    args.addAll(List.of("--home", home.toString()));
    args.addAll(List.of(more));
    int code =
        Example.run(
            example,
            train -> trained = Recorded.run(new Train(), List.of(train)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            args.toArray(String[]::new));
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private void assertTrains(Example example, String model, String... more) throws IOException {
    Run run = run(example, more);
    assertEquals("", run.err());
    assertEquals(0, run.code());
    assertTrue(run.out().startsWith("submit/train.sh \\\n  --"), run.out());
    assertTrue(run.out().contains("--set numEpochs=1"), run.out());
    assertEquals(0, trained.code(), trained::err);
    assertTrue(trained.result().get("rows").asInt() > 0, trained::out);
    assertEquals(1, trained.result().get("epochs").asInt());
    String path = home.resolve("target/examples").resolve(model).toString();
    assertNotNull(PipelineModel.load(path));
  }

  @Test
  void frappe() throws IOException {
    new PublicDataSets(data).frappe();
    assertTrains(new Frappe(), "frappe/model-recipe");
    assertEquals(PublicDataSets.ROWS, trained.result().get("rows").asInt());
  }

  @Test
  void movieLens() throws IOException {
    new PublicDataSets(data).movieLens();
    assertTrains(new MovieLens(), "movielens-100k/model-recommended");
    assertTrains(new MovieLens(), "movielens-100k/model-notebook", "--recipe", "notebook");
  }

  @Test
  void recModel() throws IOException {
    new PublicDataSets(data).movieLens();
    assertTrains(new RecModel(), "recmodel/model-recipe", "--seed", "7");
  }

  @Test
  void ratingsAsNumbers() throws IOException {
    new PublicDataSets(data).movieLens();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        new CommandLine(
                new MovieLensRatings()
                    .printingTo(new PrintStream(out, true, StandardCharsets.UTF_8)))
            .execute(
                "--data",
                data.toString(),
                "--home",
                home.toString(),
                "--seeds",
                "7",
                "--only",
                "ours",
                "--set",
                "numEpochs=1");
    assertEquals(0, code);
    String line = out.toString(StandardCharsets.UTF_8);
    assertTrue(line.matches("DeepFMRegressor, seed 7: test RMSE [0-9.]+, MAE .*epoch 1\n"), line);
  }

  @Test
  void criteoInTwoFields() throws IOException {
    new PublicDataSets(data).criteoSplit();
    assertTrains(new CriteoTwoFields(), "criteo-two-fields/model-recipe");
    assertEquals(PublicDataSets.ROWS, trained.result().get("rows").asInt());
  }

  @Test
  void criteoNeedsNoPreparation() throws IOException {
    new PublicDataSets(data).criteo();
    assertEquals(
        List.of("--format", "criteo", "--input", data + "/train.txt", "--fields"),
        criteoArguments().subList(0, 5));
    new PublicDataSets(data).criteoSplit();
    assertEquals(
        List.of(
            "--format",
            "criteo",
            "--input",
            data + "/train.tsv.gz",
            "--input-validation",
            data + "/valid.tsv.gz",
            "--input-test",
            data + "/test.tsv.gz",
            "--fields"),
        criteoArguments().subList(0, 9));
    assertEquals(39, FieldsFile.read(home.resolve("examples/criteo/fields.json")).fields().size());
  }

  private List<String> criteoArguments() {
    List<String> arguments = new ArrayList<>();
    int code =
        Example.run(
            new Criteo(),
            train -> arguments.addAll(List.of(train)),
            System.out,
            System.err,
            "--data",
            data.toString(),
            "--home",
            home.toString());
    assertEquals(0, code);
    return arguments;
  }

  @Test
  void missingFilesAreOneSentenceThatSaysWhereTheyAre() {
    Run run = run(new MovieLens());
    assertEquals(2, run.code());
    assertEquals(
        String.format(
            "--data '%s' lacks files: put u.data, u.user, u.item of MovieLens-100k there, which"
                + " https://grouplens.org/datasets/movielens/100k/ has.",
            data),
        run.err().strip());
    assertTrue(run(new Criteo()).err().contains("put train.txt of "));
    assertTrue(run(new Frappe()).err().contains("put train.csv, valid.csv, test.csv of "));
  }

  @Test
  void wrongOptionsAreOneSentence() throws IOException {
    assertEquals(2, run(new Frappe(), "--what").code());
    assertEquals(1, run(new Frappe(), "--what").err().lines().count());
    new PublicDataSets(data).movieLens();
    assertTrue(
        run(new MovieLens(), "--recipe", "mine").err().startsWith("There is no recipe 'mine'"));
  }
}
