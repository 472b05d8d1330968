package io.sparkdeepfm;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.param.InputColumns;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Adds a model's predictions to a Dataset, partition by partition. It is a map over the Dataset's
 * partitions, so it runs on streams as well.
 */
final class PartitionScoring {
  private static final System.Logger LOGGER = System.getLogger(PartitionScoring.class.getName());

  private final DeepFMClassificationModel model;
  private final StructType outputSchema;
  private final int features;

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
    features = inputSchema.fieldIndex(model.getFeaturesCol());
  }

  /**
   * In the order in which Spark's own classifiers add them, then the explanation; an empty name
   * leaves one out.
   */
  private static List<String> outputColumns(DeepFMClassificationModel model) {
    return Stream.of(
            model.getRawPredictionCol(),
            model.getProbabilityCol(),
            model.getPredictionCol(),
            ExplanationColumn.isOn(model) ? model.getExplainCol() : "")
        .filter(column -> !column.isEmpty())
        .toList();
  }

  Dataset<Row> transform(Dataset<?> dataset) {
    try {
      return transformCatalystRows(dataset);
    } catch (LinkageError e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "This build of Spark keeps rows in another way, so scoring converts each column of each"
              + " row, which is slower: "
              + e);
      return transformExternalRows(dataset);
    }
  }

  /** By rows as Spark keeps them; see {@link CatalystMap}. */
  Dataset<Row> transformCatalystRows(Dataset<?> dataset) {
    ScoringTask<InternalRow> task =
        task(dataset, new CatalystRows(features, new CatalystExplanations(fieldNames())));
    Column[] columns =
        Arrays.stream(outputSchema.fields())
            .map(
                field ->
                    functions
                        .col(CatalystMap.ROW)
                        .getField(field.name())
                        .as(field.name(), field.metadata()))
            .toArray(Column[]::new);
    return CatalystMap.mapPartitions(dataset, task::score, outputSchema).select(columns);
  }

  /** By Spark's public API; gives the same. */
  Dataset<Row> transformExternalRows(Dataset<?> dataset) {
    ScoringTask<Row> task =
        task(dataset, new ExternalRows(features, new ExternalExplanations(fieldNames())));
    MapPartitionsFunction<Row, Row> function = task::score;
    Column[] columns =
        Arrays.stream(outputSchema.fields())
            .map(PartitionScoring::withMetadata)
            .toArray(Column[]::new);
    return dataset.toDF().mapPartitions(function, Encoders.row(outputSchema)).select(columns);
  }

  private List<String> fieldNames() {
    return model.fields().fields().stream().map(Field::name).toList();
  }

  private <R> ScoringTask<R> task(Dataset<?> dataset, RowForm<R> form) {
    return new ScoringTask<>(
        model.config(),
        model.broadcast(dataset.sparkSession()),
        model.getFeaturesCol(),
        model.precision(),
        form,
        new ScoredRows.Outputs(
            !model.getRawPredictionCol().isEmpty(),
            !model.getProbabilityCol().isEmpty(),
            !model.getPredictionCol().isEmpty(),
            ExplanationColumn.isOn(model),
            model.isDefined(model.thresholds()) ? model.getThresholds() : null));
  }

  /** A map forgets the columns' metadata, which later stages and writers want. */
  private static Column withMetadata(StructField field) {
    return InputColumns.reference(field.name()).as(field.name(), field.metadata());
  }
}
