package io.sparkdeepfm;

import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.ForkedJvm;
import io.sparkdeepfm.train.ProgressListener;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.sql.SparkSession;

/**
 * Trains and saves a model, or waits in the middle to be killed, as {@link KilledDriverTest} asks.
 */
final class KilledDriver {
  static final String IN_THE_MIDDLE = "inTheMiddle";

  private KilledDriver() {}

  /**
   * @param args directory of the checkpoints, path of the model, "resume", "wait" or ""
   */
  public static void main(String[] args) throws Exception {
    try (SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()) {
      ClickGenerator generator = ClickGenerator.linear(5);
      DeepFMClassifier classifier =
          TinyModels.withUid("killed")
              .setNumWorkers(2)
              .setAveragingFrequency(2)
              .setNumEpochs(5)
              .setValidationFraction(0.2)
              .setCheckpointDir(args[0])
              .setCheckpointUnit("rounds")
              .setCheckpointInterval(3)
              .setResume(args[2].equals("resume"));
      if (args[2].equals("wait")) {
        classifier.setProgressListener(new Waiter());
      }
      classifier
          .fit(ClickRows.of(session, generator.schema(), generator.next(3000)))
          .write()
          .save(args[1]);
    }
  }

  /** Stays in the middle of the third epoch. */
  private static final class Waiter implements ProgressListener {
    private int rounds;

    @Override
    public void examplesDone(int epoch, long examplesDone) {
      if (epoch == 3 && ++rounds == 6) {
        ForkedJvm.report(IN_THE_MIDDLE, epoch);
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
