package io.sparkdeepfm.examples.samples;

import java.util.List;

/** All data sets of {@code data-samples/}. */
public final class Samples {
  private Samples() {}

  public static List<Sample> all() {
    return List.of(new ClicksSample(), new MoviesSample(), new AppsSample());
  }
}
