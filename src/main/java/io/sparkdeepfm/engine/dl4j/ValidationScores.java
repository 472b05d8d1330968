package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Scorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/** Scores the validation examples of a worker, as models are scored: not by the graph. */
final class ValidationScores implements FlatMapFunction<Iterator<ExampleBlock>, ScoredExamples> {
  private final DeepFMConfig config;
  private final Broadcast<DeepFMParameters> parameters;

  ValidationScores(DeepFMConfig config, Broadcast<DeepFMParameters> parameters) {
    this.config = config;
    this.parameters = parameters;
  }

  @Override
  public Iterator<ScoredExamples> call(Iterator<ExampleBlock> blocks) {
    Scorer scorer = new Scorer(config, parameters.value());
    List<ScoredExamples> scores = new ArrayList<>();
    while (blocks.hasNext()) {
      ExampleBlock block = blocks.next();
      if (block.validation()) {
        scores.add(new ScoredExamples(scorer.logits(block), block.labels(), weights(block)));
      }
    }
    return scores.iterator();
  }

  private static float[] weights(ExampleBlock block) {
    if (block.weights() != null) {
      return block.weights();
    }
    float[] ones = new float[block.size()];
    Arrays.fill(ones, 1f);
    return ones;
  }
}
