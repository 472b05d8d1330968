package io.sparkdeepfm.engine.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
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
}
