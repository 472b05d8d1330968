package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.SparkCommand.SparkOptions;
import io.sparkdeepfm.cli.input.InputOptions;
import io.sparkdeepfm.cli.input.InputPath;
import io.sparkdeepfm.cli.input.UserMistake.Sentence;
import io.sparkdeepfm.data.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

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
      throw Refusal.of(
          "%s '%s' %s %s '%s'; name a path for %s that is apart from it.",
          output.option(),
          output.given(),
          relation,
          other.option(),
          other.given(),
          output.option());
    }
  }

  /**
   * Where an option points: a path without symbolic links, on a file system.
   *
   * @param given what the user wrote
   * @param fileSystem two places can only touch if this is the same
   * @param path absolute, without scheme and authority
   */
  record Place(String option, String given, String fileSystem, String path) {

    /**
     * The places that an option names: one, or all that a glob matches.
     *
     * @throws IllegalArgumentException if the path's file system cannot be reached
     */
    static List<Place> of(String option, String given, Configuration hadoop) {
      Path pattern = InputPath.path(option, given);
      try {
        FileSystem files = pattern.getFileSystem(hadoop);
        List<Place> places = new ArrayList<>();
        for (Path found : expanded(files, pattern)) {
          Path real = real(files, found);
          places.add(new Place(option, given, key(files), real.toUri().getPath()));
        }
        return places;
      } catch (IOException e) {
        throw Refusal.because(
            e, "%s '%s' cannot be reached: %s", option, given, Sentence.of(Sentence.root(e)));
      }
    }

    private static List<Path> expanded(FileSystem files, Path pattern) throws IOException {
      if (files.exists(pattern)) {
        return List.of(pattern);
      }
      FileStatus[] found = files.globStatus(pattern);
      return found == null || found.length == 0
          ? List.of(pattern)
          : List.of(found).stream().map(FileStatus::getPath).toList();
    }

    /** The path with the symbolic links of what exists of it resolved; the rest may be new. */
    static Path real(FileSystem files, Path path) throws IOException {
      Path qualified = files.makeQualified(path);
      Path existing = qualified;
      while (!exists(files, existing) && existing.getParent() != null) {
        existing = existing.getParent();
      }
      String rest = qualified.toUri().getPath().substring(existing.toUri().getPath().length());
      Path real = resolved(files, existing);
      return rest.isEmpty() ? real : new Path(real, "./" + rest.replaceFirst("^/", ""));
    }

    private static boolean exists(FileSystem files, Path path) throws IOException {
      try {
        return files.exists(path);
      } catch (IOException e) {
        if (isLocal(files)) {
          return false; // a file in the place of a parent directory
        }
        throw e;
      }
    }

    /** Hadoop's own resolvePath leaves the links of local disks as they are. */
    private static Path resolved(FileSystem files, Path existing) throws IOException {
      if (!isLocal(files)) {
        return files.resolvePath(existing);
      }
      String real = java.nio.file.Path.of(existing.toUri().getPath()).toRealPath().toString();
      return new Path("file", null, real);
    }

    private static boolean isLocal(FileSystem files) {
      return files.getUri().getScheme().equals("file");
    }

    /** The same for {@code hdfs://namenode} and {@code hdfs://namenode:8020}. */
    private static String key(FileSystem files) {
      String service = files.getCanonicalServiceName();
      return service == null ? files.getUri().toString() : service;
    }

    /** How this place lies to the other, as the words between them in a sentence; or null. */
    String relationTo(Place other) {
      if (!fileSystem.equals(other.fileSystem)) {
        return null;
      }
      if (path.equals(other.path)) {
        return "is the same place as";
      }
      if (isWithin(other.path, path)) {
        return "contains";
      }
      return isWithin(path, other.path) ? "lies within" : null;
    }

    private static boolean isWithin(String inner, String outer) {
      return inner.startsWith(outer.endsWith("/") ? outer : outer + "/");
    }

    /** True for a link on a local disk to something that is not there. */
    static boolean isBrokenLink(Path real) {
      String scheme = real.toUri().getScheme();
      if (scheme != null && !scheme.equals("file")) {
        return false;
      }
      java.nio.file.Path local = java.nio.file.Path.of(real.toUri().getPath());
      return Files.isSymbolicLink(local) && !Files.exists(local);
    }
  }
}
