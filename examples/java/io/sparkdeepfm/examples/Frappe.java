package io.sparkdeepfm.examples;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;

/** DeepFM on frappe_x1 as the BARS benchmark trains it; its files can be read as they are. */
@Command(
    name = "frappe",
    description = "DeepFM on frappe_x1, with the recipe of the BARS benchmark.")
public final class Frappe extends Example {
  public Frappe() {
    super("frappe");
  }

  public static void main(String[] args) {
    main(new Frappe(), args);
  }

  @Override
  DataSet dataSet() {
    return DataSet.FRAPPE;
  }

  @Override
  List<String> prepare(Path output) {
    return List.of(
        "--input",
        data.resolve("train.csv").toString(),
        "--input-validation",
        data.resolve("valid.csv").toString(),
        "--input-test",
        data.resolve("test.csv").toString(),
        "--format",
        "csv",
        "--label",
        "label");
  }
}
