package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.optim.LogLoss;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.LossLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;

/**
 * The weighted mean log loss of the logits, L = Σ w·loss / Σ w. The "labels" are B × 2: label, row
 * weight. The score is Σ w·loss, without penalties.
 *
 * <p>Deeplearning4j's own loss clips probabilities at 10⁻⁵, and has no mean by weights.
 */
final class LogLossLayer extends LossLayer {
  LogLossLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  @Override
  public double computeScore(
      double fullNetworkPenalty, boolean training, LayerWorkspaceMgr workspaces) {
    float[] logits = floats(input);
    float[] targets = floats(labels);
    double sum = 0;
    for (int b = 0; b < logits.length; b++) {
      sum += targets[2 * b + 1] * LogLoss.loss(logits[b], targets[2 * b]);
    }
    score = sum;
    return sum;
  }

  /** ∂L/∂z = w (sigmoid(z) − y) / Σ w. */
  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    float[] gradients = floats(input);
    float[] targets = floats(labels);
    double total = 0;
    for (int b = 0; b < gradients.length; b++) {
      total += targets[2 * b + 1];
    }
    float scale = total > 0 ? (float) (1 / total) : 0f;
    for (int b = 0; b < gradients.length; b++) {
      gradients[b] =
          (float) (targets[2 * b + 1] * scale * LogLoss.gradient(gradients[b], targets[2 * b]));
    }
    INDArray result =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, DataType.FLOAT, new long[] {gradients.length, 1}, 'c');
    result.assign(Nd4j.createFromArray(gradients).reshape(gradients.length, 1));
    return new Pair<>(new DefaultGradient(), result);
  }

  /** Its configuration. */
  static final class Conf extends org.deeplearning4j.nn.conf.layers.LossLayer {
    Conf() {
      setActivationFn(new ActivationIdentity());
      setLossFn(new LossBinaryXENT()); // what it is; LogLossLayer computes it without clipping
      setNIn(1);
      setNOut(1);
    }

    @Override
    public Layer instantiate(
        NeuralNetConfiguration conf,
        Collection<TrainingListener> listeners,
        int index,
        INDArray parameters,
        boolean initialize,
        DataType dataType) {
      LogLossLayer layer = new LogLossLayer(conf, dataType);
      layer.setListeners(listeners);
      layer.setIndex(index);
      layer.setParamsViewArray(parameters);
      layer.setParamTable(initializer().init(conf, parameters, initialize));
      return layer;
    }
  }
}
