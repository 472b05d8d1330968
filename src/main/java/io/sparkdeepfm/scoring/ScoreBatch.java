package io.sparkdeepfm.scoring;

import io.sparkdeepfm.catalyst.VectorFunction;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/** Rows that are scored together, and the columns that they get. */
final class ScoreBatch implements VectorFunction.Batch {
  private final VectorScorer scorer;
  private final List<ScoreColumn.Kind> kinds;
  private final double[] thresholds;
  private float[] logits = new float[0];

  /**
   * @param kinds of the columns, in order
   * @param thresholds of the two classes, or null
   */
  ScoreBatch(VectorScorer scorer, List<ScoreColumn.Kind> kinds, double[] thresholds) {
    this.scorer = scorer;
    this.kinds = kinds;
    this.thresholds = thresholds;
  }

  @Override
  public void add(Vector vector) {
    scorer.add(vector);
  }

  @Override
  public void addSparse(int size, int[] indices, double[] values) {
    scorer.addSparse(size, indices, values);
  }

  @Override
  public void compute() {
    logits = scorer.logits();
  }

  @Override
  public Object[] values(int place) {
    float logit = logits[place];
    double[] probabilities = {-logit, logit};
    RawPrediction.toProbability(probabilities);
    Object[] values = new Object[kinds.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (kinds.get(i)) {
            case RAW_PREDICTION -> Vectors.dense(-(double) logit, logit);
            case PROBABILITY -> Vectors.dense(probabilities);
            case PREDICTION -> Thresholds.predict(probabilities, thresholds);
            case EXPLANATION -> scorer.explain(place, logit);
          };
    }
    return values;
  }
}
