package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Configuration of {@link LogitLayer}: which of its coefficients are learned. Its input is {@code
 * [Σ w x | p | last hidden layer]}, of which p and the last are there if the model has them.
 */
final class LogitConf extends ShapedLayer {
  static final String BIAS = "bias";
  static final String FIRST_ORDER = "firstOrder";
  static final String SECOND_ORDER = "secondOrder";
  static final String OUTPUT = "output";

  private final boolean weighted;
  private final boolean firstOrder;
  private final int pairs;
  private final int hidden;

  LogitConf(DeepFMConfig config) {
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

  boolean firstOrder() {
    return firstOrder;
  }

  int pairs() {
    return pairs;
  }

  int hidden() {
    return hidden;
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
