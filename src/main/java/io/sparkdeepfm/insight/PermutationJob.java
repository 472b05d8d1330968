package io.sparkdeepfm.insight;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.encode.EncodedData.ExampleColumns;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.param.StageColumns.InputColumns;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * Scores data as they are and with each field permuted, in one Spark job.
 *
 * @param config shape of the model
 * @param parameters of the model
 * @param rows of features, label and weight
 * @param columns where these come from
 */
public record PermutationJob(
    DeepFMConfig config,
    Broadcast<DeepFMParameters> parameters,
    JavaRDD<Row> rows,
    ExampleColumns columns) {
  /**
   * Of a model and data whose features column has been checked.
   *
   * @throws IllegalArgumentException if the label or the weight is missing or not numeric
   */
  public static PermutationJob of(
      DeepFMConfig config,
      Broadcast<DeepFMParameters> parameters,
      ExampleColumns columns,
      Dataset<?> data) {
    check(columns, data.schema());
    Column weight =
        columns.weight() == null
            ? functions.lit(1.0)
            : Columns.reference(columns.weight()).cast("double");
    JavaRDD<Row> rows =
        data.select(
                Columns.reference(columns.features()),
                Columns.reference(columns.label()).cast("double"),
                weight)
            .toJavaRDD();
    return new PermutationJob(config, parameters, rows, columns);
  }

  private static void check(ExampleColumns columns, StructType schema) {
    InputColumns.requireNumeric(schema, "labelCol", columns.label());
    if (columns.weight() != null) {
      InputColumns.requireNumeric(schema, "weightCol", columns.weight());
    }
  }

  /**
   * Scores of all rows. Partitions are added up in their order, whichever ends first, in groups on
   * the executors, so that the driver gets about √P results of P partitions.
   */
  public PermutedScores run(long seed) {
    PermutationTask task = new PermutationTask(config, parameters, columns, seed);
    int groupSize = (int) Math.ceil(Math.sqrt(Math.max(1, rows.getNumPartitions())));
    List<Tuple2<Integer, PermutedScores>> groups =
        rows.<Tuple2<Integer, PermutedScores>>mapPartitionsWithIndex(
                (partition, part) ->
                    List.of(new Tuple2<>(partition, task.score(partition, part))).iterator(),
                false)
            .mapToPair(scored -> new Tuple2<>(scored._1() / groupSize, scored))
            .groupByKey(groupSize)
            .mapValues(PermutationJob::sum)
            .collect();
    return groups.isEmpty() ? new PermutedScores(config.schema().numFields()) : sum(groups);
  }

  /** The sum of numbered scores in the order of their numbers. */
  private static PermutedScores sum(Iterable<Tuple2<Integer, PermutedScores>> numbered) {
    return StreamSupport.stream(numbered.spliterator(), false)
        .sorted(Comparator.comparing(Tuple2::_1))
        .map(Tuple2::_2)
        .reduce(PermutedScores::add)
        .orElseThrow();
  }
}
