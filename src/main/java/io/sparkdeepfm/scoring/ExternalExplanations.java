package io.sparkdeepfm.scoring;

import io.sparkdeepfm.model.Explainer.Explanation;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.collection.JavaConverters;

/**
 * Makes rows of Java objects from explanations, in the form of {@link ExplanationColumn}.
 *
 * @param fields names of the fields
 */
record ExternalExplanations(List<String> fields) implements Serializable {
  Row of(Explanation explanation) {
    Map<String, Double> first = new LinkedHashMap<>();
    for (Explanation.FieldTerm term : explanation.firstOrder()) {
      first.put(fields.get(term.field()), term.term());
    }
    Row[] second =
        explanation.secondOrder().stream()
            .map(
                pair ->
                    RowFactory.create(
                        fields.get(pair.field1()), fields.get(pair.field2()), pair.term()))
            .toArray(Row[]::new);
    return RowFactory.create(
        explanation.bias(), JavaConverters.mapAsScalaMap(first), second, explanation.deep());
  }
}
