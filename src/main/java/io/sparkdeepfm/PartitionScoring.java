package io.sparkdeepfm;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Adds a model's predictions to a Dataset, partition by partition. It is a map over the Dataset's
 * partitions, so it runs on streams as well.
 */
final class PartitionScoring {
  private final DeepFMClassificationModel model;
  private final StructType outputSchema;

  /**
   * @param inputSchema of the Dataset to score
   * @throws IllegalArgumentException if the model cannot score it
   */
  PartitionScoring(DeepFMClassificationModel model, StructType inputSchema) {
    this.model = model;
    StructType declared = model.transformSchema(inputSchema);
    StructType schema = inputSchema;
    for (String column : outputColumns(model)) {
      schema = schema.add(declared.apply(column));
    }
    outputSchema = schema;
  }

  /** In the order in which Spark's own classifiers add them; an empty name leaves one out. */
  private static List<String> outputColumns(DeepFMClassificationModel model) {
    return Stream.of(
            model.getRawPredictionCol(), model.getProbabilityCol(), model.getPredictionCol())
        .filter(column -> !column.isEmpty())
        .toList();
  }

  Dataset<Row> transform(Dataset<?> dataset) {
    ScoringTask task =
        new ScoringTask(
            model.config(),
            model.broadcast(dataset.sparkSession()),
            model.getFeaturesCol(),
            new ScoredRows.Outputs(
                !model.getRawPredictionCol().isEmpty(),
                !model.getProbabilityCol().isEmpty(),
                !model.getPredictionCol().isEmpty(),
                model.isDefined(model.thresholds()) ? model.getThresholds() : null));
    Column[] columns =
        Arrays.stream(outputSchema.fields())
            .map(PartitionScoring::withMetadata)
            .toArray(Column[]::new);
    return dataset.toDF().mapPartitions(task, Encoders.row(outputSchema)).select(columns);
  }

  /** A map forgets the columns' metadata, which later stages and writers want. */
  private static Column withMetadata(StructField field) {
    Column column = functions.col("`" + field.name().replace("`", "``") + "`");
    return column.as(field.name(), field.metadata());
  }

  /** What runs in the executors. */
  private record ScoringTask(
      DeepFMConfig config,
      Broadcast<DeepFMParameters> parameters,
      String featuresCol,
      ScoredRows.Outputs outputs)
      implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      VectorScorer scorer = new VectorScorer(config, parameters.value());
      return new ScoredRows(rows, scorer, featuresCol, outputs);
    }
  }
}
