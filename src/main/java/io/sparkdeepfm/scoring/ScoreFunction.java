package io.sparkdeepfm.scoring;

import io.sparkdeepfm.catalyst.VectorFunction;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A model as a function of features vectors.
 *
 * @param featuresCol named in the sentences about bad vectors
 * @param precision of the factors of the MLP's matrix products
 * @param columns that it can compute
 * @param fieldNames of the fields in explanations
 * @param thresholds of the two classes as Spark defines them; empty for the more probable class
 */
record ScoreFunction(
    DeepFMConfig config,
    Broadcast<DeepFMParameters> parameters,
    String featuresCol,
    Precision precision,
    List<Output> columns,
    List<String> fieldNames,
    List<Double> thresholds)
    implements VectorFunction {
  @Override
  public List<StructField> outputs() {
    return columns.stream().map(Output::field).toList();
  }

  @Override
  public int batchSize() {
    return VectorScorer.BATCH_SIZE;
  }

  @Override
  public Batch newBatch(List<Integer> wanted) {
    VectorScorer scorer = new VectorScorer(config, parameters.value(), featuresCol, precision);
    return new Batch(
        scorer,
        wanted.stream().map(place -> columns.get(place).kind()).toList(),
        thresholds.isEmpty() ? null : new double[] {thresholds.get(0), thresholds.get(1)});
  }

  /** Room for a batch with all columns. */
  Batch newBatch() {
    return newBatch(IntStream.range(0, columns.size()).boxed().toList());
  }

  /**
   * A column that scoring adds.
   *
   * @param kind of its values
   * @param field its name, type and metadata
   */
  record Output(Kind kind, StructField field) implements Serializable {
    /**
     * Values of the types Vector, Vector, Double and {@link
     * io.sparkdeepfm.model.Explainer.Explanation}.
     */
    enum Kind {
      RAW_PREDICTION,
      PROBABILITY,
      PREDICTION,
      EXPLANATION
    }

    /**
     * In the order in which Spark's own classifiers add them, then the explanation; an empty name
     * leaves one out.
     *
     * @param explainCol name of the explanation, or null
     * @param declared schema with all of them
     */
    static List<Output> of(
        ProbabilisticClassificationModel<?, ?> model, String explainCol, StructType declared) {
      List<Output> columns = new ArrayList<>();
      for (Kind kind : Kind.values()) {
        String name =
            switch (kind) {
              case RAW_PREDICTION -> model.getRawPredictionCol();
              case PROBABILITY -> model.getProbabilityCol();
              case PREDICTION -> model.getPredictionCol();
              case EXPLANATION -> explainCol;
            };
        if (name != null && !name.isEmpty()) {
          columns.add(new Output(kind, declared.apply(name)));
        }
      }
      return List.copyOf(columns);
    }
  }

  /** Rows that are scored together, and the columns that they get. */
  static final class Batch implements VectorFunction.Batch {
    private final VectorScorer scorer;
    private final List<ScoreFunction.Output.Kind> kinds;
    private final double[] thresholds;
    private float[] logits = new float[0];

    /**
     * @param kinds of the columns, in order
     * @param thresholds of the two classes, or null
     */
    Batch(VectorScorer scorer, List<ScoreFunction.Output.Kind> kinds, double[] thresholds) {
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
              case PREDICTION -> RawPrediction.toPrediction(probabilities, thresholds);
              case EXPLANATION -> scorer.explain(place, logit);
            };
      }
      return values;
    }
  }
}
