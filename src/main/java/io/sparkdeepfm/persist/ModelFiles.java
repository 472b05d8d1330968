package io.sparkdeepfm.persist;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.platform.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;

/**
 * Saves a model to a directory of any Hadoop file system and loads it. Format version 5:
 *
 * <pre>
 * metadata/part-00000          one line of JSON, written last
 *   class, uid, timestamp, sparkVersion, paramMap, defaultParamMap     as Spark ML writes them
 *   formatVersion   5
 *   config          fields [{name, vocabulary, size, pooling}], embeddingDim, hiddenUnits [int],
 *                   secondHiddenUnits [int], activation, dropoutRate, batchNorm, interaction, head, firstOrder,
 *                   secondOrder, deepInput, embeddingDropoutRate, deep, loss; enums in camel
 *                   case
 *   tables          [{vocabulary, rows}], in order of the fields' first use
 *   dense           [{name, rows, columns}], in the order of DenseLayout
 *   files, sha256   what {@link FileDigests} says; not in models saved before 0.2
 * embeddings/*.parquet         one row per embedding row, in any order
 *   vocabulary        string         which table
 *   index             int            row r of the table, 0 ≤ r &lt; N
 *   embedding         array&lt;float&gt;   v_r, D floats
 *   firstOrderWeight  float          w_r
 * dense/*.parquet              one row per dense segment, in any order
 *   name              string         as in DenseLayout
 *   rows, columns     int            shape
 *   values            array&lt;float&gt;   rows × columns floats, row-major
 * summary.json                 how the training went, see SummaryFile; only where that is known
 * </pre>
 *
 * <p>Version 1 had no firstOrder, secondOrder, deepInput and embeddingDropoutRate; its models had
 * every part, the MLP reading the fields, without dropout of embeddings. Versions 1 and 2 had no
 * summary.json. Up to version 3 there was no deep, which was mlp; up to 4 no loss, which was log,
 * that of a classifier, and no second tower. All are still read.
 *
 * <p>Files that begin with {@code _} or {@code .} mean nothing. Loading checks that the files are
 * those that were saved, that they hold as many rows and values as the metadata says before it
 * makes room for them, and that each row and each segment is there exactly once, of the right shape
 * and finite, variances not negative, so that no part of a model loads as a model. Whatever is
 * wrong with a saved model is an {@link IllegalArgumentException} whose one sentence begins with
 * the file.
 *
 * <p>What a crash while saving leaves behind: see {@link #save}.
 */
public final class ModelFiles {
  /** The format version that is written, and the newest that is read. */
  public static final int FORMAT_VERSION = 5;

  private ModelFiles() {}

  /**
   * Writer of a model: it saves as {@link #save}. Spark's own {@code save} deletes what is at the
   * path before anything is written; this one does not, so that a failed save leaves the old model.
   *
   * @param summary of the training, a record that has a JSON form, or empty
   */
  public static MLWriter writer(Params instance, ModelState state, Optional<?> summary) {
    return new LocalCopy.Writer(instance) {
      @Override
      public void saveImpl(String path) {
        ModelFiles.save(instance, state, summary, path, shouldOverwrite(), sparkSession());
      }
    };
  }

  /**
   * Reader that goes with {@link #writer}: it loads as {@link #load} and restores the Params.
   *
   * @param maker of a model with the saved uid
   * @param finish is given the model with its saved Params
   */
  public static <M extends Params> MLReader<M> reader(
      Class<M> type, Function<Saved, M> maker, Consumer<M> finish) {
    return new LocalCopy.Reader<>(type) {
      @Override
      public M load(String path) {
        Saved saved = ModelFiles.load(path, type.getName(), sparkSession());
        M model = saved.restoreParams(maker.apply(saved));
        finish.accept(model);
        return model;
      }
    };
  }

