package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users do wrong with train: exit code 2, one sentence, and nothing left behind. */
@Tag("spark")
class TrainMistakesTest {
  private static final String FIELDS =
      "{\"fields\":[{\"column\":\"c\",\"type\":\"categorical\"},"
          + "{\"column\":\"x\",\"type\":\"numeric\"}]}";

  @TempDir Path folder;
  private Path input;

  @BeforeEach
  void writeGoodInput() throws IOException {
    writeInput("y,c,x\n" + lines(i -> i % 2 + ",a" + i % 3 + "," + i));
    Files.writeString(folder.resolve("fields.json"), FIELDS);
  }

  private void writeInput(String text) throws IOException {
    input = Files.writeString(folder.resolve("in.csv"), text);
  }

  private static String lines(IntFunction<String> line) {
    return IntStream.range(0, 80).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
  }

  private String mistake(String... more) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--input",
                input.toString(),
                "--format",
                "csv",
                "--fields",
                folder.resolve("fields.json").toString(),
                "--label",
                "y",
                "--model",
                folder.resolve("model").toString(),
                "--log-file",
                folder.resolve("train.log").toString(),
                "--set",
                "hiddenUnits=4",
                "--set",
                "numEpochs=1"));
    args.addAll(List.of(more));
    Recorded run = Recorded.run(new Train(), args);
    assertEquals(2, run.code(), run::err);
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run::err);
    try (Stream<Path> entries = Files.list(folder)) {
      assertEquals(
          List.of(),
          entries.filter(path -> path.getFileName().toString().contains("model")).toList());
    }
    return run.err().strip();
  }

  @Test
  void aColumnThatIsNotThere() throws IOException {
    writeInput("y,c\n1,a\n0,b\n");
    assertEquals(
        "Field 'x': there is no column 'x' in '" + input + "', which has y, c.", mistake());
  }

  @Test
  void aLabelThatIsNotThere() throws IOException {
    writeInput("z,c,x\n1,a,1\n0,b,2\n");
    assertEquals(
        "--label: there is no column 'y' in '" + input + "', which has z, c, x.", mistake());
  }

  @Test
  void aLabelThatIsNeither0Nor1() throws IOException {
    writeInput("y,c,x\n1,a,1\n0,b,2\n3,b,2\n");
    assertEquals(
        "Input '"
            + input
            + "': label column 'y' is neither 0 nor 1 in 1 of 3 rows, for example 3; where another"
            + " value means 1, name it with --positive-label.",
        mistake());
  }

  /** Told before the rows are counted, of which one is bad too. */
  @Test
  void anOptionThatTheEngineDoesNotHave() throws IOException {
    writeInput("y,c,x\n1,a,1\n0,b,2\n3,b,2\n");
    assertEquals(
        "engine 'dl4j' does not have optimizer 'ftrl'; choose engine 'cpu', which does, or choose"
            + " 'sgd', 'adam', 'adamW' or 'adagrad'.",
        mistake("--set", "engine=dl4j", "--set", "optimizer=ftrl"));
  }

  @Test
  void aLabelThatIsNull() throws IOException {
    writeInput("y,c,x\n1,a,1\n0,b,2\n,b,2\n");
    assertEquals(
        "Input '" + input + "': label column 'y' is null in 1 of 3 rows, but must be 0 or 1.",
        mistake());
  }

  @Test
  void oneClassOnly() throws IOException {
    writeInput("y,c,x\n" + "1,a,1\n".repeat(5));
    assertTrue(mistake().contains("the label is 1 in all "));
  }

  @Test
  void noRowsAtAll() throws IOException {
    writeInput("y,c,x\n");
    assertEquals("Input '" + input + "' has no rows.", mistake());
  }

  @Test
  void tooFewDifferentRowsToSetSomeApart() throws IOException {
    writeInput("y,c,x\n" + "1,a,1\n0,a,1\n".repeat(9));
    assertEquals(
        "Input '"
            + input
            + "': a fraction of 0.1 leaves no rows for validation; give a larger"
            + " --validation-fraction or an --input-validation.",
        mistake());
  }

  @Test
  void aNumberThatIsNone() throws IOException {
    writeInput("y,c,x\n1,a,1\n0,b,much\n");
    String sentence = mistake();
    assertTrue(sentence.startsWith("The input has a row that does not fit its columns"), sentence);
  }

  @Test
  void aColumnThatIsNullEverywhere() throws IOException {
    writeInput("y,c,x\n" + lines(i -> i % 2 + ",," + i));
    assertTrue(mistake().contains("'c'"));
  }

  @Test
  void aValueThatIsNotFinite() throws IOException {
    writeInput("y,c,x\n" + lines(i -> i % 2 + ",a" + i + ",NaN"));
    assertTrue(mistake().contains("'x'"));
  }

  @Test
  void aNegativeWeight() throws IOException {
    writeInput("y,c,x,w\n" + lines(i -> i % 2 + ",a," + i + "," + (i % 2 - 0.5)));
    assertTrue(mistake("--set", "weightCol=w").contains("'w'"));
  }

  @Test
  void aParameterThatDoesNotExist() throws IOException {
    assertEquals(
        "--set epochs: there is no such parameter; there are numEpochs.",
        mistake("--set", "epochs=3"));
    String sentence = mistake("--set", "nonsense=3");
    assertTrue(
        sentence.startsWith("--set nonsense: there is no such parameter; there are activation, "),
        sentence);
  }

  @Test
  void aParameterOutsideItsRange() throws IOException {
    assertEquals(
        "--set numEpochs=0: numEpochs is 0, but must be at least 1.",
        mistake("--set", "numEpochs=0"));
  }

  @Test
  void aParameterOfTheWrongType() throws IOException {
    assertTrue(
        mistake("--set", "numEpochs=many").startsWith("--set numEpochs=many: give an integer: "));
    assertEquals("--set batchNorm=yes: say true or false.", mistake("--set", "batchNorm=yes"));
    assertTrue(
        mistake("--set", "hiddenUnits=4,x")
            .startsWith("--set hiddenUnits=4,x: give integers as in 400,400: "));
  }

  @Test
  void aParameterThatAnOptionSets() throws IOException {
    assertTrue(mistake("--set", "labelCol=z").startsWith("--set labelCol: there is no such"));
  }

  @Test
  void aSettingWithoutAValue() throws IOException {
    assertEquals("--set numEpochs: say --set param=value.", mistake("--set", "numEpochs"));
  }

  @Test
  void twoWaysToValidate() throws IOException {
    assertEquals(
        "--validation-fraction is of no use beside --input-validation; leave one out.",
        mistake("--validation-fraction", "0.3", "--input-validation", "x.csv"));
  }

  @Test
  void anInputColumnThatTheModelWritesItself() throws IOException {
    writeInput("y,c,x,prediction\n1,a,1,0\n0,b,2,0\n");
    assertEquals(
        "Input '"
            + input
            + "' has a column 'prediction', but the model writes one of that name; rename it.",
        mistake());
  }
}
