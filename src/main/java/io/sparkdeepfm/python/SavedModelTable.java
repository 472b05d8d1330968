package io.sparkdeepfm.python;

import io.sparkdeepfm.TrainingSummary;
import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.insight.ModelInsight;
import io.sparkdeepfm.param.CheckedParams;
import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import io.sparkdeepfm.persist.SafePipeline;
import io.sparkdeepfm.platform.Platform;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * What a saved pipeline has learned, as rows; those of the Dataset that it is given do not count.
 *
 * <p>A transformer, because a client of Spark Connect reaches the methods of Spark's own models
 * alone, but every transformer that the server lists.
 */
public final class SavedModelTable extends Transformer implements SelfTyped<SavedModelTable> {
  /** What can be asked for. */
  enum Table {
    /** {@link ModelInsight#embeddings}. */
    EMBEDDINGS,
    /** {@link ModelInsight#firstOrderWeights}. */
    FIRST_ORDER_WEIGHTS,
    /** {@link ModelInsight#similar} of {@code vocabulary}, {@code token} and {@code k}. */
    SIMILAR,
    /** A row per field: name, vocabulary, size, pooling. */
    FIELDS,
    /** A row per epoch, as {@link TrainingSummary#history}. */
    HISTORY,
    /** One row: bestEpoch, examples, positives, validationExamples, seconds and the rest. */
    TRAINING,
    /** One row of one text, {@link TrainingSummary#reportHtml}. */
    REPORT
  }

  private final String uid;

  public SavedModelTable() {
    this(Identifiable$.MODULE$.randomUID("savedModelTable"));
  }

  public SavedModelTable(String uid) {
    Platform.check();
    this.uid = uid;
    setDefault(allowedStages(), new String[0]);
    setDefault(k(), 10);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Path of the PipelineModel, on any file system that Hadoop knows. */
  public Param<String> path() {
    return new Param<>(this, "path", "path of a saved PipelineModel");
  }

  /** Names of further classes that may be loaded: {@link SafePipeline}. */
  public StringArrayParam allowedStages() {
    return new StringArrayParam(
        this, "allowedStages", "classes of stages that may be loaded besides those known");
  }

  /** The rows that are asked for. */
  public Param<String> table() {
    return CheckedParams.oneOf(this, "table", Table.class, "the rows that are asked for");
  }

  /** The vocabulary of {@code token}. */
  public Param<String> vocabulary() {
    return new Param<>(this, "vocabulary", "the vocabulary of token; for table=similar");
  }

  /** The token to which others are to be similar. */
  public Param<String> token() {
    return new Param<>(this, "token", "the token to which others are to be similar");
  }

  /** Number of similar tokens. */
  public IntParam k() {
    return CheckedParams.atLeast(this, "k", 1, "number of similar tokens");
  }

  /**
   * @throws IllegalArgumentException if the pipeline cannot be loaded, has no DeepFM, or has stages
   *     of classes that are not known
   */
  @Override
  public Dataset<Row> transform(Dataset<?> ignored) {
    SparkSession session = ignored.sparkSession();
    PipelineModel pipeline = SafePipeline.load(getOrDefault(path()), getOrDefault(allowedStages()));
    Learned learned = Learned.in(pipeline, getOrDefault(path()));
    return switch (EnumNames.parse(Table.class, "table", getOrDefault(table()))) {
      case EMBEDDINGS -> learned.insight().embeddings();
      case FIRST_ORDER_WEIGHTS -> learned.insight().firstOrderWeights();
      case SIMILAR ->
          learned
              .insight()
              .similar(getOrDefault(vocabulary()), getOrDefault(token()), (int) getOrDefault(k()));
      case FIELDS -> RecordRows.of(session, learned.fields());
      case HISTORY -> RecordRows.of(session, learned.summary().history());
      case TRAINING -> RecordRows.of(session, List.of(learned.summary()));
      case REPORT -> RecordRows.of(session, List.of(new Page(learned.summary().reportHtml())));
    };
  }

  /** As the Datasets of transform, whose columns depend on what is asked for and on the model. */
  @Override
  public StructType transformSchema(StructType ignored) {
    return transform(SparkSession.active().emptyDataFrame()).schema();
  }

  @Override
  public SavedModelTable copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  record Page(String html) {}
}
