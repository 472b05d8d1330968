package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.input.InputPath;
import io.sparkdeepfm.cli.input.Sentence;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where a command is to write a directory, and whether it may.
 *
 * @param name the option and its value, as messages say them
 * @param target without symbolic links, so that a link stays one
 */
record OutputPlace(String name, OutputKind kind, FileSystem files, Path target, boolean overwrite) {

  /**
   * @param option the command's option that names the directory
   * @param overwrite whether the user wants an earlier output replaced
   * @throws IllegalArgumentException if there cannot be a directory at the path
   */
  static OutputPlace of(
      String option, String directory, boolean overwrite, OutputKind kind, Configuration hadoop) {
    String name = String.format("%s '%s'", option, directory);
    Path path = InputPath.path(option, directory);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      Path target = Place.real(files, path);
      if (target.isRoot()) {
        throw new IllegalArgumentException(
            name + " is the root of a file system; name a directory below it.");
      }
      if (Place.isBrokenLink(target)) {
        throw new IllegalArgumentException(
            name + " is a link to something that is not there; name another directory.");
      }
      return new OutputPlace(name, kind, files, target, overwrite);
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }

  /**
   * @throws IllegalArgumentException if something is there that may not be replaced
   */
  void requireFree() {
    try {
      if (!files.exists(target)) {
        return;
      }
      if (!overwrite) {
        throw new IllegalArgumentException(
            name + " exists already; name another directory or add --overwrite.");
      }
      String obstacle = kind.obstacle(files, target);
      if (obstacle != null) {
        throw new IllegalArgumentException(
            String.format("%s is not replaced: it %s.", name, obstacle));
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  IllegalArgumentException unwritable(IOException e) {
    return unwritable(name, e);
  }

  private static IllegalArgumentException unwritable(String name, IOException e) {
    return new IllegalArgumentException(
        String.format("%s cannot be written: %s", name, Sentence.of(Sentence.root(e))), e);
  }
}
