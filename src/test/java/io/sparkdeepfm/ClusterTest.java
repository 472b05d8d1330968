package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.ForkedJvm;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on executors that are processes of their own, two of them, also when they die. */
@Tag("spark")
@Tag("cluster")
class ClusterTest {
  private static final int SECONDS = 600; // on a busy machine; more is a hang

  @TempDir Path folder;

  private Map<String, String> run(int cores, String serializer, String... scenarios)
      throws Exception {
    String[] arguments = new String[scenarios.length + 2];
    arguments[0] = "local-cluster[2," + cores + ",1024]";
    arguments[1] = "org.apache.spark.serializer." + serializer;
    System.arraycopy(scenarios, 0, arguments, 2, scenarios.length);
    return new ForkedJvm(folder).run(ClusterDriver.class, SECONDS, arguments);
  }

  private static double auc(Map<String, String> results, String scenario) {
    return Double.parseDouble(results.get(scenario + ".auc"));
  }

  private static void assertIs(Object expected, Map<String, String> results, String name) {
    assertEquals(expected.toString(), results.get(name), name + " in " + results);
  }

  @Test
  void executorsTrainAsLocalModeDoesAndOutliveEachOther() throws Exception {
    ClusterDriver.Clicks clicks = ClusterDriver.Clicks.in(SharedSpark.get());
    DeepFMClassificationModel local = ClusterDriver.classifier().fit(clicks.train());
    double localAuc = ClusterDriver.auc(local, clicks.test());

    Map<String, String> cluster =
        run(1, "JavaSerializer", "quiet", "oneLost", "oneLostWithCheckpoints", "allLost");
    assertIs(2, cluster, "quiet.executors");
    assertIs(ClusterDriver.checksum(local.parameters()), cluster, "quiet.checksum");
    assertEquals(localAuc, auc(cluster, "quiet"), 1e-9);
    assertIs(1, cluster, "oneLost.killed");
    assertEquals(localAuc, auc(cluster, "oneLost"), 0.01);
    assertIs(1, cluster, "oneLostWithCheckpoints.killed");
    assertIs(
        ClusterDriver.checksum(local.parameters()), cluster, "oneLostWithCheckpoints.checksum");
    assertIs(2, cluster, "allLost.killed");
    assertEquals(localAuc, auc(cluster, "allLost"), 0.01);
  }

  @Test
  void replicasThatHoldTheRowsOfTheirDataTrainAsInLocalModeAndAreReplaced() throws Exception {
    ClusterDriver.Clicks clicks = ClusterDriver.Clicks.in(SharedSpark.get());
    DeepFMClassificationModel local =
        ClusterDriver.fitLarge(ClusterDriver.classifier(), clicks.train());

    Map<String, String> cluster = run(1, "KryoSerializer", "large", "largeOneLost");
    assertIs(ClusterDriver.checksum(local.parameters()), cluster, "large.checksum");
    assertIs(local.parameters().numKept(), cluster, "large.kept");
    assertIs(1, cluster, "largeOneLost.killed");
    assertEquals(auc(cluster, "large"), auc(cluster, "largeOneLost"), 0.02);
  }

  @Test
  void workersAreAskedWhereTheyLiveThoughTheirExamplesLieInTwoPlaces() throws Exception {
    Map<String, String> cluster = run(1, "JavaSerializer", "quietRounds", "heldTwice");
    assertIs(2, cluster, "heldTwice.leastPlaces");
    assertIs(cluster.get("quietRounds.checksum"), cluster, "heldTwice.checksum");
  }

  @Test
  void executorsThatAverageGradientsTrainAsLocalModeDoesAndOutliveEachOther() throws Exception {
    ClusterDriver.Clicks clicks = ClusterDriver.Clicks.in(SharedSpark.get());
    DeepFMClassificationModel local =
        ClusterDriver.classifier().setAveraging("gradients").fit(clicks.train());
    double localAuc = ClusterDriver.auc(local, clicks.test());

    Map<String, String> cluster =
        run(
            1,
            "KryoSerializer",
            "gradients",
            "gradientsOneLost",
            "gradientsOneLostWithCheckpoints");
    assertIs(2, cluster, "gradients.executors");
    assertIs(ClusterDriver.checksum(local.parameters()), cluster, "gradients.checksum");
    assertIs(1, cluster, "gradientsOneLost.killed");
    assertEquals(localAuc, auc(cluster, "gradientsOneLost"), 0.01);
    assertIs(1, cluster, "gradientsOneLostWithCheckpoints.killed");
    assertIs(
        ClusterDriver.checksum(local.parameters()),
        cluster,
        "gradientsOneLostWithCheckpoints.checksum");
  }

  @Test
  void kryoMayRequireThatAllClassesAreRegistered() throws Exception {
    Map<String, String> cluster =
        run(
            1,
            "KryoSerializer" + ClusterDriver.ALL_REGISTERED,
            "quiet",
            "gradients",
            "pipeline",
            "largeLoaded");
    assertIs(2, cluster, "quiet.executors");
    assertIs(2, cluster, "gradients.executors");
    assertTrue(Long.parseLong(cluster.get("largeLoaded.kept")) > 1 << 24, "goes in chunks");
    assertIs(true, cluster, "largeLoaded.loadedIsTheSame");
    assertIs(true, cluster, "largeLoaded.goesOnTheSame");
    assertIs(true, cluster, "pipeline.loadedIsTheSame");
  }

  @Test
  void eachWorkerHasAllCoresOfAnExecutorAndKryoWillDo() throws Exception {
    Map<String, String> cluster = run(2, "KryoSerializer", "defaults", "sideBySide", "pipeline");
    assertIs(2, cluster, "defaults.workers");
    assertIs(2, cluster, "defaults.threads");
    assertIs(2, cluster, "defaults.executors");
    assertIs(1, cluster, "defaults.tasksAtOnce");
    assertIs(2, cluster, "defaults.coresPerTask");
    assertIs(4, cluster, "sideBySide.workers");
    assertIs(1, cluster, "sideBySide.coresPerTask");
    assertIs(2, cluster, "sideBySide.tasksAtOnce");
    assertEquals(auc(cluster, "defaults"), auc(cluster, "sideBySide"), 0.02);
    assertIs(true, cluster, "pipeline.loadedIsTheSame");
  }
}
