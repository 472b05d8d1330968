package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ResultLineTest {
  @Test
  void theLineIsOneWordAndOneJsonObject() {
    String line =
        new ResultLine()
            .put(new Metrics(0.123456789, Double.NaN, 10, 3))
            .put("seconds", 1.5)
            .toString();
    assertEquals(
        "RESULT {\"auc\":0.123457,\"logLoss\":null,\"rows\":10,\"positives\":3,\"seconds\":1.5}",
        line);
  }
}
