package io.sparkdeepfm.engine.dl4j;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's batch norm, whose moving variance is of the batches' biased variances, with
 * unbiased ones as in {@code model.BatchNorm}.
 */
final class NormLayer extends BatchNormalization {
  NormLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /**
   * The step of the moving variance is d = (1 − kept)(moving − biased); with c = n / (n − 1) it
   * must be (1 − kept)(moving − c·biased) = c·d + (1 − c)(1 − kept)·moving.
   */
  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    Pair<Gradient, INDArray> result = super.backpropGradient(epsilon, workspaces);
    long n = epsilon.size(0);
    if (n > 1) {
      double unbiased = n / (n - 1.0);
      String key = BatchNormalizationParamInitializer.GLOBAL_VAR;
      double ofMoving = (1 - unbiased) * (1 - layerConf().getDecay());
      gradientViews.get(key).muli(unbiased).addi(getParam(key).mul(ofMoving));
    }
    return result;
  }

  /** Its configuration, with the constants of {@code model.BatchNorm}. */
  static final class Conf extends org.deeplearning4j.nn.conf.layers.BatchNormalization {
    private static final double EPSILON = 1e-5;
    private static final double KEPT = 0.9; // of the moving statistics, per step

    Conf(int units) {
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
}
