package io.sparkdeepfm.scoring;

import io.sparkdeepfm.broadcast.BroadcastParameters;
import io.sparkdeepfm.catalyst.VectorFunction;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.optim.Loss;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A model as a function of features vectors.
 *
 * @param featuresCol named in the sentences about bad vectors
 * @param logits what computes them
 * @param columns that it can compute
 * @param fieldNames of the fields in explanations
 * @param thresholds of the two classes as Spark defines them; empty for the more probable class
 */
record ScoreFunction(
    DeepFMConfig config,
    BroadcastParameters parameters,
    String featuresCol,
    LogitSource logits,
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
    VectorScorer scorer =
        new VectorScorer(
            config, parameters.value(), featuresCol, logits.open(config, parameters.value()));
    return new Batch(
        scorer,
        config.loss(),
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
     * Values of the types Vector, Vector, Double, Double and {@link
     * io.sparkdeepfm.model.Explainer.Explanation}.
     */
    enum Kind {
      RAW_PREDICTION,
      PROBABILITY,
      /** The more probable class. */
      PREDICTION,
      /** A regression's prediction. */
      MEAN,
      EXPLANATION
    }

    /**
     * In the order in which Spark's own predictors add them, then the explanation; an empty name
     * leaves one out.
     *
     * @param explainCol name of the explanation, or null
     * @param declared schema with all of them
     */
    static List<Output> of(PredictionModel<?, ?> model, String explainCol, StructType declared) {
      List<Output> columns = new ArrayList<>();
      for (Kind kind : Kind.values()) {
        String name = kind == Kind.EXPLANATION ? explainCol : name(kind, model);
        if (name != null && !name.isEmpty()) {
          columns.add(new Output(kind, declared.apply(name)));
        }
      }
      return List.copyOf(columns);
    }

    /** The name of a column; null for one that the model does not have. */
    private static String name(Kind kind, PredictionModel<?, ?> model) {
      if (model instanceof ProbabilisticClassificationModel<?, ?> classifier) {
        return switch (kind) {
          case RAW_PREDICTION -> classifier.getRawPredictionCol();
          case PROBABILITY -> classifier.getProbabilityCol();
          case PREDICTION -> classifier.getPredictionCol();
          case MEAN, EXPLANATION -> null;
        };
      }
      return kind == Kind.MEAN ? model.getPredictionCol() : null;
    }
  }

  /** Rows that are scored together, and the columns that they get. */
  static final class Batch implements VectorFunction.Batch {
    private final VectorScorer scorer;
    private final Loss loss;
    private final List<ScoreFunction.Output.Kind> kinds;
    private final double[] thresholds;
    private float[] logits = new float[0];

    /**
     * @param loss which says what an output stands for
     * @param kinds of the columns, in order
     * @param thresholds of the two classes, or null
     */
    Batch(
        VectorScorer scorer,
        Loss loss,
        List<ScoreFunction.Output.Kind> kinds,
        double[] thresholds) {
      this.scorer = scorer;
      this.loss = loss;
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
              case MEAN -> loss.mean(logit);
              case EXPLANATION -> scorer.explain(place, logit);
            };
      }
      return values;
    }
  }
}
