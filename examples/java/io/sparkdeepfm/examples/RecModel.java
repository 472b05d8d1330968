package io.sparkdeepfm.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** RecModel's network (TensorFlow 2) on MovieLens-100k: ratings from 3.5 on, genres pooled. */
@Command(
    name = "recmodel",
    description = "RecModel's network on MovieLens-100k; small batches, so it takes its time.")
public final class RecModel extends Example {
  private static final double LIKED_FROM = 3.5;

  public RecModel() {
    super("recmodel");
  }

  public static void main(String[] args) {
    main(new RecModel(), args);
  }

  @Override
  DataSet dataSet() {
    return DataSet.MOVIELENS_100K;
  }

  @Override
  List<String> prepare(Path output) throws IOException {
    Ratings.read(data).write(output, LIKED_FROM, seed);
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--input", output.resolve("train.tsv").toString()));
    options.addAll(List.of("--input-test", output.resolve("test.tsv").toString()));
    options.addAll(TsvFile.options());
    options.addAll(List.of("--label", "liked"));
    return options;
  }
}
