package io.sparkdeepfm.stage;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.param.CheckedParams;
import io.sparkdeepfm.param.StageColumns;
import io.sparkdeepfm.param.TokenParams;
import io.sparkdeepfm.persist.SavedStages;
import io.sparkdeepfm.persist.StageFiles;
import io.sparkdeepfm.platform.Platform;
import io.sparkdeepfm.stage.token.TokenColumn;
import io.sparkdeepfm.stage.vocabulary.Vocabulary;
import io.sparkdeepfm.stage.vocabulary.VocabularyCounting;
import io.sparkdeepfm.stage.vocabulary.VocabularyCounting.VocabularyNames;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Builds vocabularies of the tokens in any number of columns and gives each token an index.
 *
 * <p>Index 0 is the unknown: tokens that training did not have, or too rarely. The others follow by
 * descending count, ties by ascending UTF-8 bytes. A token counts once per cell in which it stands
 * with a weight other than 0. Null cells are missing and null elements are left out; neither is the
 * unknown.
 *
 * <p>Numbers without a fraction are one token in every type: {@code 3}, {@code 3.0} and the string
 * {@code "3"}; other numbers are as they print, decimals without trailing zeros. An empty string is
 * a token, except in a delimited list.
 *
 * <p>All vocabularies are counted by one Spark query however many columns there are; only the
 * tokens that stay come to the driver.
 *
 * <p>With an initial model ({@link #setInitialModel} or {@code initialModelPath}) its vocabularies
 * are extended, so that a model can be trained on: every old token keeps its index and adds to its
 * count, also where it is rare or absent in the new data; new tokens that stand in at least {@code
 * minFrequency} cells of the new data follow, in the order above, as long as there are no more than
 * {@code maxVocabularySize} in all. Vocabularies are matched by name.
 */
public final class VocabularyIndexer extends Estimator<VocabularyIndexerModel>
    implements TokenParams<VocabularyIndexer>, MLWritable {
  private static final int FORMAT_VERSION = 1;

  private final String uid;
  private transient VocabularyIndexerModel initialModel;

  public VocabularyIndexer() {
    this(Identifiable$.MODULE$.randomUID("vocabularyIndexer"));
  }

  public VocabularyIndexer(String uid) {
    Platform.check();
    this.uid = uid;
    setTokenDefaults();
    setDefault(minFrequency(), 1);
    setDefault(maxVocabularySize(), Integer.MAX_VALUE - 1);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Count below which tokens are unknown. */
  public IntParam minFrequency() {
    return CheckedParams.atLeast(
        this,
        "minFrequency",
        1,
        "tokens that stand in fewer cells of the training data are unknown, at least 1;"
            + " higher: smaller tables, less overfitting to rare tokens");
  }

  /** {@link #minFrequency()} column by column. */
  public IntArrayParam minFrequencyArray() {
    return CheckedParams.eachColumnAtLeast(this, "minFrequencyArray", 1, "minFrequency");
  }

  /** Number of tokens that are kept of a vocabulary. */
  public IntParam maxVocabularySize() {
    return CheckedParams.atLeast(
        this,
        "maxVocabularySize",
        1,
        "at most so many tokens are kept per vocabulary, the most frequent, at least 1; the"
            + " unknown is not counted");
  }

  /** {@link #maxVocabularySize()} column by column. */
  public IntArrayParam maxVocabularySizeArray() {
    return CheckedParams.eachColumnAtLeast(this, "maxVocabularySizeArray", 1, "maxVocabularySize");
  }

  /** Where the model is saved whose vocabularies are extended. */
  public Param<String> initialModelPath() {
    return new Param<>(
        this,
        "initialModelPath",
        "path of a saved VocabularyIndexerModel, or of a saved PipelineModel whose last one is"
            + " meant, whose vocabularies are extended; unset: new vocabularies");
  }

  /**
   * Sets the model whose vocabularies are extended; null for none. It is copied with this stage but
   * not saved with it: for that, save the model and set {@code initialModelPath}.
   */
  public VocabularyIndexer setInitialModel(VocabularyIndexerModel model) {
    initialModel = model;
    return this;
  }

  public VocabularyIndexer setInitialModelPath(String path) {
    return with(initialModelPath(), path);
  }

  /** The path of the model whose vocabularies are extended, or null. */
  public String getInitialModelPath() {
    return isDefined(initialModelPath()) ? getOrDefault(initialModelPath()) : null;
  }

  public VocabularyIndexer setMinFrequency(int value) {
    return with(minFrequency(), value);
  }

  public int getMinFrequency() {
    return (int) getOrDefault(minFrequency());
  }

  public VocabularyIndexer setMinFrequencyArray(int... values) {
    return with(minFrequencyArray(), values);
  }

  public int[] getMinFrequencyArray() {
    return getOrDefault(minFrequencyArray());
  }

  public VocabularyIndexer setMaxVocabularySize(int value) {
    return with(maxVocabularySize(), value);
  }

  public int getMaxVocabularySize() {
    return (int) getOrDefault(maxVocabularySize());
  }

  public VocabularyIndexer setMaxVocabularySizeArray(int... values) {
    return with(maxVocabularySizeArray(), values);
  }

  public int[] getMaxVocabularySizeArray() {
    return getOrDefault(maxVocabularySizeArray());
  }

  /**
   * @throws IllegalArgumentException if a column holds an invalid weight, or no value at all and
   *     its vocabulary no token; or if the initial model has other vocabularies
   */
  @Override
  public VocabularyIndexerModel fit(Dataset<?> data) {
    transformSchema(data.schema());
    TokenColumn[] columns = TokenColumn.of(this, StageColumns.inputs(this, data.schema()));
    VocabularyIndexerModel initial =
        getInitialModelPath() == null
            ? initialModel
            : SavedStages.last(
                "initialModelPath",
                getInitialModelPath(),
                VocabularyIndexerModel.class,
                data.sparkSession());
    Vocabulary[] vocabularies = counting(columns, initial).run(data);
    return copyValues(new VocabularyIndexerModel(uid, vocabularies), ParamMap.empty())
        .setParent(this);
  }

  private VocabularyCounting counting(TokenColumn[] columns, VocabularyIndexerModel initial) {
    VocabularyNames names = VocabularyNames.of(this);
    int n = columns.length;
    int[] frequencies = StageColumns.perColumn(this, minFrequency(), minFrequencyArray(), n);
    int[] sizes = StageColumns.perColumn(this, maxVocabularySize(), maxVocabularySizeArray(), n);
    return new VocabularyCounting(
        columns,
        names,
        names.agreed("minFrequency", frequencies),
        names.agreed("maxVocabularySize", sizes),
        VocabularyIndexerModel.initial(initial, names));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    StructType result = TokenEncoding.outputSchema(this, schema, null);
    if (initialModel != null && getInitialModelPath() != null) {
      throw Refusal.of(
          "Both an initial model and initialModelPath '%s' are set; clear one of them.",
          getInitialModelPath());
    }
    counting(TokenColumn.of(this, StageColumns.inputs(this, schema)), initialModel);
    return result;
  }

  @Override
  public VocabularyIndexer copy(ParamMap extra) {
    VocabularyIndexer copy = defaultCopy(extra);
    return copy.setInitialModel(initialModel);
  }

  @Override
  public MLWriter write() {
    return StageFiles.writer(this, FORMAT_VERSION);
  }

  public static MLReader<VocabularyIndexer> read() {
    return StageFiles.reader(VocabularyIndexer.class, FORMAT_VERSION, VocabularyIndexer::new);
  }

  public static VocabularyIndexer load(String path) {
    return read().load(path);
  }
}
