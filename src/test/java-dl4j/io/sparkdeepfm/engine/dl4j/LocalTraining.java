package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.CpuReplica;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The same batches through a replica of engine "cpu" and through a graph, without Spark. */
final class LocalTraining {
  private LocalTraining() {}

  /** One epoch over a block in its own order, by engine "cpu". */
  static DeepFMParameters byReplica(
      DeepFMConfig config, TrainingConfig training, DeepFMParameters initial, ExampleBlock block) {
    CpuReplica replica = new CpuReplica(config, training, initial.copy());
    replica.train(block, IntStream.range(0, block.size()).toArray(), 0, block.size());
    replica.catchUpAll();
    return replica.parameters();
  }

  /** The same by a graph. */
  static DeepFMParameters byGraph(
      DeepFMConfig config, TrainingConfig training, DeepFMParameters initial, ExampleBlock block) {
    ComputationGraph graph = graph(config, training, initial);
    BatchEncoder encoder = new BatchEncoder(config.schema(), training.batchSize());
    for (int b = 0; b < block.size(); b++) {
      encoder.add(block, b);
      if (encoder.size() == training.batchSize() || b == block.size() - 1) {
        graph.fit(encoder.take());
      }
    }
    return new GraphParameters(config, graph).read();
  }

  static ComputationGraph graph(
      DeepFMConfig config, TrainingConfig training, DeepFMParameters initial) {
    ComputationGraph graph = new ComputationGraph(new GraphConf(config, training).build());
    graph.init();
    new GraphParameters(config, graph).write(initial);
    return graph;
  }
}
