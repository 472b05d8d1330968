package io.sparkdeepfm.engine;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * What an engine is given.
 *
 * @param blocks encoded examples for training and validation, persisted, one partition per worker
 * @param examples what each worker has to train on, in the order of the partitions
 * @param config the model's shape
 * @param training how to train
 * @param coresPerExecutor cores that the workers in one executor may use together
 * @param initialParameters to begin from, taken over rather than copied; null for those of the seed
 */
public record TrainingJob(
    JavaRDD<ExampleBlock> blocks,
    List<WorkerExamples> examples,
    DeepFMConfig config,
    TrainingConfig training,
    int coresPerExecutor,
    DeepFMParameters initialParameters) {}
