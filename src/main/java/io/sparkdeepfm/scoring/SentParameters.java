package io.sparkdeepfm.scoring;

import io.sparkdeepfm.model.DeepFMParameters;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import scala.reflect.ClassTag$;

/** A model's parameters as the executors get them: sent once, whatever scores with them. */
public final class SentParameters implements Serializable {
  private final DeepFMParameters parameters;
  private transient Broadcast<DeepFMParameters> broadcast;
  private transient SparkContext context; // of the broadcast; a JVM may outlive one

  public SentParameters(DeepFMParameters parameters) {
    this.parameters = parameters;
  }

  /** The broadcast of the session's cluster, made if there is none. */
  public synchronized Broadcast<DeepFMParameters> to(SparkSession session) {
    if (context != session.sparkContext()) {
      context = session.sparkContext();
      broadcast = context.broadcast(parameters, ClassTag$.MODULE$.apply(DeepFMParameters.class));
    }
    return broadcast;
  }
}
