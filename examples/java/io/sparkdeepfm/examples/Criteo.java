package io.sparkdeepfm.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** Criteo's logs as they are, with a field per column. */
@Command(name = "criteo", description = "Criteo with its 39 columns as fields.")
public final class Criteo extends Example {
  public Criteo() {
    super("criteo");
  }

  public static void main(String[] args) {
    main(new Criteo(), args);
  }

  @Override
  DataSet dataSet() {
    return CriteoFiles.dataSet(data);
  }

  @Override
  List<String> prepare(Path output) {
    List<String> files = dataSet().files();
    List<String> options = new ArrayList<>(List.of("--format", "criteo"));
    options.addAll(List.of("--input", data.resolve(files.get(0)).toString()));
    if (files.size() > 1) {
      options.addAll(List.of("--input-validation", data.resolve(files.get(1)).toString()));
      options.addAll(List.of("--input-test", data.resolve(files.get(2)).toString()));
    }
    return options;
  }
}
