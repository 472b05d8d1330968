package io.sparkdeepfm.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.model.WarmStartReport;
import io.sparkdeepfm.train.EpochMetrics;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ProgressEventsTest {
  @Test
  void everyEventIsToldOnceWithItsArguments() {
    ProgressEvents events = new ProgressEvents();
    events.recipeChosen(7, List.of("batchSize=4"));
    events.warmStarted(new WarmStartReport(List.of(new WarmStartReport.Table("city", 3, 2))));
    events.trainingStarted(5, 7);
    assertEquals(
        "[{\"event\":\"recipeChosen\",\"rows\":7,\"chosen\":[\"batchSize=4\"]},"
            + "{\"event\":\"warmStarted\",\"tables\":"
            + "[{\"vocabulary\":\"city\",\"oldRows\":3,\"newRows\":2}]},"
            + "{\"event\":\"trainingStarted\",\"numEpochs\":5,\"examples\":7}]",
        events.take());
    assertEquals("[]", events.take());
  }

  @Test
  void ofTheExamplesThatAreDoneOnlyTheLatestNumberIsTold() {
    ProgressEvents events = new ProgressEvents();
    events.examplesDone(1, 10);
    events.examplesDone(1, 20);
    events.epochDone(new EpochMetrics(1, 0.5, Double.NaN, Double.NaN, 0.1, 2, 10, 1, 0, 0));
    events.examplesDone(2, 10);
    String told = events.take();
    assertFalse(told.contains("\"examplesDone\":10},{\"event\":\"examplesDone\""));
    assertTrue(told.startsWith("[{\"event\":\"examplesDone\",\"epoch\":1,\"examplesDone\":20},"));
    assertTrue(told.contains("\"validationAuc\":NaN"));
    assertTrue(told.endsWith("{\"event\":\"examplesDone\",\"epoch\":2,\"examplesDone\":10}]"));
  }

  @Test
  void whoeverTellsMoreAfterACancellationFails() throws Exception {
    ProgressEvents events = new ProgressEvents();
    events.cancel();
    assertThrows(CancellationException.class, () -> events.examplesDone(1, 1));
    assertFalse(events.await(1));
    events.close();
    assertTrue(events.await(60_000));
  }
}
