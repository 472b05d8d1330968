package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.input.Columns;
import io.sparkdeepfm.cli.input.InputOptions;
import io.sparkdeepfm.cli.input.Inputs;
import io.sparkdeepfm.cli.input.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The input of a command that has a saved model: read with the types that the model's fields need,
 * and checked against them.
 *
 * @param labels null where they are not wanted
 * @param truth column of true probabilities, or null
 */
record ModelInput(
    SavedModel model, Scorer scorer, InputOptions options, Labels labels, String truth) {

  static ModelInput of(SavedModel model, InputOptions options, Labels labels, String truth) {
    return new ModelInput(model, new Scorer(model.pipeline()), options, labels, truth);
  }

  /**
   * The rows, with the label as it is stored.
   *
   * @param further columns that an option names
   * @throws IllegalArgumentException if a column is missing, of a wrong type or in the way
   */
  Dataset<Row> read(SparkSession spark, String... further) {
    List<String> named = new ArrayList<>(List.of(further));
    if (labels != null) {
      named.add(labels.column());
    }
    List<String> numeric = new ArrayList<>();
    if (truth != null) {
      numeric.add(truth);
    }
    if (scorer.weightColumn() != null) {
      numeric.add(scorer.weightColumn());
    }
    Dataset<Row> rows =
        new Inputs(spark, options, model.fields(), named, numeric, scorer.numFeatures())
            .read(options.input);
    Columns columns = new Columns(options.input, rows.schema());
    columns.requireFields(model.fields());
    if (labels != null) {
      columns.requireLabel(labels.column());
    }
    if (truth != null) {
      columns.requireNumeric("--true-probability", truth);
    }
    columns.requireFree(Arrays.asList(scorer.outputs()));
    if (!model.fields().isEmpty()) {
      columns.requireFree(new FeatureStages(model.fields(), rows.schema()).outputs());
    }
    return rows;
  }
}
