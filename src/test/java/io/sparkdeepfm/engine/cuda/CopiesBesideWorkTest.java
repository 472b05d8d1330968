package io.sparkdeepfm.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.engine.EpochWindow;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.Replica;
import io.sparkdeepfm.engine.cuda.device.Device;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.engine.cuda.device.Staging;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Examples that are copied while the device trains on others. The emulated device makes such copies
 * as late as it may, so a step that does not wait for them reads pointers that are none, and the
 * process ends.
 */
@EnabledIf(
    value = "io.sparkdeepfm.engine.cuda.EmulatedGpu#canBeCompiled",
    disabledReason = "there is no g++ to compile the kernels with")
class CopiesBesideWorkTest {
  private static final int BATCH_SIZE = 20;
  private static final RandomExamples EXAMPLES = RandomExamples.everyKind(3);
  private static final ExampleBlock FIRST = EXAMPLES.weightedBlock(315);
  private static final ExampleBlock SECOND = EXAMPLES.weightedBlock(130);
  private static final int[] FIRST_ORDER = new SplitMix64(9).permutation(FIRST.size());
  private static final int[] SECOND_ORDER = new SplitMix64(8).permutation(SECOND.size());
  private static final DeepFMConfig CONFIG =
      ModelConfigs.of(
          EXAMPLES.schema(),
          4,
          List.of(5),
          Activation.RELU,
          0.1,
          false,
          Interaction.FEATURE,
          Head.WEIGHTED);
  private static final TrainingConfig TRAINING =
      TrainingConfigs.of(OptimizerType.ADAM, 0.01, 0, BATCH_SIZE, 1, 1, 1, 1, 7);

  /** Passes over two windows in stretches; the dense parameters at the end. */
  private static float[] trained(Device device, int... lengths) {
    try (Replica replica =
        new CudaReplica(CONFIG, TRAINING, RandomParameters.of(CONFIG, 5), 0, new Gpu(device))) {
      passOver(replica, FIRST, FIRST_ORDER, new EpochWindow(1, 1, SECOND, SECOND_ORDER), lengths);
      passOver(replica, SECOND, SECOND_ORDER, null, lengths);
      return replica.dense();
    }
  }

  /**
   * @param next the window behind it, told beforehand; null for none
   */
  private static void passOver(
      Replica replica, ExampleBlock block, int[] order, EpochWindow next, int... lengths) {
    int from = 0;
    for (int i = 0; from < order.length; i++) {
      int to = Math.min(order.length, from + lengths[i % lengths.length]);
      if (to == order.length && next != null) {
        replica.expect(() -> next);
      }
      replica.train(block, order, from, to);
      replica.newScorer().logits(SECOND); // between two stretches, as validation may be
      from = to;
    }
  }

  @Test
  void stretchesOfAnyLengthGiveTheBitsOfWholeWindows() {
    float[] whole = trained(EmulatedGpu.open(), 1000);
    for (int[] lengths :
        new int[][] {{20}, {40}, {100, 20}, {20, 100}, {60, 60, 20}, {300}, {20, 40, 80, 160}}) {
      assertArrayEquals(whole, trained(EmulatedGpu.open(), lengths), Arrays.toString(lengths));
    }
  }

  @Test
  void theFirstStretchOfTheNextWindowIsCopiedBesideTheLastOfThisOne() {
    AtomicInteger copies = new AtomicInteger();
    Device real = EmulatedGpu.open();
    Device counting =
        (Device)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Device.class},
                (proxy, method, arguments) -> {
                  copies.addAndGet(method.getName().equals("uploadAside") ? 1 : 0);
                  return method.invoke(real, arguments);
                });
    try (Replica replica =
        new CudaReplica(CONFIG, TRAINING, RandomParameters.of(CONFIG, 5), 0, new Gpu(counting))) {
      replica.train(FIRST, FIRST_ORDER, 0, 200);
      assertEquals(2, copies.get()); // this stretch and the next one
      replica.expect(() -> new EpochWindow(1, 1, SECOND, SECOND_ORDER));
      replica.train(FIRST, FIRST_ORDER, 200, FIRST.size());
      assertEquals(3, copies.get());
      replica.train(SECOND, SECOND_ORDER, 0, SECOND.size());
      assertEquals(3, copies.get());
    }
  }

  @Test
  void gradientsOfMiniBatchesInAnyOrderAreThoseOfTheirOwnExamples() {
    TrainingConfig averaging = TrainingConfigs.averagingGradients(TRAINING);
    try (Replica replica =
            new CudaReplica(
                CONFIG, averaging, RandomParameters.of(CONFIG, 5), 0, new Gpu(EmulatedGpu.open()));
        Replica other =
            new CudaReplica(
                CONFIG,
                averaging,
                RandomParameters.of(CONFIG, 5),
                0,
                new Gpu(EmulatedGpu.open()))) {
      for (int from : new int[] {0, 20, 60, 40, 20, 300}) {
        int to = Math.min(from + BATCH_SIZE, FIRST.size());
        float[] expected = other.sumGradients(FIRST, FIRST_ORDER.clone(), from, to).dense();
        assertArrayEquals(expected, replica.sumGradients(FIRST, FIRST_ORDER, from, to).dense());
      }
    }
  }

  @Test
  void aCopyBesideTheWorkIsThereOnceTheDeviceHasWaitedForIt() {
    try (Gpu gpu = new Gpu(EmulatedGpu.open())) {
      DeviceMemory target = gpu.memory().zeros(2);
      Staging staging = gpu.memory().staging();
      staging.room(2 * Float.BYTES).asFloatBuffer().put(new float[] {3, 4});
      staging.copyTo(target);
      float[] found = new float[2];
      target.get(0, found, 0, 2);
      assertArrayEquals(new float[2], found);
      gpu.device().waitForAside();
      target.get(0, found, 0, 2);
      assertArrayEquals(new float[] {3, 4}, found);
    }
  }

  @Test
  void roomIsGivenWhenWhatWasThereIsCopied() {
    try (Gpu gpu = new Gpu(EmulatedGpu.open())) {
      DeviceMemory first = gpu.memory().zeros(1);
      DeviceMemory second = gpu.memory().zeros(1);
      Staging staging = gpu.memory().staging();
      staging.room(Float.BYTES).putFloat(3);
      staging.copyTo(first);
      staging.room(Float.BYTES).putFloat(4);
      staging.copyTo(second);
      gpu.device().waitForAside();
      float[] found = new float[2];
      first.get(0, found, 0, 1);
      second.get(0, found, 1, 1);
      assertEquals(3, found[0]);
      assertEquals(4, found[1]);
    }
  }
}
