package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often train reads its input. */
@Tag("spark")
class TrainReadingTest {
  private static final int ROWS = 80; // of the case

  /** The guide names them: labels, vocabularies, scaler, examples; metrics at the end. */
  private static final int PASSES = 5;

  @Test
  void theInputIsReadAsOftenAsIsDocumented(@TempDir Path folder) throws Exception {
    TrainCase train = new TrainCase(folder);
    Reading reading = new Reading();
    SparkContext context = SharedSpark.get().sparkContext();
    context.addSparkListener(reading);
    try {
      Recorded run = Recorded.run(new Train(), train.args());
      assertEquals(0, run.code(), run::err);
      context.listenerBus().waitUntilEmpty();
    } finally {
      context.removeSparkListener(reading);
    }
    // The saved pipeline's few rows are read too.
    assertEquals(PASSES, reading.records.get() / ROWS, () -> reading.records + " rows");
  }

  /** Counts the rows that tasks read from files. */
  private static final class Reading extends SparkListener {
    private final AtomicLong records = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd event) {
      records.addAndGet(event.taskMetrics().inputMetrics().recordsRead());
    }
  }
}
