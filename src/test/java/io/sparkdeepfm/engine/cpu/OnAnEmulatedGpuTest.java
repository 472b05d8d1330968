package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.cuda.CudaReplicas;
import io.sparkdeepfm.engine.cuda.EmulatedGpu;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;

/** The tests of workers, rounds and averaged gradients once more, with replicas on a GPU. */
@EnabledIf(
    value = "io.sparkdeepfm.engine.cuda.EmulatedGpu#canBeCompiled",
    disabledReason = "there is no g++ to compile the kernels with")
class OnAnEmulatedGpuTest {
  private static final ReplicaFactory REPLICAS = new CudaReplicas(EmulatedGpu::open);

  @Nested
  class Workers extends WorkerTest {
    @Override
    ReplicaFactory replicas() {
      return REPLICAS;
    }
  }

  @Nested
  class Tasks extends WorkerTaskTest {
    @Override
    ReplicaFactory replicas() {
      return REPLICAS;
    }
  }

  @Nested
  class Rows extends TouchedRowsTest {
    @Override
    ReplicaFactory replicas() {
      return REPLICAS;
    }
  }

  @Nested
  class Lockstep extends LockstepTest {
    @Override
    ReplicaFactory replicas() {
      return REPLICAS;
    }
  }

  @Nested
  class GradientSessions extends GradientSessionTest {
    @Override
    ReplicaFactory replicas() {
      return REPLICAS;
    }
  }

  @Nested
  class HandedOver extends HandedOverTest {
    @Override
    ReplicaFactory replicas() {
      return REPLICAS;
    }
  }
}
