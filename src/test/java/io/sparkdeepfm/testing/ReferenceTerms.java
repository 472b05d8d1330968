package io.sparkdeepfm.testing;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import java.util.ArrayList;
import java.util.List;

/** What one example's entries add up to: first order, pooled fields, and the vectors paired up. */
final class ReferenceTerms {
  private final DeepFMConfig config;
  private final int dim;

  ReferenceTerms(DeepFMConfig config) {
    this.config = config;
    this.dim = config.embeddingDim();
  }

  /** Σ_i w_i x_i. */
  double firstOrder(ReferenceParameters p, List<ReferenceEntry> entries) {
    double sum = 0;
    for (ReferenceEntry entry : entries) {
      sum += weight(p, entry, dim) * entry.x();
    }
    return sum;
  }

  /** e_f for every field, F × D. */
  double[][] pooled(ReferenceParameters p, List<ReferenceEntry> entries) {
    double[][] e = new double[config.schema().numFields()][dim];
    for (ReferenceEntry entry : entries) {
      for (int k = 0; k < dim; k++) {
        e[entry.field()][k] += entry.x() * weight(p, entry, k);
      }
    }
    return e;
  }

  /** The vectors t_j that are paired, each of length D. */
  double[][] of(ReferenceParameters p, List<ReferenceEntry> entries) {
    if (config.interaction() == Interaction.FIELD) {
      return pooled(p, entries);
    }
    List<double[]> terms = new ArrayList<>();
    for (ReferenceEntry entry : entries) {
      double[] term = new double[dim];
      for (int k = 0; k < dim; k++) {
        term[k] = entry.x() * weight(p, entry, k);
      }
      terms.add(term);
    }
    return terms.toArray(double[][]::new);
  }

  /** Σ_j t_j, length D. */
  double[] sum(double[][] terms) {
    double[] sum = new double[dim];
    for (double[] term : terms) {
      for (int k = 0; k < dim; k++) {
        sum[k] += term[k];
      }
    }
    return sum;
  }

  /** ½ ((Σ_j t_jk)² − Σ_j t_jk²) for each k. */
  double[] pairs(double[][] terms) {
    double[] second = sum(terms);
    for (int k = 0; k < dim; k++) {
      second[k] *= second[k];
      for (double[] term : terms) {
        second[k] -= term[k] * term[k];
      }
      second[k] /= 2;
    }
    return second;
  }

  /** Element k of the entry's row; k = D is its first-order weight. */
  double weight(ReferenceParameters p, ReferenceEntry entry, int k) {
    return p.table(entry.table())[entry.row() * (dim + 1) + k];
  }
}
