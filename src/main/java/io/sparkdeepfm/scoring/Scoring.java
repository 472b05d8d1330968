package io.sparkdeepfm.scoring;

import io.sparkdeepfm.broadcast.BroadcastParameters;
import io.sparkdeepfm.catalyst.BatchColumns;
import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Explainer.Explanation;
import io.sparkdeepfm.param.DeepFMParams;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.shared.HasThresholds;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds a model's predictions to a Dataset, by a projection that runs on streams as well. */
public final class Scoring {
  private static final Logger LOG = LoggerFactory.getLogger(Scoring.class);

  private final ScoreFunction function;

  private Scoring(ScoreFunction function) {
    this.function = function;
  }

  /**
   * @param model of which the names of columns, the thresholds and how it scores are read
   * @param declared schema of the Dataset with the columns that scoring adds
   * @throws IllegalArgumentException if the model is to score on GPUs, and tasks have none
   */
  public static <M extends PredictionModel<?, ?> & DeepFMParams> Scoring of(
      M model,
      StructType declared,
      DeepFMConfig config,
      SentParameters parameters,
      SparkSession session) {
    List<Double> thresholds =
        model instanceof HasThresholds classes && classes.isDefined(classes.thresholds())
            ? Arrays.stream(classes.getThresholds()).boxed().toList()
            : List.of();
    return new Scoring(
        new ScoreFunction(
            config,
            parameters.to(session),
            model.getFeaturesCol(),
            LogitSource.of(model, session.sparkContext()),
            ScoreFunction.Output.of(model, model.getExplainCol(), declared),
            FieldMetadata.userColumns(declared.apply(model.getFeaturesCol()), config.schema()),
            thresholds));
  }

  /** The Dataset's columns, then the predictions. */
  public Dataset<Row> transform(Dataset<?> dataset) {
    try {
      return project(dataset);
    } catch (LinkageError e) {
      LOG.warn(
          "This build of Spark keeps rows in another way, so scoring converts each column of each"
              + " row, which is slower: {}",
          e.toString());
      return mapPartitions(dataset);
    }
  }

  /** By a projection of rows as Spark keeps them. */
  public Dataset<Row> project(Dataset<?> dataset) {
    return BatchColumns.add(dataset, function.featuresCol(), function);
  }

  /** By Spark's public API; gives the same rows. */
  public Dataset<Row> mapPartitions(Dataset<?> dataset) {
    int features = dataset.schema().fieldIndex(function.featuresCol());
    StructType schema = Columns.append(dataset.schema(), function.outputs());
    ScoreFunction task = function;
    MapPartitionsFunction<Row, Row> score = rows -> new ScoredRows(rows, features, task);
    Column[] columns =
        Arrays.stream(schema.fields()).map(Scoring::withMetadata).toArray(Column[]::new);
    return dataset.toDF().mapPartitions(score, Encoders.row(schema)).select(columns);
  }

  /** A map forgets the columns' metadata, which later stages and writers want. */
  private static Column withMetadata(StructField field) {
    return Columns.reference(field.name()).as(field.name(), field.metadata());
  }

  /**
   * Rows of Java objects with their predictions, scored a batch at a time. Spark's public encoders
   * make every column of them anew on the way in and out.
   */
  static final class ScoredRows implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final int features;
    private final int batchSize;
    private final ScoreFunction.Batch scores;
    private final List<String> fields;
    private final List<Row> batch = new ArrayList<>();
    private int next;

    /**
     * @param features place of the features column
     */
    ScoredRows(Iterator<Row> rows, int features, ScoreFunction function) {
      this.rows = rows;
      this.features = features;
      batchSize = function.batchSize();
      scores = function.newBatch();
      fields = function.fieldNames();
    }

    @Override
    public boolean hasNext() {
      return next < batch.size() || rows.hasNext();
    }

    @Override
    public Row next() {
      if (next == batch.size()) {
        scoreNextBatch();
      }
      Row row = batch.get(next);
      Object[] predictions = scores.values(next++);
      Object[] values = new Object[row.length() + predictions.length];
      for (int i = 0; i < row.length(); i++) {
        values[i] = row.get(i);
      }
      for (int i = 0; i < predictions.length; i++) {
        values[row.length() + i] =
            predictions[i] instanceof Explanation explanation
                ? ExplanationColumn.row(explanation, fields)
                : predictions[i];
      }
      return RowFactory.create(values);
    }

    private void scoreNextBatch() {
      if (!rows.hasNext()) {
        throw new NoSuchElementException();
      }
      batch.clear();
      next = 0;
      while (batch.size() < batchSize && rows.hasNext()) {
        Row row = rows.next();
        scores.add(row.<Vector>getAs(features));
        batch.add(row);
      }
      scores.compute();
    }
  }

  /** A model's parameters as the executors get them: sent once, whatever scores with them. */
  public static final class SentParameters implements Serializable {
    private final DeepFMParameters parameters;
    private transient BroadcastParameters broadcast;
    private transient SparkContext context; // of the broadcast; a JVM may outlive one

    public SentParameters(DeepFMParameters parameters) {
      this.parameters = parameters;
    }

    /** The parameters for tasks on the session's cluster, sent there if they are not yet. */
    public synchronized BroadcastParameters to(SparkSession session) {
      if (context != session.sparkContext()) {
        context = session.sparkContext();
        broadcast = BroadcastParameters.of(context, parameters);
      }
      return broadcast;
    }
  }
}
