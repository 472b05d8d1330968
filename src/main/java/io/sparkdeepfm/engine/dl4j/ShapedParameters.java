package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.engine.dl4j.ShapedLayer.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Cuts a layer's part of the graph's parameters, and of its gradients, into the matrices that the
 * {@link ShapedLayer} names. It draws nothing: {@link GraphParameters} sets the values.
 */
final class ShapedParameters implements ParamInitializer {
  static final ShapedParameters INSTANCE = new ShapedParameters();

  private ShapedParameters() {}

  private static List<Shape> shapes(Layer layer) {
    return ((ShapedLayer) layer).shapes();
  }

  private static Map<String, INDArray> cut(Layer layer, INDArray flat) {
    Map<String, INDArray> parts = new LinkedHashMap<>();
    long begin = 0;
    for (Shape shape : shapes(layer)) {
      long end = begin + shape.length();
      INDArray part =
          flat.get(NDArrayIndex.interval(0, 0, true), NDArrayIndex.interval(begin, end));
      parts.put(shape.key(), part.reshape('c', shape.rows(), shape.columns()));
      begin = end;
    }
    return parts;
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray parameters, boolean initialize) {
    Map<String, INDArray> parts = cut(conf.getLayer(), parameters);
    parts.keySet().forEach(conf::addVariable);
    return Collections.synchronizedMap(parts);
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradients) {
    return cut(conf.getLayer(), gradients);
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return shapes(layer).stream().mapToLong(Shape::length).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return shapes(layer).stream().map(Shape::key).toList();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return paramKeys(layer);
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return List.of();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return true;
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return false;
  }
}
