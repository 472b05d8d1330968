package io.sparkdeepfm.scoring;

import io.sparkdeepfm.catalyst.VectorFunction;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.types.StructField;

/**
 * A model as a function of features vectors.
 *
 * @param featuresCol named in the sentences about bad vectors
 * @param precision of the factors of the MLP's matrix products
 * @param columns that it can compute
 * @param thresholds of the two classes as Spark defines them; empty for the more probable class
 */
record ScoreFunction(
    DeepFMConfig config,
    Broadcast<DeepFMParameters> parameters,
    String featuresCol,
    Precision precision,
    List<ScoreColumn> columns,
    List<Double> thresholds)
    implements VectorFunction {
  @Override
  public List<StructField> outputs() {
    return columns.stream().map(ScoreColumn::field).toList();
  }

  @Override
  public List<String> fieldNames() {
    return config.schema().fields().stream().map(Field::name).toList();
  }

  @Override
  public int batchSize() {
    return VectorScorer.BATCH_SIZE;
  }

  @Override
  public ScoreBatch newBatch(List<Integer> wanted) {
    VectorScorer scorer = new VectorScorer(config, parameters.value(), featuresCol, precision);
    return new ScoreBatch(
        scorer,
        wanted.stream().map(place -> columns.get(place).kind()).toList(),
        thresholds.isEmpty() ? null : new double[] {thresholds.get(0), thresholds.get(1)});
  }

  /** Room for a batch with all columns. */
  ScoreBatch newBatch() {
    return newBatch(IntStream.range(0, columns.size()).boxed().toList());
  }
}
