package io.sparkdeepfm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdeepfm.cli.Report.Metrics;
import io.sparkdeepfm.evaluation.GroupAuc;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The last line of a command: {@code RESULT {json}}, for programs to read. */
final class ResultLine {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Object> values = new LinkedHashMap<>();

  ResultLine put(String name, long value) {
    values.put(name, value);
    return this;
  }

  ResultLine put(String name, String value) {
    values.put(name, value);
    return this;
  }

  /** Rounded to six places; null where the value is undefined, since JSON has no NaN. */
  ResultLine put(String name, double value) {
    values.put(name, Double.isFinite(value) ? (Double) (Math.rint(value * 1e6) / 1e6) : null);
    return this;
  }

  /** Metrics and counts under the names of the contract. */
  ResultLine put(Metrics metrics) {
    return put("auc", metrics.auc())
        .put("logLoss", metrics.logLoss())
        .put("normalizedEntropy", metrics.sums().normalizedEntropy())
        .put("calibration", metrics.sums().calibrationRatio())
        .put("rows", metrics.rows())
        .put("positives", metrics.positives());
  }

  /** A group AUC and the counts that go with it. */
  ResultLine put(GroupAuc groupAuc) {
    return put("groupAuc", groupAuc.value())
        .put("groups", groupAuc.groups())
        .put("groupsLeftOut", groupAuc.groupsLeftOut())
        .put("rowsLeftOut", groupAuc.rowsLeftOut());
  }

  @Override
  public String toString() {
    try {
      return "RESULT " + JSON.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
