package io.sparkdeepfm.insight;

import io.sparkdeepfm.metric.BinnedScores;
import java.io.Serializable;

/**
 * Scores of some rows as they are, and with each field in turn permuted. Not a record: it travels,
 * and Kryo cannot make records.
 */
public final class PermutedScores implements Serializable {
  private final BinnedScores[] scores; // as they are; then by field
  private String problem;

  PermutedScores(int numFields) {
    scores = new BinnedScores[1 + numFields];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = new BinnedScores();
    }
  }

  /** Scores of the rows as they are. */
  public BinnedScores unpermuted() {
    return scores[0];
  }

  /** Scores with field f permuted. */
  public BinnedScores permuted(int f) {
    return scores[1 + f];
  }

  /** What is wrong with one of the rows, or null. */
  public String problem() {
    return problem;
  }

  void setProblem(String sentence) {
    problem = sentence;
  }

  /** Adds the scores of other rows; gives this. */
  PermutedScores add(PermutedScores others) {
    for (int i = 0; i < scores.length; i++) {
      scores[i].add(others.scores[i]);
    }
    problem = problem == null ? others.problem : problem;
    return this;
  }
}
