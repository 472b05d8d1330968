package io.sparkdeepfm.engine.dl4j;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Configuration of {@link NormLayer}, with the constants of {@code model.BatchNorm}. */
final class NormConf extends BatchNormalization {
  private static final double EPSILON = 1e-5;
  private static final double KEPT = 0.9; // of the moving statistics, per step

  NormConf(int units) {
    setEps(EPSILON);
    setDecay(KEPT);
    setUseLogStd(false); // keep variances, not logarithms of deviations
    setNIn(units);
    setNOut(units);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    NormLayer layer = new NormLayer(conf, dataType);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(initializer().init(conf, parameters, initialize));
    return layer;
  }
}
