package io.sparkdeepfm.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.ForkedJvm;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This engine on two executors that are processes of their own. */
@Tag("spark")
@Tag("cluster")
class Dl4jClusterTest {
  private static final int SECONDS = 600; // on a busy machine; more is a hang
  private static final String JAVA = "org.apache.spark.serializer.JavaSerializer";
  private static final String KRYO = "spark.serializer=org.apache.spark.serializer.KryoSerializer";

  @TempDir Path folder;

  private static String cluster(int cores) {
    return "local-cluster[2," + cores + ",1024]";
  }

  private Map<String, String> run(String master, String settings, String... scenarios)
      throws Exception {
    String[] arguments = new String[scenarios.length + 2];
    arguments[0] = master;
    arguments[1] = settings;
    System.arraycopy(scenarios, 0, arguments, 2, scenarios.length);
    return new ForkedJvm(folder).run(Dl4jClusterDriver.class, SECONDS, arguments);
  }

  @Test
  void executorsTrainAsLocalModeDoesAndOutliveEachOther() throws Exception {
    Dl4jClusterDriver.Clicks clicks = Dl4jClusterDriver.Clicks.in(SharedSpark.get());
    double localAuc =
        Dl4jClusterDriver.auc(Dl4jClusterDriver.classifier().fit(clicks.train()), clicks.test());
    assertTrue(localAuc > 0.65, "AUC " + localAuc);

    Map<String, String> cluster = run(cluster(1), "spark.serializer=" + JAVA, "quiet", "lost");
    assertEquals("2", cluster.get("quiet.executors"), cluster::toString);
    assertEquals(localAuc, Double.parseDouble(cluster.get("quiet.auc")), 1e-3);
    assertEquals("1", cluster.get("lost.killed"), cluster::toString);
    assertEquals(localAuc, Double.parseDouble(cluster.get("lost.auc")), 1e-3);
  }

  @Test
  void kryoTrainsWithItsRegistratorAndIsRefusedWithout() throws Exception {
    Map<String, String> with =
        run(cluster(1), KRYO + ";spark.kryo.registrator=" + Dl4jEngine.REGISTRATOR, "quiet");
    assertTrue(Double.parseDouble(with.get("quiet.auc")) > 0.65, with::toString);
    String message = run("local[2]", KRYO, "refused").get("refused.message");
    assertTrue(message.contains("spark.kryo.registrator"), message);
  }

  @Test
  void eachTaskTakesTheGpuOfItsOwnAndNoneStaysIdle() throws Exception {
    Path script = discoveryScript();
    String settings =
        String.join(
            ";",
            "spark.worker.resource.gpu.amount=2",
            "spark.worker.resource.gpu.discoveryScript=" + script,
            "spark.executor.resource.gpu.amount=2",
            "spark.executor.resource.gpu.discoveryScript=" + script,
            "spark.task.resource.gpu.amount=1");
    Map<String, String> results = run(cluster(2), settings, "gpus", "idleGpu");
    assertEquals("0:0 0:1 1:0 1:1", results.get("gpus.chosen"), results::toString);
    String message = results.get("idleGpu.message");
    assertTrue(message.startsWith("spark.task.resource.gpu.amount is 1, but engine"), message);
  }

  private Path discoveryScript() throws IOException {
    Path script = folder.resolve("two-gpus.sh");
    Files.writeString(
        script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
    assertTrue(script.toFile().setExecutable(true));
    return script;
  }
}
