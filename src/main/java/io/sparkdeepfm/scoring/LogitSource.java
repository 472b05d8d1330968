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
          new OfGpu(CudaScorer.devices(context, params.getCudaDevice(), precision), precision);
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
   * @param devices give that GPU
   */
  record OfGpu(DeviceSource devices, Precision precision) implements LogitSource {
    @Override
    public BlockScorer open(DeepFMConfig config, DeepFMParameters parameters) {
      TaskContext task = TaskContext.get();
      if (task == null) {
        return new OfProcessor(precision).open(config, parameters);
      }
      CudaScorer scorer =
          CudaScorer.open(devices, config, parameters, precision, VectorScorer.BATCH_SIZE);
      TaskCompletionListener end = ended -> scorer.close();
      task.addTaskCompletionListener(end);
      return scorer;
    }
  }
}