  /**
   * Saves a model. It is written to a hidden directory beside the path and put in place by a
   * rename: at any moment there is at the path the old content, nothing, or the whole new model; a
   * failed save leaves the old content. A killed process may leave hidden {@code .NAME.saving-*}
   * and {@code .NAME.replaced-*} directories beside the path. On object stores, whose rename copies
   * file by file, a process killed during the rename may leave some of the files at the path, which
   * {@link #load} refuses. Do not save to one path from two processes at once.
   *
   * @param instance the model, whose class, uid and Params go into the metadata
   * @param summary a record that has a JSON form, or empty
   * @param overwrite whether to replace a model, or another saved ML stage, at the path; whatever
   *     has other files in it is refused
   * @throws IllegalArgumentException if the path is taken and {@code overwrite} is false, or the
   *     parameters are not finite or a variance is negative; nothing is written then
   * @throws UncheckedIOException if writing fails
   */
  static void save(
      Params instance,
      ModelState state,
      Optional<?> summary,
      String path,
      boolean overwrite,
      SparkSession session) {
    AtomicDirectory target = new AtomicDirectory(path, overwrite, configuration(session));
    state.requireUsable();
    String metadata = ModelJson.write(instance, state.config(), session.sparkContext());
    Optional<String> summaryJson = summary.map(SummaryFile::toJson);
    target.write(
        (files, directory) -> {
          EmbeddingFiles.write(session, files, state.parameters().tables(), directory);
          DenseFiles.write(session, files, state, directory);
          if (summaryJson.isPresent()) {
            SummaryFile.write(files, directory, summaryJson.get());
          }
          SparkMetadata.write(files, directory, metadata);
        });
  }

  /**
   * Loads a model that {@link #save} wrote.
   *
   * @param className the class of the instance that must have been saved
   * @throws IllegalArgumentException if there is no model at the path, it is of another class or of
   *     a newer format version, or one of its files is missing, truncated or corrupt
   */
  static Saved load(String path, String className, SparkSession session) {
    Platform.check();
    FileSystem files;
    Path model;
    try {
      Path given = new Path(path);
      files = given.getFileSystem(configuration(session));
      model = files.makeQualified(given);
    } catch (IOException e) {
      throw CorruptModel.unreadable(new Path(path), e);
    }
    SparkMetadata metadata = SparkMetadata.load(files, model);
    if (!metadata.className().equals(className)) {
      throw Refusal.of(
          "%s is of class %s, but %s was to be loaded; load it with its own class.",
          metadata.file(), metadata.className(), className);
    }
    DeepFMConfig config = ModelJson.readConfig(metadata.json(), metadata.file());
    requireHeap(config, metadata.file());
    DeepFMParameters parameters =
        new DeepFMParameters(
            EmbeddingFiles.read(session, files, config, model),
            DenseFiles.read(session, files, config, model));
    return new Saved(new ModelState(config, parameters), metadata, files, model);
  }

  /** Parameters that no heap of this size holds are refused before a part of them is read. */
  private static void requireHeap(DeepFMConfig config, Path file) {
    long rows = config.schema().numEmbeddings();
    long floats = rows * (config.embeddingDim() + 1L) + new DenseLayout(config).length();
    long heap = Runtime.getRuntime().maxMemory();
    if (floats > heap / Float.BYTES) {
      throw Refusal.of(
          "%s describes a model of %d MiB, but the driver's heap has %d MiB; give it more with"
              + " spark.driver.memory, or SPARK_DEEPFM_HEAP for the commands.",
          file, (floats * Float.BYTES) >> 20, heap >> 20);
    }
  }

  private static Configuration configuration(SparkSession session) {
    return session.sparkContext().hadoopConfiguration();
  }

  /** A model directory's content: enough to build the model that was saved. */
  public static final class Saved {
    private final ModelState state;
    private final SparkMetadata metadata;
    private final FileSystem files;
    private final Path directory;

    Saved(ModelState state, SparkMetadata metadata, FileSystem files, Path directory) {
      this.state = state;
      this.metadata = metadata;
      this.files = files;
      this.directory = directory;
    }

    public ModelState state() {
      return state;
    }

    /**
     * The summary of the training, where one was saved.
     *
     * @throws IllegalArgumentException if its file is damaged
     */
    public <T> Optional<T> summary(Class<T> type) {
      return SummaryFile.read(files, directory, type);
    }

    /** The uid of the instance that was saved; the restored instance must be built with it. */
    public String uid() {
      return metadata.uid();
    }

    /**
     * Sets the saved Params and defaults on a new instance.
     *
     * @throws IllegalArgumentException if the class no longer has a saved Param, or refuses its
     *     value
     * @return the instance
     */
    public <P extends Params> P restoreParams(P instance) {
      metadata.restoreParams(instance);
      return instance;
    }
  }
}
