package io.sparkdeepfm.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.PublicDataSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the examples write before anything is trained. */
class PreparationTest {
  @TempDir Path data;
  @TempDir Path output;
  private PublicDataSets files;

  @BeforeEach
  void nameTheFolder() {
    files = new PublicDataSets(data);
  }

  private static List<String[]> rows(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return lines.subList(1, lines.size()).stream().map(line -> line.split("\t", -1)).toList();
  }

  @Test
  void everyRatingIsOnOneSideAndJoinedWithUserAndMovie() throws IOException {
    files.movieLens();
    Ratings.read(data).write(output, 3.5, 1);
    List<String[]> train = rows(output.resolve("train.tsv"));
    List<String[]> test = rows(output.resolve("test.tsv"));
    assertEquals(PublicDataSets.ROWS, train.size() + test.size());
    assertTrue(
        train.size() > 0.7 * PublicDataSets.ROWS && train.size() < 0.9 * PublicDataSets.ROWS);

    List<String[]> all = new ArrayList<>(train);
    all.addAll(test);
    long liked =
        Files.readAllLines(data.resolve("u.data")).stream()
            .filter(line -> Integer.parseInt(line.split("\t", -1)[2]) > 3)
            .count();
    assertEquals(liked, all.stream().filter(row -> row[0].equals("1")).count());
    String[] ofFirstMovie = all.stream().filter(row -> row[5].equals("1")).findFirst().get();
    assertEquals("\"The \\\"Café\\\", Again (1995)\"", ofFirstMovie[6]);
    assertEquals("unknown", ofFirstMovie[7]);
    String[] ofSecondUser = all.stream().filter(row -> row[1].equals("2")).findFirst().get();
    assertEquals(List.of("F", "1", "job1"), Arrays.asList(ofSecondUser).subList(2, 5)); // aged 19
  }

  @Test
  void theSeedDecidesTheSplit() throws IOException {
    files.movieLens();
    String[] tests = new String[3];
    long[] seeds = {1, 1, 2};
    for (int i = 0; i < tests.length; i++) {
      Ratings.read(data).write(output, 3.5, seeds[i]);
      tests[i] = Files.readString(output.resolve("test.tsv"));
    }
    assertEquals(tests[0], tests[1]);
    assertNotEquals(tests[0], tests[2]);
  }

  private static String[] criteo(String... numbers) {
    String[] cells = new String[40];
    Arrays.fill(cells, "");
    System.arraycopy(numbers, 0, cells, 1, numbers.length);
    return cells;
  }

  @Test
  void numbersAreClippedLoggedAndDividedByTheLargestOfTheTrainingRows() {
    CriteoNumbers numbers = new CriteoNumbers();
    numbers.fit(criteo("1000", "3", ""));
    numbers.fit(criteo("5", "1", "0"));
    assertEquals("I1:1.000000|I2:1.000000", numbers.text(criteo("20", "700", "")));
    assertEquals(
        String.format("I1:%.6f|I2:0.500000", Math.log(2) / Math.log(21)),
        numbers.text(criteo("1", "1", "7"))); // nothing is known of the third
    assertEquals("", numbers.text(criteo("0", "-1", "")));
  }

  @Test
  void kagglesFileIsSplitTenToOneToOne() throws IOException {
    files.criteo();
    int[] counts = new int[3];
    new CriteoFiles(data, 7)
        .forEach((part, cells) -> counts[List.of(CriteoFiles.Part.values()).indexOf(part)]++);
    assertEquals(PublicDataSets.ROWS, Arrays.stream(counts).sum());
    assertTrue(counts[0] > 0.7 * PublicDataSets.ROWS, Arrays.toString(counts));
    assertTrue(counts[1] > 10 && counts[2] > 10, Arrays.toString(counts));
  }

  @Test
  void aLineOfAnotherLayoutIsRefused() throws IOException {
    Files.writeString(data.resolve("train.txt"), "1\t2\n");
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new CriteoFiles(data, 7).forEach((part, cells) -> {}))
            .getMessage();
    assertTrue(message.endsWith("has 2 cells, but Criteo's logs have 40."), message);
  }

  @Test
  void aRecipesLinesCanBeReplaced() throws IOException {
    Files.writeString(data.resolve("mine.txt"), "# why\n\nnumEpochs=3\nl2 = 0.5\n");
    Recipe recipe = Recipe.read(data, "mine");
    recipe.set("numEpochs=4");
    assertEquals(List.of("--set", "numEpochs=4", "--set", "l2=0.5"), recipe.options());
    assertThrows(IllegalArgumentException.class, () -> recipe.set("numEpochs"));
    assertFalse(
        assertThrows(IllegalArgumentException.class, () -> Recipe.read(data, "yours"))
            .getMessage()
            .isEmpty());
  }
}
