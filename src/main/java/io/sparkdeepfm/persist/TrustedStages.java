package io.sparkdeepfm.persist;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkdeepfm.data.Escaped;
import io.sparkdeepfm.data.Refusal;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Which classes a saved pipeline may be made of, looked at in its files before any of them is
 * loaded: Spark makes an instance of whatever class the metadata names, and a stage such as {@code
 * SQLTransformer} runs what its metadata says.
 *
 * <p>All directories below the pipeline's are searched, so pipelines within pipelines and what
 * {@code CrossValidatorModel} keeps are seen. A name in the metadata that would lead Spark to
 * another place than those is refused, as is a stage that is not where its pipeline says.
 */
public final class TrustedStages {
  private static final int MAX_DEPTH = 32;

  /** How messages tell the user to accept a class, as a format of its name. */
  private final String remedy;

  private final Set<String> accepted;

  private TrustedStages(String remedy, Set<String> accepted) {
    this.remedy = remedy;
    this.accepted = accepted;
  }

  /**
   * The classes of {@link StageClasses} and further ones.
   *
   * @param remedy says how to accept a class, with %s for its name
   */
  public static TrustedStages and(Collection<String> more, String remedy) {
    Set<String> accepted = new TreeSet<>(StageClasses.WITHOUT_CODE);
    accepted.add(SavedPipeline.OF_PYTHON); // the pipeline itself, not what it holds
    accepted.addAll(more);
    return new TrustedStages(remedy, accepted);
  }

  /**
   * Looks at everything that loading a stage would read.
   *
   * @param name of the path in messages
   * @throws IllegalArgumentException if there is a class that is not accepted, or metadata that
   *     cannot be read or lead elsewhere
   */
  public void check(String name, String path, Configuration configuration) {
    Path directory = new Path(path);
    try {
      FileSystem files = directory.getFileSystem(configuration);
      new Search(name, files, configuration).directory(files.makeQualified(directory), 0);
    } catch (IOException e) {
      throw Refusal.because(e, "%s cannot be read: %s.", name, CorruptModel.reason(e));
    }
  }

  /** A walk through the directories of one saved stage. */
  private final class Search {
    private final String name;
    private final FileSystem files;
    private final Configuration configuration;

    Search(String name, FileSystem files, Configuration configuration) {
      this.name = name;
      this.files = files;
      this.configuration = configuration;
    }

    void directory(Path directory, int depth) throws IOException {
      if (depth > MAX_DEPTH) {
        throw Refusal.of(
            "%s has directories more than %d deep, as '%s'; name a saved pipeline.",
            name, MAX_DEPTH, directory);
      }
      for (FileStatus child : files.listStatus(directory)) {
        Path path = child.getPath();
        if (path.getName().equals(SparkMetadata.DIRECTORY)) {
          stage(directory);
        } else if (child.isDirectory()) {
          directory(path, depth + 1);
        } else if (ParquetFooters.isParquet(files, child)) {
          new StoredTypes(name).check(path, configuration);
        }
      }
    }

    private void stage(Path directory) throws IOException {
      StageDocument stage = StageDocument.read(files, directory);
      if (!accepted.contains(stage.className()) && !stage.takesWordsAlone()) {
        String className = Escaped.of(stage.className());
        throw Refusal.of(
            "%s has a stage of class %s, in '%s', and loading a class that is not known to be"
                + " harmless may run code of whoever saved it; only if you trust them, %s.",
            name, className, directory.getName(), String.format(remedy, className));
      }
      for (JsonNode path : stage.namedPaths()) {
        requirePlain(directory, path.asText());
      }
      if (stage.isPipeline()) {
        stages(directory, stage);
      }
    }

    /** Spark finds a pipeline's stages by their places and uids. */
    private void stages(Path directory, StageDocument pipeline) throws IOException {
      JsonNode uids = pipeline.stageUids();
      for (int i = 0; i < uids.size(); i++) {
        String uid = uids.get(i).asText();
        requirePlain(directory, uid);
        Path path = SavedPipeline.stagePath(directory, uids, i);
        if (!files.exists(path)) {
          throw CorruptModel.at(path, "is missing, which its pipeline names");
        }
        String found = StageDocument.read(files, path).uid();
        if (!found.equals(uid)) {
          throw CorruptModel.at(path, "holds the stage '%s' instead of '%s'", found, uid);
        }
      }
    }

    /** Spark takes such names as paths, as patterns of paths, and as lists of them. */
    private void requirePlain(Path directory, String part) {
      if (!part.matches("[\\p{L}\\p{N}_ .=+-]+") || part.startsWith(".")) {
        throw Refusal.of(
            "%s names a part '%s' in '%s', which may lead out of it; letters, digits, blanks and"
                + " _ . = + - are what such names have.",
            name, Escaped.of(part), directory.getName());
      }
    }
  }
}
