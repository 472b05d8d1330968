package io.sparkdeepfm.engine.dl4j;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Configuration of a layer of ours: what its parameters are called and what shape they have.
 *
 * <p>Fields are plain numbers: the configuration travels in a broadcast, and Kryo cannot make
 * records.
 */
abstract class ShapedLayer extends FeedForwardLayer {
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
    return ShapedParameters.INSTANCE;
  }

  @Override
  public final List<Regularization> getRegularizationByParam(String key) {
    return penalizes(key) ? regularization : null;
  }

  @Override
  public final LayerMemoryReport getMemoryReport(InputType input) {
    throw new UnsupportedOperationException("DenseCopies foresees the memory instead");
  }
}
