package io.sparkdeepfm.engine;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.model.DeepFMConfig;
import org.apache.spark.api.java.JavaRDD;

/**
 * What an engine is given.
 *
 * @param blocks encoded examples for training and validation, persisted, one partition per worker
 * @param config the model's shape
 * @param training how to train
 * @param coresPerExecutor cores that the workers in one executor may use together
 */
public record TrainingJob(
    JavaRDD<ExampleBlock> blocks,
    DeepFMConfig config,
    TrainingConfig training,
    int coresPerExecutor) {}
