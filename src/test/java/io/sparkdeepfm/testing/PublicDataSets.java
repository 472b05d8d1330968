package io.sparkdeepfm.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Made-up files of the layouts of public data sets, a few hundred rows each. */
public final class PublicDataSets {
  public static final int ROWS = 400;
  private static final int USERS = 30;
  private static final int MOVIES = 20;

  private final Random random = new Random(1);
  private final Path folder;

  /**
   * @param folder to write into
   */
  public PublicDataSets(Path folder) {
    this.folder = folder;
  }

  private void write(String name, Charset charset, int rows, IntFunction<String> line)
      throws IOException {
    String text = IntStream.range(0, rows).mapToObj(line).collect(Collectors.joining());
    try (OutputStream file = Files.newOutputStream(folder.resolve(name));
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(file) : file) {
      out.write(text.getBytes(charset));
    }
  }

  /** train.csv, valid.csv, test.csv with a header. */
  public void frappe() throws IOException {
    String header =
        "label,user,item,daytime,weekday,isweekend,homework,cost,weather,country,city\n";
    for (String name : new String[] {"train.csv", "valid.csv", "test.csv"}) {
      write(name, StandardCharsets.UTF_8, ROWS, i -> (i == 0 ? header : "") + frappeRow());
    }
  }

  private String frappeRow() {
    String row = "" + random.nextInt(2);
    for (int field = 0; field < 10; field++) {
      row += "," + (100 * field + random.nextInt(7));
    }
    return row + "\n";
  }

  /** u.data, u.user and u.item; the first title has quotes, an accent and a comma. */
  public void movieLens() throws IOException {
    Charset latin = StandardCharsets.ISO_8859_1;
    write(
        "u.data",
        latin,
        ROWS,
        i ->
            String.format(
                "%d\t%d\t%d\t88125%04d\n",
                1 + random.nextInt(USERS), 1 + random.nextInt(MOVIES), 1 + random.nextInt(5), i));
    write(
        "u.user",
        latin,
        USERS,
        i ->
            String.format(
                "%d|%d|%s|job%d|85711\n", i + 1, 17 + 2 * i, i % 2 == 0 ? "M" : "F", i % 3));
    write(
        "u.item",
        latin,
        MOVIES,
        i ->
            String.format(
                "%d|%s (1995)|01-Jan-1995||http://localhost/%d%s\n",
                i + 1,
                i == 0 ? "The \"Café\", Again" : "Movie " + i,
                i,
                "|0".repeat(i % 18) + "|1|0" + "|0".repeat(17 - i % 18)));
  }

  /** train.tsv.gz, valid.tsv.gz, test.tsv.gz. */
  public void criteoSplit() throws IOException {
    for (String name : new String[] {"train.tsv.gz", "valid.tsv.gz", "test.tsv.gz"}) {
      write(name, StandardCharsets.UTF_8, ROWS, i -> criteoRow());
    }
  }

  /** train.txt. */
  public void criteo() throws IOException {
    write("train.txt", StandardCharsets.UTF_8, ROWS, i -> criteoRow());
  }

  private String criteoRow() {
    String row = "" + random.nextInt(2);
    for (int i = 0; i < 13; i++) {
      row += "\t" + (random.nextInt(4) == 0 ? "" : "" + (random.nextInt(30) - 1));
    }
    for (int i = 0; i < 26; i++) {
      row += "\t" + (random.nextInt(4) == 0 ? "" : String.format("%08x", random.nextInt(3)));
    }
    return row + "\n";
  }
}
