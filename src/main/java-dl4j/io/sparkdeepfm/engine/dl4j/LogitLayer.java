package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * logit = bias + α·first + Σ_k β_k p_k + Σ_j o_j h_j: one product of the input, B × n, with the
 * coefficients c = {@code [α | β | o]}, of which α and β are learned or 1 (α is 0 without a
 * first-order term).
 */
final class LogitLayer extends BaseLayer<LogitLayer.Conf> {
  static final String BIAS = "bias";
  static final String FIRST_ORDER = "firstOrder";
  static final String SECOND_ORDER = "secondOrder";
  static final String OUTPUT = "output";

  LogitLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /** c, n × 1. */
  private INDArray coefficients() {
    Conf conf = layerConf();
    List<INDArray> parts = new ArrayList<>();
    parts.add(learnedOr(FIRST_ORDER, 1, conf.firstOrder ? 1 : 0));
    if (conf.pairs > 0) {
      parts.add(learnedOr(SECOND_ORDER, conf.pairs, 1));
    }
    if (conf.hidden > 0) {
      parts.add(getParam(OUTPUT));
    }
    return Nd4j.concat(0, parts.toArray(INDArray[]::new));
  }

  private INDArray learnedOr(String key, int length, double constant) {
    INDArray learned = getParam(key);
    return learned != null
        ? learned
        : Nd4j.valueArrayOf(new long[] {length, 1}, constant, DataType.FLOAT);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray logits =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, DataType.FLOAT, new long[] {input.size(0), 1}, 'c');
    logits.assign(input.mmul(coefficients()));
    return logits.addiRowVector(getParam(BIAS));
  }

  /** ∂L/∂c = inputᵀ g, ∂L/∂input = g cᵀ. */
  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray byCoefficient = input.transpose().mmul(epsilon);
    Gradient gradient = new DefaultGradient();
    set(gradient, BIAS, epsilon.sum(true, 0));
    set(gradient, FIRST_ORDER, rows(byCoefficient, 0, 1));
    int pairs = layerConf().pairs;
    set(gradient, SECOND_ORDER, rows(byCoefficient, 1, pairs));
    set(gradient, OUTPUT, rows(byCoefficient, 1 + pairs, layerConf().hidden));
    INDArray inputGradient =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape().clone(), 'c');
    inputGradient.assign(epsilon.mmul(coefficients().transpose()));
    return new Pair<>(gradient, inputGradient);
  }

  private static INDArray rows(INDArray column, int begin, int length) {
    return length == 0
        ? null
        : column.get(NDArrayIndex.interval(begin, begin + length), NDArrayIndex.all());
  }

  private void set(Gradient gradient, String key, INDArray value) {
    INDArray view = gradientViews.get(key);
    if (view != null) {
      view.assign(value);
      gradient.setGradientFor(key, view);
    }
  }

  @Override
  public double calcRegularizationScore(boolean backpropOnlyParams) {
    return 0; // only the examples' loss is read
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  /**
   * Its configuration: which of its coefficients are learned. Its input is {@code [Σ w x | p | last
   * hidden layer]}, of which p and the last are there if the model has them.
   */
  static final class Conf extends ShapedLayer {
    private final boolean weighted;
    private final boolean firstOrder;
    private final int pairs;
    private final int hidden;

    Conf(DeepFMConfig config) {
      super(1 + pairs(config) + hidden(config), 1);
      weighted = config.head() == Head.WEIGHTED;
      firstOrder = config.firstOrder();
      pairs = pairs(config);
      hidden = hidden(config);
    }

    private static int pairs(DeepFMConfig config) {
      return config.secondOrder() ? config.embeddingDim() : 0;
    }

    private static int hidden(DeepFMConfig config) {
      int layers = config.numHiddenLayers();
      return layers == 0 ? 0 : config.hiddenUnits().get(layers - 1);
    }

    @Override
    List<Shape> shapes() {
      List<Shape> shapes = new ArrayList<>();
      shapes.add(new Shape(BIAS, 1, 1));
      if (weighted && firstOrder) {
        shapes.add(new Shape(FIRST_ORDER, 1, 1));
      }
      if (weighted && pairs > 0) {
        shapes.add(new Shape(SECOND_ORDER, pairs, 1));
      }
      if (hidden > 0) {
        shapes.add(new Shape(OUTPUT, hidden, 1));
      }
      return shapes;
    }

    /** As with the weight matrices of hidden layers; not the bias or the head's coefficients. */
    @Override
    boolean penalizes(String key) {
      return key.equals(OUTPUT);
    }

    @Override
    BaseLayer<?> newLayer(NeuralNetConfiguration conf, DataType dataType) {
      return new LogitLayer(conf, dataType);
    }
  }
}
