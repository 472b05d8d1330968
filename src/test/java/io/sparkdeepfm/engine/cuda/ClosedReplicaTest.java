package io.sparkdeepfm.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.Replica;
import io.sparkdeepfm.engine.cpu.ReplicaState;
import io.sparkdeepfm.engine.cpu.RowUpdates;
import io.sparkdeepfm.engine.cuda.device.Device;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.function.Executable;

/** How a replica takes and gives back the memory of its device, also one that fails. */
@EnabledIf(
    value = "io.sparkdeepfm.engine.cuda.EmulatedGpu#canBeCompiled",
    disabledReason = "there is no g++ to compile the kernels with")
class ClosedReplicaTest {
  private static final RandomExamples EXAMPLES = RandomExamples.everyKind(3);
  private static final ExampleBlock BLOCK = EXAMPLES.weightedBlock(40);
  private static final DeepFMConfig CONFIG = config(EXAMPLES.schema());
  private static final TrainingConfig TRAINING = training(OptimizerType.ADAM, 1);

  private static DeepFMConfig config(FieldSchema schema) {
    return ModelConfigs.of(
        schema, 4, List.of(5), Activation.RELU, 0, false, Interaction.FEATURE, Head.WEIGHTED);
  }

  private static TrainingConfig training(OptimizerType type, int workers) {
    return TrainingConfigs.of(type, 0.01, 0, 20, 1, workers, 1, 1, 7);
  }

  private static void assertGivenUp(Executable call) {
    assertEquals(
        "The replica has been given up.",
        assertThrows(IllegalStateException.class, call).getMessage());
  }

  @Test
  void aClosedReplicasStateRefusesWhatATaskStillAsksOfIt() {
    Replica replica =
        new CudaReplica(
            CONFIG, TRAINING, RandomParameters.of(CONFIG, 5), 0, new Gpu(EmulatedGpu.open()));
    replica.train(BLOCK, new SplitMix64(9).permutation(BLOCK.size()), 0, BLOCK.size());
    ReplicaState state = replica.state();
    float[] dense = replica.dense();
    replica.close();
    RowUpdates none = new RowUpdates(new int[0], new float[0], new float[0]);
    assertGivenUp(state::takeTouched);
    assertGivenUp(state::takeForAveraging);
    assertGivenUp(() -> state.applyAverage(0, none, true, 1));
    assertGivenUp(() -> state.alone(0));
    assertGivenUp(() -> state.setDense(dense));
    assertGivenUp(() -> state.changes(null));
    assertGivenUp(state::forgetChanges);
  }

  /** A device of which every call fails after some allocations, as after an illegal address. */
  private static final class Failing {
    private int left; // allocations that succeed
    private int allocated;
    private int freed;
    private int closed;

    Failing(int left) {
      this.left = left;
    }

    Device device() {
      Device real = EmulatedGpu.open();
      return (Device)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Device.class},
              (proxy, method, arguments) -> {
                Object result = null;
                switch (method.getName()) {
                  case "allocate" -> left--;
                  case "free" -> freed++;
                  case "close" -> closed++;
                  default -> {}
                }
                boolean ends = method.getName().equals("free") || method.getName().equals("close");
                if (left >= 0 || ends) {
                  try {
                    result = method.invoke(real, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                }
                if (left < 0) {
                  throw new IllegalStateException("The GPU could not " + method.getName() + ".");
                }
                allocated += method.getName().equals("allocate") ? 1 : 0;
                return result;
              });
    }
  }

  @Test
  void aFailingDeviceIsGivenBackWholeAndTheFirstErrorIsTheOneThatIsSeen() {
    Failing failing = new Failing(12);
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () ->
                new CudaReplicas(failing::device)
                    .create(CONFIG, TRAINING, RandomParameters.of(CONFIG, 5), 0));
    assertEquals("The GPU could not allocate.", error.getMessage());
    assertEquals("The GPU could not free.", error.getSuppressed()[0].getMessage());
    assertEquals(12, failing.allocated);
    assertEquals(12, failing.freed);
    assertEquals(1, failing.closed);
  }

  @Test
  void aReplicaOnAFailingDeviceClosesWithoutAnErrorOfItsOwn() {
    Failing failing = new Failing(Integer.MAX_VALUE);
    Replica replica =
        new CudaReplicas(failing::device)
            .create(CONFIG, TRAINING, RandomParameters.of(CONFIG, 5), 0);
    failing.left = -1;
    replica.close();
    assertTrue(failing.allocated > 12);
    assertEquals(failing.allocated, failing.freed);
    assertEquals(1, failing.closed);
  }

  @Test
  void theWeightsOfTheFirstLayerAreAlignedForProducts() {
    try (Gpu gpu = new Gpu(EmulatedGpu.open())) {
      float[] initial = RandomParameters.of(CONFIG, 5).dense();
      DeviceDense dense = new DeviceDense(gpu, CONFIG, TRAINING, initial);
      long weights = new DenseLayout(CONFIG).segment(DenseLayout.weight(0)).offset();
      assertTrue(weights % 4 != 0);
      assertEquals(0, dense.values().addressOf(weights * Float.BYTES) % 16);
      assertEquals(0, dense.gradients().addressOf(weights * Float.BYTES) % 16);
    }
  }

  @Test
  void aTableWhoseStateCannotBeSavedIsRefusedBeforeMemoryIsTaken() {
    FieldSchema schema =
        new FieldSchema(List.of(new Field("user", "user", 300_000_000, Pooling.SUM)));
    try (Gpu gpu = new Gpu(EmulatedGpu.open())) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new DeviceTables(gpu, config(schema), TRAINING, null))
              .getMessage();
      assertTrue(
          message.startsWith(
              "A worker would hold 300000000 rows of vocabulary 'user' with 10 floats each"),
          message);
    }
  }

  @Test
  void largeTablesThatFollowTheDataAreNotCountedBeforehandAndWorkersOfOneGpuAddUp() {
    FieldSchema small = new FieldSchema(List.of(new Field("item", "item", 100, Pooling.SUM)));
    FieldSchema both =
        new FieldSchema(
            List.of(
                new Field("item", "item", 100, Pooling.SUM),
                new Field("user", "user", 1 << 20, Pooling.SUM)));
    TrainingConfig following = training(OptimizerType.ADAGRAD, 2);
    DeviceNeeds ofSmall = DeviceNeeds.of(config(small), following, 1);
    DeviceNeeds ofBoth = DeviceNeeds.of(config(both), following, 1);
    // What the second field adds is a row of the first layer for each of its four inputs.
    assertEquals(4L * 4 * 5 * (2 + 1), ofBoth.parameters() - ofSmall.parameters());
    DeviceNeeds shared = DeviceNeeds.of(config(both), following, 3);
    assertEquals(3 * ofBoth.parameters(), shared.parameters());
    assertEquals(3 * ofBoth.step(), shared.step());
  }

  @Test
  void theErrorOfAnEndIsNotLostBehindAnotherOne() {
    Failing failing = new Failing(Integer.MAX_VALUE);
    Gpu gpu = new Gpu(failing.device());
    gpu.memory().floats(1);
    failing.left = -1;
    IllegalStateException error = assertThrows(IllegalStateException.class, gpu::close);
    assertEquals("The GPU could not free.", error.getMessage());
    assertSame(IllegalStateException.class, error.getSuppressed()[0].getClass());
  }
}
