package io.sparkdeepfm.engine.dl4j;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Configuration of a layer of ours: what its parameters are called and what shape they have.
 *
 * <p>Fields are plain numbers: the configuration travels in a broadcast, and Kryo cannot make
 * records.
 */
abstract class ShapedLayer extends FeedForwardLayer {
  private static final ParamInitializer PARAMETERS = new Parameters();

  /** A parameter matrix, row-major within the graph's one array of parameters. */
  record Shape(String key, long rows, long columns) {
    long length() {
      return rows * columns;
    }
  }

  ShapedLayer(long inputs, long outputs) {
    setActivationFn(new ActivationIdentity());
    setNIn(inputs);
    setNOut(outputs);
  }

  /** The parameters, in their order. */
  abstract List<Shape> shapes();

  /** Whether the layer's penalty acts on a parameter. */
  abstract boolean penalizes(String key);

  abstract BaseLayer<?> newLayer(NeuralNetConfiguration conf, DataType dataType);

  @Override
  public final BaseLayer<?> instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    BaseLayer<?> layer = newLayer(conf, dataType);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(initializer().init(conf, parameters, initialize));
    return layer;
  }

  @Override
  public final ParamInitializer initializer() {
    return PARAMETERS;
  }

  @Override
  public final List<Regularization> getRegularizationByParam(String key) {
    return penalizes(key) ? regularization : null;
  }

  @Override
  public final LayerMemoryReport getMemoryReport(InputType input) {
    throw new UnsupportedOperationException("DenseCopies foresees the memory instead");
  }

  /**
   * Cuts a layer's part of the graph's parameters, and of its gradients, into the matrices that the
   * {@link ShapedLayer} names. It draws nothing: {@link GraphParameters} sets the values.
   */
  private static final class Parameters implements ParamInitializer {
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
}
