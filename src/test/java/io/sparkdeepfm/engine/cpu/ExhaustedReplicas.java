package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Replicas of which one finds no memory for a step: the first to do so once a file is there. */
public final class ExhaustedReplicas implements ReplicaFactory {
  private final String file;

  /**
   * @param file which the replica deletes
   */
  public ExhaustedReplicas(String file) {
    this.file = file;
  }

  @Override
  public Replica create(
      DeepFMConfig config, TrainingConfig training, DeepFMParameters parameters, long before) {
    return exhausted(new CpuReplica.Factory().create(config, training, parameters, before));
  }

  @Override
  public Replica read(StateInput in, DeepFMConfig config, TrainingConfig training)
      throws IOException {
    return exhausted(new CpuReplica.Factory().read(in, config, training));
  }

  private Replica exhausted(Replica replica) {
    return (Replica)
        Proxy.newProxyInstance(
            Replica.class.getClassLoader(),
            new Class<?>[] {Replica.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("train") && new File(file).delete()) {
                throw new OutOfMemoryError("Java heap space");
              }
              try {
                return method.invoke(replica, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
