package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users do wrong with train: exit code 2, one sentence, and nothing left behind. */
@Tag("spark")
class TrainMistakesTest {
  @TempDir Path folder;
  private TrainCase train;

  @BeforeEach
  void writeGoodInput() throws IOException {
    train = new TrainCase(folder);
  }

  @Test
  void aColumnThatIsNotThere() throws IOException {
    train.writeInput("y,c\n1,a\n0,b\n");
    assertEquals(
        "Field 'x': there is no column 'x' in '" + train.input() + "', which has y, c.",
        train.mistake());
  }

  @Test
  void aLabelThatIsNotThere() throws IOException {
    train.writeInput("z,c,x\n1,a,1\n0,b,2\n");
    assertEquals(
        "--label: there is no column 'y' in '" + train.input() + "', which has z, c, x.",
        train.mistake());
  }

  @Test
  void aLabelThatIsNeither0Nor1() throws IOException {
    train.writeInput("y,c,x\n1,a,1\n0,b,2\n3,b,2\n");
    assertEquals(
        "Input '"
            + train.input()
            + "': label column 'y' is neither 0 nor 1 in 1 of 3 rows, for example 3; where another"
            + " value means 1, name it with --positive-label.",
        train.mistake());
  }

  /** Told before the rows are counted, of which one is bad too. */
  @Test
  void anOptionThatTheEngineDoesNotHave() throws IOException {
    train.writeInput("y,c,x\n1,a,1\n0,b,2\n3,b,2\n");
    assertEquals(
        "engine 'dl4j' does not have optimizer 'ftrl'; choose engine 'cpu', which does, or choose"
            + " 'sgd', 'adam', 'adamW' or 'adagrad'.",
        train.mistake("--set", "engine=dl4j", "--set", "optimizer=ftrl"));
  }

  @Test
  void aLabelThatIsNull() throws IOException {
    train.writeInput("y,c,x\n1,a,1\n0,b,2\n,b,2\n");
    assertEquals(
        "Input '"
            + train.input()
            + "': label column 'y' is null in 1 of 3 rows, but must be 0 or 1.",
        train.mistake());
  }

  @Test
  void oneClassOnly() throws IOException {
    train.writeInput("y,c,x\n" + "1,a,1\n".repeat(5));
    assertTrue(train.mistake().contains("the label is 1 in all "));
  }

  @Test
  void noRowsAtAll() throws IOException {
    train.writeInput("y,c,x\n");
    assertEquals("Input '" + train.input() + "' has no rows.", train.mistake());
  }

  @Test
  void tooFewDifferentRowsToSetSomeApart() throws IOException {
    train.writeInput("y,c,x\n" + "1,a,1\n0,a,1\n".repeat(9));
    assertEquals(
        "Input '"
            + train.input()
            + "': a fraction of 0.1 leaves no rows for validation; give another"
            + " --validation-fraction or --split-seed, or an --input-validation.",
        train.mistake());
  }

  @Test
  void aNumberThatIsNone() throws IOException {
    train.writeInput("y,c,x\n1,a,1\n0,b,much\n");
    String sentence = train.mistake();
    assertTrue(sentence.startsWith("The input has a row that does not fit its columns"), sentence);
  }

  @Test
  void aColumnThatIsNullEverywhere() throws IOException {
    train.writeInput("y,c,x\n" + TrainCase.lines(i -> i % 2 + ",," + i));
    assertTrue(train.mistake().contains("'c'"));
  }

  @Test
  void aValueThatIsNotFinite() throws IOException {
    train.writeInput("y,c,x\n" + TrainCase.lines(i -> i % 2 + ",a" + i + ",NaN"));
    assertTrue(train.mistake().contains("'x'"));
  }

  @Test
  void aNegativeWeight() throws IOException {
    train.writeInput("y,c,x,w\n" + TrainCase.lines(i -> i % 2 + ",a," + i + "," + (i % 2 - 0.5)));
    assertTrue(train.mistake("--set", "weightCol=w").contains("'w'"));
  }

  @Test
  void aParameterThatDoesNotExist() throws IOException {
    assertEquals(
        "--set epochs: there is no such parameter; there are numEpochs.",
        train.mistake("--set", "epochs=3"));
    String sentence = train.mistake("--set", "nonsense=3");
    assertTrue(
        sentence.startsWith("--set nonsense: there is no such parameter; there are activation, "),
        sentence);
  }

  @Test
  void aParameterOutsideItsRange() throws IOException {
    assertEquals(
        "--set numEpochs=0: numEpochs is 0, but must be at least 1.",
        train.mistake("--set", "numEpochs=0"));
  }

  @Test
  void aParameterOfTheWrongType() throws IOException {
    assertTrue(
        train
            .mistake("--set", "numEpochs=many")
            .startsWith("--set numEpochs=many: give an integer: "));
    assertEquals(
        "--set batchNorm=yes: say true or false.", train.mistake("--set", "batchNorm=yes"));
    assertTrue(
        train
            .mistake("--set", "hiddenUnits=4,x")
            .startsWith("--set hiddenUnits=4,x: give integers as in 400,400: "));
  }

  @Test
  void aParameterThatAnOptionSets() throws IOException {
    assertTrue(train.mistake("--set", "labelCol=z").startsWith("--set labelCol: there is no such"));
  }

  @Test
  void aSettingWithoutAValue() throws IOException {
    assertEquals("--set numEpochs: say --set param=value.", train.mistake("--set", "numEpochs"));
  }

  @Test
  void toGoOnFromNowhere() throws IOException {
    assertEquals(
        "--resume needs --checkpoints DIR: where are the checkpoints to go on from?",
        train.mistake("--resume"));
    assertTrue(train.mistake("--set", "resume=true").startsWith("--set resume: there is no such"));
    assertTrue(
        train
            .mistake("--set", "checkpointInterval=3")
            .startsWith("checkpointInterval is set, but checkpointDir is not"));
  }

  @Test
  void twoWaysToValidate() throws IOException {
    assertEquals(
        "--validation-fraction is of no use beside --input-validation; leave one out.",
        train.mistake("--validation-fraction", "0.3", "--input-validation", "x.csv"));
  }

  @Test
  void anInputColumnThatTheModelWritesItself() throws IOException {
    train.writeInput("y,c,x,prediction\n1,a,1,0\n0,b,2,0\n");
    assertEquals(
        "Input '"
            + train.input()
            + "' has a column 'prediction', but the model writes one of that name; rename it.",
        train.mistake());
  }
}
