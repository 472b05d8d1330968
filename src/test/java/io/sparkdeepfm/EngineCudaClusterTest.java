package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.engine.cuda.EmulatedGpu;
import io.sparkdeepfm.engine.cuda.device.CudaLibraries;
import io.sparkdeepfm.testing.ForkedJvm;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Two executors with an emulated GPU each, which Spark gives to the workers; one of them dies. */
@Tag("spark")
@Tag("cluster")
@EnabledIf(
    value = "io.sparkdeepfm.engine.cuda.EmulatedGpu#canBeCompiled",
    disabledReason = "there is no g++ to compile the kernels with")
class EngineCudaClusterTest {
  private static final int SECONDS = 600; // on a busy machine; more is a hang

  @TempDir Path folder;

  @Test
  void workersTrainOnTheGpusThatSparkGivesThemAndOutliveEachOther() throws Exception {
    ClusterDriver.Clicks clicks = ClusterDriver.Clicks.in(SharedSpark.get());
    System.setProperty(CudaLibraries.FOLDERS_PROPERTY, EmulatedGpu.libraries().toString());
    DeepFMClassificationModel local;
    try {
      local = ClusterDriver.classifier().setEngine("cuda").fit(clicks.train());
    } finally {
      System.clearProperty(CudaLibraries.FOLDERS_PROPERTY);
    }
    String checksum = String.valueOf(ClusterDriver.checksum(local.parameters()));
    double localAuc = ClusterDriver.auc(local, clicks.test());

    Map<String, String> cluster =
        new ForkedJvm(folder)
            .run(
                ClusterDriver.class,
                SECONDS,
                "local-cluster[2,1,1024]",
                "org.apache.spark.serializer.JavaSerializer"
                    + ClusterDriver.GPUS
                    + EmulatedGpu.libraries(),
                "gpus",
                "gpusOneLost",
                "gpusOneLostWithCheckpoints");
    assertEquals("2", cluster.get("gpus.executors"));
    assertEquals(checksum, cluster.get("gpus.checksum"));
    assertEquals(localAuc, Double.parseDouble(cluster.get("gpus.auc")), 1e-4); // scored there
    assertEquals("1", cluster.get("gpusOneLost.killed"));
    assertEquals(localAuc, Double.parseDouble(cluster.get("gpusOneLost.auc")), 0.01);
    assertEquals("1", cluster.get("gpusOneLostWithCheckpoints.killed"));
    assertEquals(checksum, cluster.get("gpusOneLostWithCheckpoints.checksum"));
  }
}
