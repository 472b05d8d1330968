package io.sparkdeepfm.serving;

import io.sparkdeepfm.model.Explainer.Explanation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The terms that a logit is the sum of.
 *
 * @param bias the global bias
 * @param firstOrder the term of each field that has a value, by its raw column
 * @param secondOrder the terms of pairs of fields that have values
 * @param deep what is left of the logit
 */
public record FieldExplanation(
    double bias, Map<String, Double> firstOrder, List<Pair> secondOrder, double deep) {
  /**
   * The second-order term of two fields.
   *
   * @param field1 raw column of the one
   * @param field2 raw column of the other, or the same where a field has several values
   */
  public record Pair(String field1, String field2, double term) {}

  /**
   * @param names by field
   */
  static FieldExplanation of(Explanation explanation, List<String> names) {
    Map<String, Double> first = new LinkedHashMap<>();
    for (Explanation.FieldTerm term : explanation.firstOrder()) {
      first.put(names.get(term.field()), term.term());
    }
    List<Pair> second =
        explanation.secondOrder().stream()
            .map(pair -> new Pair(names.get(pair.field1()), names.get(pair.field2()), pair.term()))
            .toList();
    return new FieldExplanation(explanation.bias(), first, second, explanation.deep());
  }
}
