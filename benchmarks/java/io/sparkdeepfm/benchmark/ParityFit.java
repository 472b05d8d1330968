package io.sparkdeepfm.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.evaluation.LogLossEvaluator;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One training of either side.
 *
 * @param bestEpoch by the validation rows, from 1; the test figures are of its parameters
 */
record ParityFit(List<Epoch> epochs, int bestEpoch, double testAuc, double testLogLoss) {

  /**
   * Figures of one epoch.
   *
   * @param loss mean over the training examples while they are trained on
   */
  record Epoch(double loss, double validationAuc, double validationLogLoss, double seconds) {}

  /** The history of our model and its scores of the test rows, over all distinct scores. */
  static ParityFit of(DeepFMClassificationModel model, Dataset<Row> test) {
    List<Epoch> epochs =
        model.summary().history().stream()
            .map(e -> new Epoch(e.loss(), e.validationAuc(), e.validationLogLoss(), e.seconds()))
            .toList();
    Dataset<Row> scored = model.transform(test).select("label", "rawPrediction", "probability");
    scored.persist();
    double auc = new BinaryClassificationEvaluator().setNumBins(0).evaluate(scored);
    double logLoss = new LogLossEvaluator().evaluate(scored);
    scored.unpersist();
    return new ParityFit(epochs, model.summary().bestEpoch(), auc, logLoss);
  }

  /** What benchmarks/peers/parity.py answers. */
  static ParityFit of(JsonNode answer) {
    List<Epoch> epochs = new ArrayList<>();
    for (JsonNode epoch : answer.get("epochs")) {
      epochs.add(
          new Epoch(
              epoch.get("loss").asDouble(),
              epoch.get("validationAuc").asDouble(),
              epoch.get("validationLogLoss").asDouble(),
              epoch.get("seconds").asDouble()));
    }
    return new ParityFit(
        epochs,
        answer.get("bestEpoch").asInt(),
        answer.get("testAuc").asDouble(),
        answer.get("testLogLoss").asDouble());
  }

  double seconds() {
    return epochs.stream().mapToDouble(Epoch::seconds).sum();
  }
}
