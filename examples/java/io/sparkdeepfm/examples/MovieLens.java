package io.sparkdeepfm.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Ratings above 3 in MovieLens-100k, from user, movie and the words of its title, as a Keras
 * notebook of deep_recommenders does. The notebook's recipe validates on the test rows, as the
 * notebook did; the recommended one sets some of the training rows apart instead.
 */
@Command(
    name = "movielens-100k",
    description = "Likes in MovieLens-100k; titles are read as words.")
public final class MovieLens extends Example {
  private static final String NOTEBOOK = "notebook";
  private static final double LIKED_FROM = 3.5;

  @Option(
      names = "--recipe",
      defaultValue = "recommended",
      paramLabel = "NAME",
      description = "recommended or notebook (default: ${DEFAULT-VALUE}).")
  String recipe;

  public MovieLens() {
    super("movielens-100k");
  }

  public static void main(String[] args) {
    main(new MovieLens(), args);
  }

  @Override
  DataSet dataSet() {
    return DataSet.MOVIELENS_100K;
  }

  @Override
  String recipe() {
    return recipe;
  }

  @Override
  List<String> prepare(Path output) throws IOException {
    Ratings.read(data).write(output, LIKED_FROM, seed);
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--input", output.resolve("train.tsv").toString()));
    String test = output.resolve("test.tsv").toString();
    if (recipe.equals(NOTEBOOK)) {
      options.addAll(List.of("--input-validation", test));
    } else {
      options.addAll(List.of("--input-test", test));
    }
    options.addAll(TsvFile.options());
    options.addAll(List.of("--label", "liked"));
    return options;
  }
}
