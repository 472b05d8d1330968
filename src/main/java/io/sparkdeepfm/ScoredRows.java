package io.sparkdeepfm;

import io.sparkdeepfm.model.Explanation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.spark.ml.linalg.Vectors;

/** Rows with their predictions, scored a batch at a time. */
final class ScoredRows<R> implements Iterator<R> {
  private final Iterator<R> rows;
  private final RowForm<R> form;
  private final VectorScorer scorer;
  private final Outputs outputs;
  private final List<R> batch = new ArrayList<>(VectorScorer.BATCH_SIZE);
  private float[] logits = new float[0];
  private int next;

  /**
   * Which columns to add.
   *
   * @param thresholds of the two classes as Spark defines them, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Outputs(
      boolean rawPrediction,
      boolean probability,
      boolean prediction,
      boolean explanation,
      double[] thresholds)
      implements Serializable {
    /**
     * The values of the columns, in the order in which Spark's own classifiers add them, then the
     * explanation.
     *
     * @param explained what explains the logit; read only if there is a column for it
     */
    Object[] of(double logit, Supplier<Explanation> explained) {
      Object[] values = new Object[count()];
      double[] probabilities = {-logit, logit};
      RawPrediction.toProbability(probabilities);
      int i = 0;
      if (rawPrediction) {
        values[i++] = Vectors.dense(-logit, logit);
      }
      if (probability) {
        values[i++] = Vectors.dense(probabilities);
      }
      if (prediction) {
        values[i++] = Thresholds.predict(probabilities, thresholds);
      }
      if (explanation) {
        values[i] = explained.get();
      }
      return values;
    }

    private int count() {
      return (rawPrediction ? 1 : 0)
          + (probability ? 1 : 0)
          + (prediction ? 1 : 0)
          + (explanation ? 1 : 0);
    }
  }

  ScoredRows(Iterator<R> rows, RowForm<R> form, VectorScorer scorer, Outputs outputs) {
    this.rows = rows;
    this.form = form;
    this.scorer = scorer;
    this.outputs = outputs;
  }

  @Override
  public boolean hasNext() {
    return next < batch.size() || rows.hasNext();
  }

  @Override
  public R next() {
    if (next == batch.size()) {
      scoreNextBatch();
    }
    int place = next++;
    float logit = logits[place];
    return form.append(batch.get(place), outputs.of(logit, () -> scorer.explain(place, logit)));
  }

  private void scoreNextBatch() {
    if (!rows.hasNext()) {
      throw new NoSuchElementException();
    }
    batch.clear();
    next = 0;
    while (batch.size() < VectorScorer.BATCH_SIZE && rows.hasNext()) {
      R row = rows.next();
      form.addFeatures(row, scorer);
      batch.add(form.hold(row));
    }
    logits = scorer.logits();
  }
}
