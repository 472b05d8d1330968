package io.sparkdeepfm.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class PythonCallTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static Dataset<Row> clicks;

  @BeforeAll
  static void generateClicks() {
    clicks = ClickRows.next(ClickGenerator.linear(1), 300);
  }

  private static SparkContext context() {
    return SharedSpark.get().sparkContext();
  }

  private static DeepFMClassifier classifier() {
    return new DeepFMClassifier()
        .setEmbeddingDim(2)
        .setHiddenUnits(3)
        .setBatchSize(16)
        .setNumEpochs(2)
        .setNumWorkers(1)
        .setThreadsPerWorker(1);
  }

  /** All that a call tells until its end. */
  private static List<JsonNode> events(PythonCall call) throws Exception {
    List<JsonNode> events = new ArrayList<>();
    boolean done = false;
    while (!done) {
      done = call.waitFor(50);
      JSON.readTree(call.takeEvents()).forEach(events::add);
    }
    return events;
  }

  @Test
  void aFitTellsHowItGoesOnInOrder() throws Throwable {
    DeepFMClassifier classifier = classifier();
    PythonCall call = PythonCall.fit(context(), classifier, clicks);
    List<JsonNode> events = events(call);
    List<String> names =
        events.stream()
            .map(event -> event.get("event").asText())
            .filter(name -> !name.equals("examplesDone"))
            .toList();
    assertEquals(List.of("trainingStarted", "epochDone", "epochDone"), names);
    assertEquals(300, events.get(0).get("examples").asLong());
    JsonNode last = events.get(events.size() - 1).get("metrics");
    DeepFMClassificationModel model = (DeepFMClassificationModel) call.result();
    assertEquals(model.summary().lastEpoch().loss(), last.get("loss").asDouble());
    assertTrue(Double.isNaN(last.get("validationAuc").asDouble()));
    assertEquals(classifier, model.parent());
  }

  @Test
  void aMethodIsCalledWithItsArguments() throws Throwable {
    PythonCall call = PythonCall.start(context(), "needle", "indexOf", List.of("e", 3));
    assertEquals(List.of(), events(call));
    assertEquals(5, call.result());
  }

  @Test
  void whatACallThrowsIsThrownByItsResult() throws Exception {
    PythonCall call = PythonCall.start(context(), List.of().iterator(), "next", List.of());
    assertEquals(List.of(), events(call));
    assertThrows(NoSuchElementException.class, call::result);
    PythonCall fit = PythonCall.fit(context(), classifier(), clicks.drop("features"));
    assertEquals(List.of(), events(fit));
    assertThrows(IllegalArgumentException.class, fit::result);
  }

  @Test
  void theCallKeepsTheLocalPropertiesOfTheCaller() throws Throwable {
    context().setLocalProperty("spark.scheduler.pool", "callers");
    try {
      PythonCall call =
          PythonCall.start(
              context(), context(), "getLocalProperty", List.of("spark.scheduler.pool"));
      assertEquals(List.of(), events(call));
      assertEquals("callers", call.result());
      assertTrue(context().getJobTags().isEmpty());
    } finally {
      context().setLocalProperty("spark.scheduler.pool", null);
    }
  }

  @Test
  void aCancelledTrainingEndsAndLeavesTheSessionAsItWas() throws Exception {
    PythonCall call = PythonCall.fit(context(), classifier().setNumEpochs(1_000_000), clicks);
    boolean started = false;
    while (!started) {
      assertFalse(call.waitFor(50));
      started = call.takeEvents().contains("epochDone");
    }
    assertTrue(call.cancel());
    assertThrows(Exception.class, call::result);
    assertTrue(context().getPersistentRDDs().isEmpty());
    assertEquals(0, new JavaSparkContext(context()).statusTracker().getActiveJobIds().length);
    assertEquals(300, clicks.count());
  }

  @Test
  void aTrainingIsCancelledBeforeItsFirstEpochAndWithinAJob() throws Exception {
    Dataset<Row> slow = clicks.filter((FilterFunction<Row>) row -> waitALittle());
    PythonCall call = PythonCall.fit(context(), classifier(), slow);
    assertFalse(call.waitFor(300));
    assertTrue(call.cancel());
    assertThrows(Exception.class, call::result);
  }

  private static boolean waitALittle() throws InterruptedException {
    Thread.sleep(100);
    return true;
  }
}
