package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.input.InputOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * What a command reads and writes. Nothing that it writes may be, contain or lie within anything
 * else of it: replacing an output would delete an input, and an output within an input would be
 * read as rows the next time.
 */
final class Places {
  private final List<Named> read = new ArrayList<>();
  private final List<Named> written = new ArrayList<>();

  private record Named(String option, String path) {}

  /** What every command with an input reads, and the log that it writes if the user names one. */
  static Places of(InputOptions input, SparkOptions spark) {
    return new Places()
        .read("--input", input.input)
        .read("--fields", input.fields)
        .written("--log-file", spark.logFile == null ? null : spark.logFile.toUri());
  }

  /**
   * @param path what the option names, or null where it is not given
   */
  Places read(String option, Object path) {
    return add(read, option, path);
  }

  Places written(String option, Object path) {
    return add(written, option, path);
  }

  private Places add(List<Named> paths, String option, Object path) {
    if (path != null) {
      paths.add(new Named(option, path.toString()));
    }
    return this;
  }

  /**
   * @throws IllegalArgumentException that names the first two options whose places touch
   */
  void requireApart(Configuration hadoop) {
    List<Place> others = places(read, hadoop);
    for (Named named : written) {
      List<Place> outputs = Place.of(named.option, named.path, hadoop);
      for (Place output : outputs) {
        others.forEach(other -> requireApart(output, other));
      }
      others.addAll(outputs);
    }
  }

  private static List<Place> places(List<Named> paths, Configuration hadoop) {
    List<Place> places = new ArrayList<>();
    paths.forEach(named -> places.addAll(Place.of(named.option, named.path, hadoop)));
    return places;
  }

  private static void requireApart(Place output, Place other) {
    String relation = output.relationTo(other);
    if (relation != null) {
      throw new IllegalArgumentException(
          String.format(
              "%s '%s' %s %s '%s'; name a path for %s that is apart from it.",
              output.option(),
              output.given(),
              relation,
              other.option(),
              other.given(),
              output.option()));
    }
  }
}
