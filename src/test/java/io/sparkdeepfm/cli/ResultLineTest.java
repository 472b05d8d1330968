package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.cli.Report.Metrics;
import io.sparkdeepfm.cli.Report.ResultLine;
import io.sparkdeepfm.evaluation.GroupAuc;
import io.sparkdeepfm.evaluation.ScoreSums;
import org.junit.jupiter.api.Test;

class ResultLineTest {
  @Test
  void theLineIsOneWordAndOneJsonObject() {
    String line =
        new Metrics(0.123456789, new ScoreSums(10, 3, 0, 0, 0, 0))
            .putIn(new ResultLine())
            .put(new GroupAuc(0.5, 2, 1, 4))
            .put("seconds", 1.5)
            .toString();
    assertEquals(
        "RESULT {\"auc\":0.123457,\"logLoss\":null,\"normalizedEntropy\":null,"
            + "\"calibration\":null,\"rows\":10,\"positives\":3,\"groupAuc\":0.5,\"groups\":2,"
            + "\"groupsLeftOut\":1,\"rowsLeftOut\":4,\"seconds\":1.5}",
        line);
  }
}
