package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.ForkedJvm;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No fault of executors, which are processes of their own, costs a training or bends its model. */
@Tag("spark")
@Tag("cluster")
class FaultsTest {
  private static final int SECONDS = 900; // on a busy machine; more is a hang

  @TempDir Path folder;

  private Map<String, String> run(String setting, String... scenarios) throws Exception {
    String[] arguments = new String[scenarios.length + 2];
    arguments[0] = "local-cluster[2,1,1024]";
    arguments[1] = "org.apache.spark.serializer.JavaSerializer" + setting;
    System.arraycopy(scenarios, 0, arguments, 2, scenarios.length);
    return new ForkedJvm(folder).run(ClusterDriver.class, SECONDS, arguments);
  }

  private static double auc(Map<String, String> results, String scenario) {
    return Double.parseDouble(results.get(scenario + ".auc"));
  }

  @Test
  void faultsThatASeedDrawsLeaveNoTraceInATrainingWithCheckpoints() throws Exception {
    Map<String, String> results = run("", "quietRounds", "faults", "lostInExchange");
    assertEquals("0", results.get("faults.left"));
    assertEquals(results.get("quietRounds.checksum"), results.get("faults.checksum"));
    assertEquals("1", results.get("lostInExchange.killed"));
    assertEquals(auc(results, "quietRounds"), auc(results, "lostInExchange"), 0.01);
  }

  /** Without checkpoints that costs what the epoch had come to. */
  @Test
  void whereAllWorkersAreLostAtOnceTheEpochBeginsAnew() throws Exception {
    Map<String, String> results = run("", "quiet", "bothLost");
    assertEquals("2", results.get("bothLost.killed"));
    assertEquals(auc(results, "quiet"), auc(results, "bothLost"), 0.01);
  }

  /** Spark ends an executor that runs out of memory, in whose place another comes. */
  @Test
  void anExecutorThatRunsOutOfMemoryIsALossOfItsWorkers() throws Exception {
    Map<String, String> results = run("", "quiet", "outOfMemory");
    assertEquals("true", results.get("outOfMemory.thrown"));
    assertEquals("1", results.get("outOfMemory.lost"));
    assertEquals(auc(results, "quiet"), auc(results, "outOfMemory"), 0.01);
  }

  /** No shuffle finds room: the training ends rather than hangs, and a later one goes on. */
  @Test
  void aTrainingWhoseExecutorsHaveFullDisksEndsAndGoesOnOnceThereIsRoom() throws Exception {
    Map<String, String> results = run("", "quietRounds", "localDiskFull");
    String end = results.get("localDiskFull.end");
    assertTrue(end.contains("Workers were lost 10 times"), end);
    assertEquals(results.get("quietRounds.checksum"), results.get("localDiskFull.checksum"));
  }

  @Test
  void dynamicAllocationLetsExecutorsWithWorkersStay() throws Exception {
    Map<String, String> fixed = run("", "quiet");
    Map<String, String> dynamic = run(ClusterDriver.DYNAMIC, "quiet");
    assertEquals(fixed.get("quiet.checksum"), dynamic.get("quiet.checksum"));
  }

  @Test
  void anExecutorThatIsDecommissionedIsALossOfItsWorkers() throws Exception {
    Map<String, String> results = run(ClusterDriver.DECOMMISSION, "quiet", "decommissioned");
    assertTrue(results.containsKey("decommissioned.told"));
    assertEquals(auc(results, "quiet"), auc(results, "decommissioned"), 0.01);
  }

  @Test
  void aJobThatSparkGivesUpIsALossOfWorkers() throws Exception {
    Map<String, String> results = run(ClusterDriver.ONE_FAILURE, "quiet", "oneLost");
    assertEquals("1", results.get("oneLost.killed"));
    assertEquals(auc(results, "quiet"), auc(results, "oneLost"), 0.01);
  }

  @Test
  void copiesOfSlowTasksDoNotReplaceWorkers() throws Exception {
    Map<String, String> plain = run("", "quietRounds");
    Map<String, String> copied = run(ClusterDriver.SPECULATION, "quietRounds");
    assertEquals(plain.get("quietRounds.checksum"), copied.get("quietRounds.checksum"));
  }
}
