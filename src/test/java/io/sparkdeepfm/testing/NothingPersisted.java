package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a class of tests that leaves rows persisted in the shared session, where another class,
 * which counts them, would fail in its place.
 */
public final class NothingPersisted implements AfterAllCallback {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  @Override
  public void afterAll(ExtensionContext context) {
    if (SparkSession.getDefaultSession().isDefined()) {
      require(context.getDisplayName() + " leaves rows persisted; unpersist them");
    }
  }

  /** What was encoded of cached rows goes when Spark has told that their cache was given up. */
  public static void require(String message) {
    long begin = System.nanoTime();
    while (anything() && System.nanoTime() - begin < PATIENCE) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    assertTrue(!anything(), message);
  }

  private static boolean anything() {
    return !SharedSpark.get().sparkContext().getPersistentRDDs().isEmpty();
  }
}
