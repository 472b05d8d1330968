package io.sparkdeepfm.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * All of Criteo in two fields of many values each, as Recommend-Estimators has it: 13 weighted
 * numbers in one, 26 categories in the other.
 */
@Command(
    name = "criteo-two-fields",
    description = "Criteo in two multi-valued fields, as in Recommend-Estimators.")
public final class CriteoTwoFields extends Example {
  public CriteoTwoFields() {
    super("criteo-two-fields");
  }

  public static void main(String[] args) {
    main(new CriteoTwoFields(), args);
  }

  @Override
  DataSet dataSet() {
    return CriteoFiles.dataSet(data);
  }

  @Override
  List<String> prepare(Path output) throws IOException {
    CriteoFiles rows = new CriteoFiles(data, seed);
    CriteoNumbers numbers = new CriteoNumbers();
    rows.forEach(
        (part, cells) -> {
          if (part == CriteoFiles.Part.TRAIN) {
            numbers.fit(cells);
          }
        });
    write(rows, numbers, output);
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--input", output.resolve("train.tsv").toString()));
    options.addAll(List.of("--input-validation", output.resolve("valid.tsv").toString()));
    options.addAll(List.of("--input-test", output.resolve("test.tsv").toString()));
    options.addAll(TsvFile.options());
    options.addAll(List.of("--label", "clicked"));
    return options;
  }

  private static void write(CriteoFiles rows, CriteoNumbers numbers, Path folder)
      throws IOException {
    try (TsvFile train = file(folder, "train.tsv");
        TsvFile valid = file(folder, "valid.tsv");
        TsvFile test = file(folder, "test.tsv")) {
      rows.forEach(
          (part, cells) ->
              (switch (part) {
                    case TRAIN -> train;
                    case VALID -> valid;
                    case TEST -> test;
                  })
                  .write(cells[0], numbers.text(cells), tags(cells)));
    }
  }

  private static TsvFile file(Path folder, String name) throws IOException {
    return new TsvFile(folder.resolve(name), "clicked", "numbers", "tags");
  }

  /** For example {@code C1_68fd1e64|C3_2ea83c1f}; a token means different things by its column. */
  private static String tags(String[] cells) {
    List<String> tags = new ArrayList<>();
    for (int i = 1; i <= CriteoFiles.TAGS; i++) {
      String token = cells[CriteoFiles.NUMBERS + i];
      if (!token.isEmpty()) {
        tags.add("C" + i + "_" + token);
      }
    }
    return String.join("|", tags);
  }
}
