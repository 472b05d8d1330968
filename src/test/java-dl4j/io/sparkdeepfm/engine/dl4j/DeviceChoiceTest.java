package io.sparkdeepfm.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.testing.Refusals;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which GPU a worker takes, on GPUs that are not there. */
class DeviceChoiceTest {
  private static final String AMOUNT = "spark.task.resource.gpu.amount";
  private static final String NO_GPU =
      "engine 'dl4j' has the backend nd4j-cuda, but Spark gives the workers' tasks no GPU; set"
          + " spark.executor.resource.gpu.amount, spark.executor.resource.gpu.discoveryScript and"
          + " spark.task.resource.gpu.amount=1, on a cluster: local mode gives none.";

  private static SparkConf tasksWith(String gpus) {
    return new SparkConf(false).set(AMOUNT, gpus);
  }

  private static void assertRefused(String message, FakeDevices devices, String... addresses) {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> DeviceChoice.use(devices, List.of(addresses)));
    assertEquals(message, e.getMessage());
    assertEquals(-1, devices.used());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2"})
  void theGrantedGpuIsUsed(String address) {
    FakeDevices devices = FakeDevices.gpus(8, 8, 8);
    DeviceChoice.use(devices, List.of(address));
    assertEquals(Integer.parseInt(address), devices.used());
  }

  @Test
  void oneGpuPerTaskIsFineForGpusAndNoneForTheCpu() {
    DeviceChoice.checkSettings(FakeDevices.gpus(8), tasksWith("1"));
    DeviceChoice.checkSettings(FakeDevices.cpu(), new SparkConf(false));
    DeviceChoice.checkSettings(FakeDevices.cpu(), tasksWith("0"));
  }

  @Test
  void settingsThatGiveNoGpuAreRefused() {
    SparkConf none = new SparkConf(false);
    Refusals.assertRefused(NO_GPU, () -> DeviceChoice.checkSettings(FakeDevices.gpus(8, 8), none));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.25", "2"})
  void settingsThatShareGpusOrGiveSeveralAreRefused(String amount) {
    Refusals.assertRefused(
        "spark.task.resource.gpu.amount is "
            + amount
            + ", but each worker of engine 'dl4j' computes on one GPU that it shares with no other;"
            + " set it to 1.",
        () -> DeviceChoice.checkSettings(FakeDevices.gpus(8, 8), tasksWith(amount)));
  }

  @Test
  void settingsThatGiveTheCpuAGpuAreRefused() {
    Refusals.assertRefused(
        "spark.task.resource.gpu.amount is 0.5, but engine 'dl4j' has the backend nd4j-native, which"
            + " computes on the CPU; add the jar -dl4j-cuda, which -Pdl4j,cuda builds, in place of"
            + " -dl4j, or do not ask for GPUs.",
        () -> DeviceChoice.checkSettings(FakeDevices.cpu(), tasksWith("0.5")));
  }

  @Test
  void theCpuNeedsNoChoice() {
    FakeDevices cpu = FakeDevices.cpu();
    DeviceChoice.use(cpu, List.of());
    assertEquals(-1, cpu.used());
  }

  @Test
  void aWorkerWithoutAGpuIsRefused() {
    assertRefused(NO_GPU, FakeDevices.gpus(8));
  }

  @Test
  void aWorkerWithTwoGpusIsRefused() {
    assertRefused(
        "Spark gave the worker's task the GPUs [0, 1], but a worker of engine 'dl4j' computes on"
            + " one; set spark.task.resource.gpu.amount=1.",
        FakeDevices.gpus(8, 8),
        "0",
        "1");
  }

  @Test
  void aGpuIsNotLeftIdle() {
    assertRefused(
        "Spark gave the worker the GPU [1], but engine 'dl4j' has the backend nd4j-native, which"
            + " computes on the CPU; add the jar -dl4j-cuda, which -Pdl4j,cuda builds, in place of"
            + " -dl4j, or do not ask for GPUs.",
        FakeDevices.cpu(),
        "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "-1", "GPU-8a56a4bc", "", "99999999999"})
  void anAddressThatIsNoDeviceIsRefused(String address) {
    assertRefused(
        "Spark gave the worker the GPU address '"
            + address
            + "', but it must be a number below 2, the GPUs that the executor sees; use"
            + " submit/gpu-discovery.sh and do not set CUDA_VISIBLE_DEVICES.",
        FakeDevices.gpus(8, 8),
        address);
  }

  @Test
  void aGpuWithoutKernelsIsRefusedBeforeItCrashes() {
    assertRefused(
        "GPU 1 has compute capability 9.0, but the released nd4j-cuda-11.6 1.0.0-M2.1 has kernels up"
            + " to 8.x only (Ampere, Ada), none for Hopper or later; choose another GPU, or engine"
            + " 'cpu'.",
        FakeDevices.gpus(8, 9),
        "1");
  }
}
