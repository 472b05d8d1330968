package io.sparkdeepfm;

import io.sparkdeepfm.model.Explanation;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Rows of Java objects, of which Spark's public encoders make every column anew on the way in and
 * out.
 *
 * @param features place of the features column
 */
record ExternalRows(int features, ExternalExplanations explanations) implements RowForm<Row> {
  @Override
  public Row hold(Row row) {
    return row;
  }

  @Override
  public void addFeatures(Row row, VectorScorer scorer) {
    scorer.add(row.<Vector>getAs(features));
  }

  @Override
  public Row append(Row row, Object[] predictions) {
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
}
