package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.engine.HeapNeeds.Heaps;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.CpuSession;
import io.sparkdeepfm.engine.cpu.ReplicaFactory;
import io.sparkdeepfm.engine.cuda.CudaReplicas.DeviceSource;
import io.sparkdeepfm.engine.cuda.device.Device;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.optim.Loss;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Our own engine on NVIDIA GPUs, one for each worker, in the rounds of the engine "cpu". */
public final class CudaEngine implements TrainingEngine {
  public static final String NAME = "cuda";

  private final int localDevice;

  /**
   * @param localDevice number of the GPU in local mode
   */
  public CudaEngine(int localDevice) {
    this.localDevice = localDevice;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void checkOptions(
      DeepFMConfig.Deep deep, int numTowers, Loss loss, TrainingConfig training) {
    // It has them all.
  }

  @Override
  public void checkCluster(
      DeepFMConfig config, TrainingConfig training, SparkContext context, int workersAtOnce) {
    DeviceSource devices = devices(training, context);
    List<long[]> rows = List.of(ReplicaFactory.knownRows(config, training));
    new CudaReplicas(devices).needs(config, training, rows, workersAtOnce).check(Heaps.of(context));
    int workers = Math.max(1, training.numWorkers());
    DeviceNeeds needs = DeviceNeeds.of(config, training, context.isLocal() ? workers : 1);
    if (context.isLocal()) {
      check(devices, needs);
      return;
    }
    if (context.conf().getDouble(GpuOfTask.AMOUNT, 0) != 1) {
      throw GpuOfTask.noneGranted();
    }
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context);
    List<Integer> tasks = Collections.nCopies(workers, 0);
    checkOn(spark.parallelize(new ArrayList<>(tasks), tasks.size()), devices, needs);
  }

  private DeviceSource devices(TrainingConfig training, SparkContext context) {
    return new GpuOfTask(context.isLocal(), localDevice, training.precision());
  }

  private static void check(DeviceSource devices, DeviceNeeds needs) {
    try (Device device = devices.open()) {
      ScoredModel.releaseIdle(device.ordinal());
      needs.check(device);
    }
  }

  /**
   * Looks at the GPUs of the tasks of a job.
   *
   * @throws IllegalArgumentException if one is missing, cannot be used or is too small
   */
  private static <T> void checkOn(JavaRDD<T> tasks, DeviceSource devices, DeviceNeeds needs) {
    List<String> problems = tasks.mapPartitions(ignored -> problem(devices, needs), true).collect();
    if (!problems.isEmpty()) {
      throw Refusal.of("%s", problems.get(0));
    }
  }

  /** None, or a sentence for the user; a task that throws would be tried again. */
  private static Iterator<String> problem(DeviceSource devices, DeviceNeeds needs) {
    try {
      check(devices, needs);
      return Collections.emptyIterator();
    } catch (IllegalArgumentException | IllegalStateException e) {
      return List.of(e.getMessage()).iterator();
    }
  }

  @Override
  public Session open(Job job) {
    SparkContext context = job.blocks().context();
    return new CpuSession(job, new CudaReplicas(devices(job.training(), context)));
  }
}
