package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a class of tests that leaves rows persisted in the shared session, where another class,
 * which counts them, would fail in its place.
 */
public final class NothingPersisted implements AfterAllCallback {
  @Override
  public void afterAll(ExtensionContext context) {
    if (SparkSession.getDefaultSession().isDefined()) {
      require(context.getDisplayName() + " leaves rows persisted; unpersist them");
    }
  }

  /** What was encoded of cached rows goes when Spark has told that their cache was given up. */
  public static void require(String message) {
    SparkContext context = SharedSpark.get().sparkContext();
    try {
      context.listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new IllegalStateException("Spark's listeners are busy.", e);
    }
    assertTrue(context.getPersistentRDDs().isEmpty(), message);
  }
}
