package io.sparkdeepfm;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Rows with their predictions, scored a batch at a time. */
final class ScoredRows implements Iterator<Row> {
  private final Iterator<Row> rows;
  private final VectorScorer scorer;
  private final String featuresCol;
  private final Outputs outputs;
  private final List<Row> batch = new ArrayList<>();
  private float[] logits = new float[0];
  private int next;

  /**
   * Which columns to add.
   *
   * @param thresholds of the two classes as Spark defines them, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Outputs(
      boolean rawPrediction, boolean probability, boolean prediction, double[] thresholds)
      implements Serializable {
    int count() {
      return (rawPrediction ? 1 : 0) + (probability ? 1 : 0) + (prediction ? 1 : 0);
    }
  }

  ScoredRows(Iterator<Row> rows, VectorScorer scorer, String featuresCol, Outputs outputs) {
    this.rows = rows;
    this.scorer = scorer;
    this.featuresCol = featuresCol;
    this.outputs = outputs;
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
    return withPrediction(row, logits[next++]);
  }

  private void scoreNextBatch() {
    if (!rows.hasNext()) {
      throw new NoSuchElementException();
    }
    batch.clear();
    next = 0;
    while (batch.size() < VectorScorer.BATCH_SIZE && rows.hasNext()) {
      Row row = rows.next();
      scorer.add(featuresCol, row.<Vector>getAs(featuresCol));
      batch.add(row);
    }
    logits = scorer.logits();
  }

  private Row withPrediction(Row row, double logit) {
    Object[] values = new Object[row.length() + outputs.count()];
    for (int i = 0; i < row.length(); i++) {
      values[i] = row.get(i);
    }
    double[] probability = {-logit, logit};
    RawPrediction.toProbability(probability);
    int i = row.length();
    if (outputs.rawPrediction()) {
      values[i++] = Vectors.dense(-logit, logit);
    }
    if (outputs.probability()) {
      values[i++] = Vectors.dense(probability);
    }
    if (outputs.prediction()) {
      values[i] = Thresholds.predict(probability, outputs.thresholds());
    }
    return RowFactory.create(values);
  }
}
