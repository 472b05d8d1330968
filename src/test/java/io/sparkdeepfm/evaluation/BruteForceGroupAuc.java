package io.sparkdeepfm.evaluation;

import io.sparkdeepfm.evaluation.ScoreFrames.Score;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Group AUC by its definition, pair by pair. */
final class BruteForceGroupAuc {
  private BruteForceGroupAuc() {}

  static GroupAuc of(List<Score> scores, String weighting) {
    Collection<List<Score>> groups =
        scores.stream().collect(Collectors.groupingBy(Score::group)).values();
    double sum = 0;
    double total = 0;
    int used = 0;
    int rowsLeftOut = 0;
    for (List<Score> group : groups) {
      double auc = auc(group);
      if (Double.isNaN(auc)) {
        rowsLeftOut += group.size();
      } else {
        double weight = weight(group, weighting);
        sum += weight * auc;
        total += weight;
        used++;
      }
    }
    return new GroupAuc(sum / total, used, groups.size() - used, rowsLeftOut);
  }

  private static double auc(List<Score> group) {
    double pairs = 0;
    double inOrder = 0;
    for (Score a : group) {
      for (Score b : group) {
        if (a.label() == 1 && b.label() == 0) {
          double weight = a.weight() * b.weight();
          pairs += weight;
          inOrder += weight * (Math.signum(a.probability() - b.probability()) + 1) / 2;
        }
      }
    }
    return inOrder / pairs;
  }

  private static double weight(List<Score> group, String weighting) {
    return switch (weighting) {
      case "examples" -> group.stream().mapToDouble(Score::weight).sum();
      case "positives" -> group.stream().mapToDouble(s -> s.weight() * s.label()).sum();
      default -> 1;
    };
  }
}
