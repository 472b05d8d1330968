package io.sparkdeepfm.scoring;

import io.sparkdeepfm.catalyst.BatchColumns;
import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
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
   * @param model of which the names of columns and the thresholds are read
   * @param explainCol name of the column of explanations; null or empty for none
   * @param declared schema of the Dataset with the columns that scoring adds
   */
  public static Scoring of(
      ProbabilisticClassificationModel<?, ?> model,
      String explainCol,
      StructType declared,
      DeepFMConfig config,
      Broadcast<DeepFMParameters> parameters,
      Precision precision) {
    List<Double> thresholds =
        model.isDefined(model.thresholds())
            ? Arrays.stream(model.getThresholds()).boxed().toList()
            : List.of();
    return new Scoring(
        new ScoreFunction(
            config,
            parameters,
            model.getFeaturesCol(),
            precision,
            ScoreColumn.of(model, explainCol, declared),
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
    StructType schema = dataset.schema();
    for (StructField output : function.outputs()) {
      schema = schema.add(output);
    }
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
}
