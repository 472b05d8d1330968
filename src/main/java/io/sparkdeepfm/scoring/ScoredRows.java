package io.sparkdeepfm.scoring;

import io.sparkdeepfm.model.Explainer.Explanation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Rows of Java objects with their predictions, scored a batch at a time. Spark's public encoders
 * make every column of them anew on the way in and out.
 */
final class ScoredRows implements Iterator<Row> {
  private final Iterator<Row> rows;
  private final int features;
  private final int batchSize;
  private final ScoreBatch scores;
  private final ExternalExplanations explanations;
  private final List<Row> batch = new ArrayList<>();
  private int next;

  /**
   * @param features place of the features column
   */
  ScoredRows(Iterator<Row> rows, int features, ScoreFunction function) {
    this.rows = rows;
    this.features = features;
    batchSize = function.batchSize();
    scores = function.newBatch();
    explanations = new ExternalExplanations(function.fieldNames());
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
    Object[] predictions = scores.values(next++);
    Object[] values = new Object[row.length() + predictions.length];
    for (int i = 0; i < row.length(); i++) {
      values[i] = row.get(i);
    }
    for (int i = 0; i < predictions.length; i++) {
      values[row.length() + i] =
          predictions[i] instanceof Explanation explanation
              ? explanations.of(explanation)
              : predictions[i];
    }
    return RowFactory.create(values);
  }

  private void scoreNextBatch() {
    if (!rows.hasNext()) {
      throw new NoSuchElementException();
    }
    batch.clear();
    next = 0;
    while (batch.size() < batchSize && rows.hasNext()) {
      Row row = rows.next();
      scores.add(row.<Vector>getAs(features));
      batch.add(row);
    }
    scores.compute();
  }
}
