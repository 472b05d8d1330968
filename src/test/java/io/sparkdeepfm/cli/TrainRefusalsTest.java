package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, leaks and splits that train refuses, with exit code 2, before it trains. */
@Tag("spark")
class TrainRefusalsTest {
  @TempDir Path folder;
  private TrainCase train;

  @BeforeEach
  void writeGoodInput() throws IOException {
    train = new TrainCase(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "Prediction, prediction",
    "PROBABILITY, probability",
    "Features, features",
    "C_Index, c_index",
    "isvalidation, isValidation"
  })
  void anInputColumnThatTheModelWritesInAnotherCase(String column, String written)
      throws IOException {
    train.writeInput("y,c,x," + column + "\n1,a,1,0\n0,b,2,0\n");
    assertEquals(
        String.format(
            "Input '%s' has a column '%s', but the model writes one of that name but for case,"
                + " '%s'; rename it.",
            train.input(), column, written),
        train.mistake());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "probabilityCol= | --set probabilityCol is empty, but the commands need that column; give"
            + " it a name.",
        "predictionCol= | --set predictionCol is empty, but the commands need that column; give it"
            + " a name.",
        "predictionCol=Probability | --set predictionCol is 'Probability', but probabilityCol"
            + " 'probability' has that name already, in which case makes no difference; choose"
            + " another.",
        "probabilityCol=Features | --set probabilityCol is 'Features', but column 'features' has"
            + " that name already, in which case makes no difference; choose another.",
      })
  void anOutputWithoutANameOfItsOwn(String setting, String sentence) throws IOException {
    assertEquals(sentence, train.mistake("--set", setting));
  }

  @Test
  void aRawPredictionMayBeSwitchedOff() throws IOException {
    Recorded run = Recorded.run(new Train(), train.args("--set", "rawPredictionCol="));
    assertEquals(0, run.code(), run::err);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--label=C | Field 'c' is the column of --label",
        "--set=weightCol=x | Field 'x' is the column of --set weightCol",
        "--true-probability=x | Field 'x' is the column of --true-probability",
      })
  void aFieldThatTellsTheAnswer(String option, String begin) throws IOException {
    String sentence = begin + ", which a model cannot learn from; leave it out of --fields.";
    List<String> args = train.args(option);
    if (option.startsWith("--label")) {
      args.subList(args.indexOf("--label"), args.indexOf("--label") + 2).clear();
    }
    Recorded run = Recorded.run(new Train(), args);
    assertEquals(2, run.code(), run::err);
    assertEquals(sentence, run.err().strip());
  }

  @Test
  void aValidationWithoutOneOfTheLabels() throws IOException {
    train.writeInput("y,c,x\n1,a,0\n" + TrainCase.lines(i -> "0,a" + i % 3 + "," + (i + 1)));
    String sentence = train.mistake("--split-seed", "3");
    assertEquals(
        "Input '"
            + train.input()
            + "': a fraction of 0.1 leaves only rows with label 0 for validation, which needs both"
            + " labels; give another --validation-fraction or --split-seed, or an"
            + " --input-validation.",
        sentence);
    Path other = Files.writeString(folder.resolve("v.csv"), "y,c,x\n0,a,1\n");
    assertEquals(
        "Input '" + other + "': the label is 0 in all 1 rows, but both 0 and 1 are needed.",
        train.mistake("--input-validation", other.toString()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aHandfulOfRows(int count) throws IOException {
    train.writeInput("y,c,x\n" + "1,a,1\n0,b,2\n".substring(0, 6 * count));
    String sentence = train.mistake();
    assertTrue(
        sentence.contains(count == 1 ? "the label is 1 in all 1 rows" : "a fraction of"), sentence);
  }

  @Test
  void numbersAreWrittenWithTheDigits0To9InEveryCountry() throws IOException {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      train.writeInput("y,c,x\n1,a,1\n0,b,2\n3,b,2\n");
      assertTrue(train.mistake().contains("in 1 of 3 rows"));
      train.writeInput("y,c,x\n" + TrainCase.lines(i -> i % 2 + ",a" + i % 3 + "," + i));
      Recorded run = Recorded.run(new Train(), train.args());
      assertEquals(0, run.code(), run::err);
      assertTrue(run.out().chars().noneMatch(c -> c > 127 && Character.isDigit(c)), run::out);
    } finally {
      Locale.setDefault(before);
    }
  }
}
