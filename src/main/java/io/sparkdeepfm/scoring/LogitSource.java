package io.sparkdeepfm.scoring;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.engine.cpu.Replica.BlockScorer;
import io.sparkdeepfm.engine.cuda.CudaReplicas.DeviceSource;
import io.sparkdeepfm.engine.cuda.CudaScorer;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Scorer;
import io.sparkdeepfm.param.ConfigBuilder;
import io.sparkdeepfm.param.DeepFMParams;
import io.sparkdeepfm.param.ScoringParams.ScoringEngine;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** What computes the logits of a task's rows. Sources that are equal compute the same. */
sealed interface LogitSource extends Serializable {
  /** A scorer for the calling task, to whose end it lives. */
  BlockScorer open(DeepFMConfig config, DeepFMParameters parameters);

  /**
   * What a model's Params say.
   *
   * @throws IllegalArgumentException if they say a GPU, and tasks have none
   */
  static LogitSource of(DeepFMParams params, SparkContext context) {
    Precision precision = ConfigBuilder.precision(params);
    String name = params.getScoringEngine();
    return switch (EnumNames.parse(ScoringEngine.class, "scoringEngine", name)) {
      case CPU -> new OfProcessor(precision);
      case CUDA ->
          new OfGpu(
              CudaScorer.devices(context, params.getCudaDevice()),
              params.getMatmulPrecision().equals("auto") ? Precision.FLOAT32 : precision);
    };
  }

  /**
   * @param precision of the factors of the MLP's matrix products
   */
  record OfProcessor(Precision precision) implements LogitSource {
    @Override
    public BlockScorer open(DeepFMConfig config, DeepFMParameters parameters) {
      return Scorer.sharing(config, parameters, precision)::logits;
    }
  }

  /**
   * The GPU that Spark gives the task. Rows outside of tasks, which Spark's optimizer computes on
   * the driver where a table is a handful of constants, are scored by the driver's processor.
   *
   * <p>A task may read many partitions, one after the other, as after {@code coalesce}: all are
   * scored by one scorer, because each holds memory of the GPU to the end of the task.
   *
   * @param devices give that GPU
   */
  record OfGpu(DeviceSource devices, Precision precision) implements LogitSource {
    private static final Map<Use, CudaScorer> OPEN = new ConcurrentHashMap<>();

    /** What one scorer serves; parameters are compared by identity. */
    private record Use(long task, DeepFMParameters parameters, Precision precision) {}

    @Override
    public BlockScorer open(DeepFMConfig config, DeepFMParameters parameters) {
      TaskContext task = TaskContext.get();
      if (task == null) {
        return new OfProcessor(precision).open(config, parameters);
      }
      Use use = new Use(task.taskAttemptId(), parameters, precision);
      CudaScorer known = OPEN.get(use);
      if (known != null) {
        return known;
      }
      CudaScorer scorer =
          CudaScorer.open(devices, config, parameters, precision, VectorScorer.BATCH_SIZE);
      OPEN.put(use, scorer);
      TaskCompletionListener end =
          ended -> {
            OPEN.remove(use);
            scorer.close();
          };
      task.addTaskCompletionListener(end);
      return scorer;
    }
  }
}
