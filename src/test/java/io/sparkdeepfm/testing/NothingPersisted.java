package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
      assertEquals(
          0,
          SharedSpark.get().sparkContext().getPersistentRDDs().size(),
          () -> context.getDisplayName() + " leaves rows persisted; unpersist them");
    }
  }
}
