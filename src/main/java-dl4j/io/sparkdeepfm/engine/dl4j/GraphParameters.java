package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.EmbeddingTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.PReLUParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Copies parameters into a graph of {@link GraphConf} and out of it, float by float. */
final class GraphParameters {
  private final DeepFMConfig config;
  private final DenseLayout layout;
  private final Map<String, INDArray> dense = new HashMap<>(); // by the names of the layout
  private final INDArray tables;

  GraphParameters(DeepFMConfig config, ComputationGraph graph) {
    this.config = config;
    layout = new DenseLayout(config);
    tables = graph.getLayer(GraphConf.EMBEDDINGS).getParam(EmbeddingLayer.TABLES);
    put(graph, DenseLayout.BIAS, GraphConf.LOGIT, LogitLayer.BIAS);
    put(graph, DenseLayout.HEAD_FIRST_ORDER, GraphConf.LOGIT, LogitLayer.FIRST_ORDER);
    put(graph, DenseLayout.HEAD_SECOND_ORDER, GraphConf.LOGIT, LogitLayer.SECOND_ORDER);
    put(graph, DenseLayout.OUTPUT_WEIGHT, GraphConf.LOGIT, LogitLayer.OUTPUT);
    for (int l = 0; l < config.numHiddenLayers(); l++) {
      putLayer(graph, l);
    }
  }

  private void putLayer(ComputationGraph graph, int l) {
    String linear = GraphConf.linear(l);
    put(graph, DenseLayout.weight(l), linear, DefaultParamInitializer.WEIGHT_KEY);
    put(graph, DenseLayout.bias(l), linear, DefaultParamInitializer.BIAS_KEY);
    String norm = GraphConf.norm(l);
    put(graph, DenseLayout.gamma(l), norm, BatchNormalizationParamInitializer.GAMMA);
    put(graph, DenseLayout.beta(l), norm, BatchNormalizationParamInitializer.BETA);
    put(graph, DenseLayout.movingMean(l), norm, BatchNormalizationParamInitializer.GLOBAL_MEAN);
    put(graph, DenseLayout.movingVariance(l), norm, BatchNormalizationParamInitializer.GLOBAL_VAR);
    put(graph, DenseLayout.slope(l), GraphConf.activation(l), PReLUParamInitializer.WEIGHT_KEY);
  }

  /** Notes where a segment of the layout is, if the model has it. */
  private void put(ComputationGraph graph, String segment, String layer, String key) {
    if (layout.segments().stream().anyMatch(s -> s.name().equals(segment))) {
      dense.put(segment, graph.getLayer(layer).getParam(key));
    }
  }

  private INDArray rows(int table, long begin) {
    return tables.get(
        NDArrayIndex.interval(begin, begin + config.schema().tableSize(table)), NDArrayIndex.all());
  }

  /** Sets the graph's parameters. */
  void write(DeepFMParameters parameters) {
    long begin = 0;
    for (int t = 0; t < config.schema().numTables(); t++) {
      assign(rows(t, begin), parameters.table(t).values());
      begin += config.schema().tableSize(t);
    }
    for (DenseLayout.Segment segment : layout.segments()) {
      float[] values = new float[segment.length()];
      System.arraycopy(parameters.dense(), segment.offset(), values, 0, values.length);
      assign(dense.get(segment.name()), values);
    }
  }

  private static void assign(INDArray target, float[] values) {
    target.assign(Nd4j.createFromArray(values).reshape('c', target.shape()));
  }

  /** A copy of the graph's parameters. */
  DeepFMParameters read() {
    List<EmbeddingTable> copies = new ArrayList<>();
    long begin = 0;
    for (int t = 0; t < config.schema().numTables(); t++) {
      int size = config.schema().tableSize(t);
      float[] values = floats(rows(t, begin));
      copies.add(
          new EmbeddingTable(config.schema().tableName(t), size, config.embeddingDim(), values));
      begin += size;
    }
    float[] all = new float[layout.length()];
    for (DenseLayout.Segment segment : layout.segments()) {
      float[] values = floats(dense.get(segment.name()));
      System.arraycopy(values, 0, all, segment.offset(), values.length);
    }
    return new DeepFMParameters(copies, all);
  }

  private static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
