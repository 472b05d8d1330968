package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.input.Columns;
import io.sparkdeepfm.cli.input.InputOptions;
import io.sparkdeepfm.cli.input.Inputs;
import io.sparkdeepfm.cli.input.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The input of a command that has a saved model: read with the types that the model's fields need,
 * and checked against them.
 *
 * @param numbers columns that must hold numbers, by the option that names them
 */
record ModelInput(
    SavedModel model, Scorer scorer, InputOptions options, Map<String, String> numbers) {

  static ModelInput of(SavedModel model, InputOptions options, String label, String truth) {
    Scorer scorer = new Scorer(model.pipeline());
    Map<String, String> numbers = new HashMap<>();
    if (label != null) {
      numbers.put("--label", label);
    }
    if (truth != null) {
      numbers.put("--true-probability", truth);
    }
    return new ModelInput(model, scorer, options, numbers);
  }

  /**
   * @throws IllegalArgumentException if a column is missing, of a wrong type or in the way
   */
  Dataset<Row> read(SparkSession spark) {
    List<String> numeric = new ArrayList<>(numbers.values());
    if (scorer.weightColumn() != null) {
      numeric.add(scorer.weightColumn());
    }
    Dataset<Row> rows =
        new Inputs(
                spark,
                options.format,
                options.delimiterOrComma(),
                model.fields(),
                numeric,
                scorer.numFeatures())
            .read(options.input);
    Columns columns = new Columns(options.input, rows.schema());
    columns.requireFields(model.fields());
    numbers.forEach(columns::requireNumeric);
    columns.requireFree(Arrays.asList(scorer.outputs()));
    if (!model.fields().isEmpty()) {
      columns.requireFree(new FeatureStages(model.fields(), rows.schema()).outputs());
    }
    return Labels.asDouble(rows, numbers.get("--label"));
  }
}
