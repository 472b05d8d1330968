package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes logits apart, in doubles. Holds buffers, so each thread needs its own.
 *
 * <p>With e_f = Σ_{i in f} x_i v_i, α and β_k as in {@link LogitHead}: the first-order term of
 * field f is α Σ_{i in f} w_i x_i, the second-order term of fields f &lt; g is Σ_k β_k e_fk e_gk.
 * With {@link Interaction#FEATURE} the values of one field pair up as well, which gives a field of
 * several values a term with itself, ½ Σ_k β_k (e_fk² − Σ_{i in f} (x_i v_ik)²). These add up to
 * the second-order term of a factorization machine (Rendle 2010, lemma 3.1).
 */
public final class Explainer {
  private final FieldSchema schema;
  private final DeepFMParameters parameters;
  private final boolean pairsFeatures;
  private final boolean addsFirstOrder;
  private final boolean addsSecondOrder;
  private final int dim;
  private final double bias;
  private final double alpha;
  private final double[] beta;

  // Of the example that is being explained, by field:
  private final int[] numValues;
  private final double[] weighted; // Σ w x
  private final double[] vectors; // e, F × D
  private final double[] squares; // Σ_k β_k Σ (x v)²
  private final float[] stored; // a row of a table that is not in memory

  public Explainer(DeepFMConfig config, DeepFMParameters parameters) {
    this.parameters = parameters;
    schema = config.schema();
    pairsFeatures = config.interaction() == Interaction.FEATURE;
    addsFirstOrder = config.firstOrder();
    addsSecondOrder = config.secondOrder();
    dim = config.embeddingDim();
    DenseLayout layout = new DenseLayout(config);
    boolean weightedHead = config.head() == Head.WEIGHTED;
    bias = read(layout, DenseLayout.BIAS)[0];
    alpha = weightedHead && addsFirstOrder ? read(layout, DenseLayout.HEAD_FIRST_ORDER)[0] : 1;
    beta =
        weightedHead && addsSecondOrder ? read(layout, DenseLayout.HEAD_SECOND_ORDER) : ones(dim);
    numValues = new int[schema.numFields()];
    weighted = new double[schema.numFields()];
    vectors = new double[config.inputWidth()];
    squares = new double[schema.numFields()];
    stored = new float[dim + 1];
  }

  private double[] read(DenseLayout layout, String segment) {
    DenseLayout.Segment place = layout.segment(segment);
    double[] values = new double[place.length()];
    Arrays.setAll(values, i -> parameters.dense()[place.offset() + i]);
    return values;
  }

  private static double[] ones(int length) {
    double[] values = new double[length];
    Arrays.fill(values, 1);
    return values;
  }

  /**
   * The terms of an example.
   *
   * @param columns of the block that the example is in, one per field
   * @param logit of the example by a {@link Scorer}
   */
  public Explanation explain(FieldColumn[] columns, int example, double logit) {
    for (int f = 0; f < columns.length; f++) {
      readField(f, columns[f], example);
    }
    List<Explanation.FieldTerm> first = firstOrder();
    List<Explanation.PairTerm> second = secondOrder();
    double sum = bias;
    for (Explanation.FieldTerm term : first) {
      sum += term.term();
    }
    for (Explanation.PairTerm term : second) {
      sum += term.term();
    }
    return new Explanation(bias, first, second, logit - sum);
  }

  private void readField(int f, FieldColumn column, int example) {
    numValues[f] = 0;
    weighted[f] = 0;
    squares[f] = 0;
    Arrays.fill(vectors, f * dim, (f + 1) * dim, 0);
    if (column.isNumeric()) {
      addValue(f, 0, column.values()[example]);
    } else if (column.isSingle()) {
      addValue(f, column.rows()[example], 1);
    } else {
      for (int i = column.offsets()[example]; i < column.offsets()[example + 1]; i++) {
        addValue(f, column.rows()[i], column.values() == null ? 1 : column.values()[i]);
      }
    }
  }

  /** A number of 0 and a row of −1 are missing values. */
  private void addValue(int f, int row, double x) {
    if (x == 0 || row < 0) {
      return;
    }
    EmbeddingTable table = parameters.table(schema.tableOf(f));
    float[] values = table.row(row, stored);
    int begin = table.begin(row);
    for (int k = 0; k < dim; k++) {
      double e = x * values[begin + k];
      vectors[f * dim + k] += e;
      squares[f] += beta[k] * e * e;
    }
    weighted[f] += x * values[begin + dim];
    numValues[f]++;
  }

  private List<Explanation.FieldTerm> firstOrder() {
    List<Explanation.FieldTerm> terms = new ArrayList<>();
    for (int f = 0; addsFirstOrder && f < numValues.length; f++) {
      if (numValues[f] > 0) {
        terms.add(new Explanation.FieldTerm(f, alpha * weighted[f]));
      }
    }
    return terms;
  }

  private List<Explanation.PairTerm> secondOrder() {
    List<Explanation.PairTerm> terms = new ArrayList<>();
    for (int f = 0; addsSecondOrder && f < numValues.length; f++) {
      if (numValues[f] > 1 && pairsFeatures) {
        terms.add(new Explanation.PairTerm(f, f, 0.5 * (product(f, f) - squares[f])));
      }
      for (int g = f + 1; numValues[f] > 0 && g < numValues.length; g++) {
        if (numValues[g] > 0) {
          terms.add(new Explanation.PairTerm(f, g, product(f, g)));
        }
      }
    }
    return terms;
  }

  /** Σ_k β_k e_fk e_gk. */
  private double product(int f, int g) {
    double sum = 0;
    for (int k = 0; k < dim; k++) {
      sum += beta[k] * vectors[f * dim + k] * vectors[g * dim + k];
    }
    return sum;
  }

  /**
   * The terms that the logit of one example is the sum of.
   *
   * @param bias the global bias
   * @param firstOrder per field that has a value, in the order of the fields; none if the part is
   *     off
   * @param secondOrder per pair of fields that have values, ordered by the first field, then by the
   *     second; none if the part is off
   * @param deep what is left of the logit: the output of the MLP, and the rounding of the scorer's
   *     float arithmetic, which is all there is without hidden layers
   */
  public record Explanation(
      double bias, List<FieldTerm> firstOrder, List<PairTerm> secondOrder, double deep) {
    /**
     * The first-order term of a field, α Σ_i w_i x_i over its values.
     *
     * @param field its number
     */
    public record FieldTerm(int field, double term) {}

    /**
     * The second-order term of two fields, or of a field with itself.
     *
     * @param field1 number of the one, not above {@code field2}
     * @param field2 number of the other
     */
    public record PairTerm(int field1, int field2, double term) {}
  }
}
