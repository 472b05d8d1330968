package io.sparkdeepfm;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.broadcast.Broadcast;

/**
 * Scores the rows of a partition in the executor.
 *
 * @param featuresCol named in the sentences about bad vectors
 * @param form of the rows
 */
record ScoringTask<R>(
    DeepFMConfig config,
    Broadcast<DeepFMParameters> parameters,
    String featuresCol,
    RowForm<R> form,
    ScoredRows.Outputs outputs)
    implements Serializable {
  Iterator<R> score(Iterator<R> rows) {
    VectorScorer scorer = new VectorScorer(config, parameters.value(), featuresCol);
    return new ScoredRows<>(rows, form, scorer, outputs);
  }
}
