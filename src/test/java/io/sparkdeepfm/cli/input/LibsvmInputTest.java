package io.sparkdeepfm.cli.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.cli.input.InputOptions.Format;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("spark")
class LibsvmInputTest {
  @TempDir Path folder;

  private Dataset<Row> read(String text, int numFeatures) throws IOException {
    String path = Files.writeString(folder.resolve("in.txt"), text).toString();
    InputOptions options = new InputOptions();
    options.format = Format.LIBSVM;
    return new Inputs(SharedSpark.get(), options, List.of(), List.of(), List.of(), numFeatures)
        .read(path);
  }

  private String all(String text) throws IOException {
    return String.join(
        " ",
        read(text, 0).collectAsList().stream()
            .map(row -> row.getDouble(0) + row.<Vector>getAs(1).toString())
            .toList());
  }

  @Test
  void commentsGroupsAndSignsAreRead() throws IOException {
    assertEquals(
        "1.0(4,[0,3],[0.5,2.0]) -1.0(4,[1],[1.0]) 0.0(4,[],[])",
        all("# head\n+1 1:0.5 4:2 # id9\n\n-1 qid:7 2:1\n0 # nothing\n"));
    assertEquals(9, read("1 1:1\n", 9).head().<Vector>getAs(1).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "1 0:1 3:1 @ has the index 0, but indices begin at 1; add 1 to every index",
        "1 0:5:1 1:30:1 @ is of libffm, with field:index:value; leave out the fields, whose sizes"
            + " are for --set fieldSizes=…",
        "1 3:1 2:1 @ has the index 2 after 3; sort each line's indices",
        "1 9:1 @ has the index 9, but vectors have length 4; say --set fieldSizes=… with a sum that"
            + " large",
        "1 a:1 @ has 'a:1', which is not index:value",
        "1 3 @ has '3', which is not index:value",
        "1 3:x @ has 'x', which is no number",
        "yes 3:1 @ has 'yes', which is no number",
      },
      quoteCharacter = '~')
  void linesThatDoNotFitAreNamed(String line, String problem) throws IOException {
    Dataset<Row> rows = read("1 1:1\n" + line + "\n", 4);
    String message = UserMistake.in(assertThrows(Exception.class, rows::collectAsList));
    assertEquals(
        String.format("File '%s': the line '%s' %s.", folder.resolve("in.txt"), line, problem),
        message);
  }
}
