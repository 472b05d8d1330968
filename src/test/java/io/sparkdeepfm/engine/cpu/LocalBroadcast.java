package io.sparkdeepfm.engine.cpu;

import org.apache.spark.broadcast.Broadcast;
import scala.reflect.ClassTag$;

/** A broadcast that never leaves this JVM and needs no Spark. */
final class LocalBroadcast<T> extends Broadcast<T> {
  private static final long serialVersionUID = 1;

  private final transient T local;

  LocalBroadcast(T value, Class<T> type) {
    super(0, ClassTag$.MODULE$.apply(type));
    local = value;
  }

  @Override
  public T getValue() {
    return local;
  }

  @Override
  public void doUnpersist(boolean blocking) {
    throw new UnsupportedOperationException("Workers do not unpersist what the driver sends.");
  }

  @Override
  public void doDestroy(boolean blocking) {
    throw new UnsupportedOperationException("Workers do not destroy what the driver sends.");
  }
}
