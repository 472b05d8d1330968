package io.sparkdeepfm;

import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.broadcast.Broadcast;

/**
 * Scores the rows of a partition in the executor.
 *
 * @param featuresCol named in the sentences about bad vectors
 * @param precision of the factors of the MLP's matrix products
 * @param form of the rows
 */
record ScoringTask<R>(
    DeepFMConfig config,
    Broadcast<DeepFMParameters> parameters,
    String featuresCol,
    Precision precision,
    RowForm<R> form,
    ScoredRows.Outputs outputs)
    implements Serializable {
  Iterator<R> score(Iterator<R> rows) {
    VectorScorer scorer = new VectorScorer(config, parameters.value(), featuresCol, precision);
    return new ScoredRows<>(rows, form, scorer, outputs);
  }
}
