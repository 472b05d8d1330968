package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.optim.OptimizerConfig;
import io.sparkdeepfm.optim.OptimizerType;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Builds the graph of a DeepFM; {@link GraphParameters} knows its names. */
final class GraphConf {
  static final String EXAMPLES = "examples";
  static final String EMBEDDINGS = "embeddings";
  static final String TERMS = "terms";
  static final String DEEP_INPUT = "deepInput";
  static final String COMBINED = "combined";
  static final String LOGIT = "logit";
  static final String LOSS = "loss";

  private final DeepFMConfig config;
  private final TrainingConfig training;
  private GraphBuilder graph;

  GraphConf(DeepFMConfig config, TrainingConfig training) {
    this.config = config;
    this.training = training;
  }

  static String linear(int layer) {
    return "linear" + layer;
  }

  static String norm(int layer) {
    return "norm" + layer;
  }

  static String activation(int layer) {
    return "activation" + layer;
  }

  ComputationGraphConfiguration build() {
    graph =
        new NeuralNetConfiguration.Builder()
            .seed(training.seed())
            .miniBatch(false) // the loss is a mean already
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
            .graphBuilder()
            .addInputs(EXAMPLES);
    EmbeddingLayer.Conf embeddings = new EmbeddingLayer.Conf(config);
    graph.addLayer(EMBEDDINGS, withRule(embeddings, training.embeddings()), EXAMPLES);
    graph.addVertex(
        TERMS, new SubsetVertex(0, config.secondOrder() ? config.embeddingDim() : 0), EMBEDDINGS);
    String combined = TERMS;
    if (config.numHiddenLayers() > 0) {
      graph.addVertex(COMBINED, new MergeVertex(), TERMS, addHiddenLayers(embeddings));
      combined = COMBINED;
    }
    graph.addLayer(LOGIT, withRule(new LogitLayer.Conf(config), training.layers()), combined);
    graph.addLayer(LOSS, new LogLossLayer.Conf(), LOGIT);
    return graph.setOutputs(LOSS).validateOutputLayerConfig(false).build();
  }

  /** Returns the name of the last. */
  private String addHiddenLayers(EmbeddingLayer.Conf embeddings) {
    int begin = config.deepReadsPairs() ? 1 : embeddings.firstVector();
    graph.addVertex(
        DEEP_INPUT, new SubsetVertex(begin, begin + config.layerInput(0) - 1), EMBEDDINGS);
    String last = addDropout(DEEP_INPUT, config.embeddingDropoutRate());
    for (int l = 0; l < config.numHiddenLayers(); l++) {
      graph.addLayer(linear(l), linearLayer(l), last);
      last = linear(l);
      if (config.batchNorm()) {
        graph.addLayer(norm(l), normLayer(l), last);
        last = norm(l);
      }
      graph.addLayer(activation(l), activationLayer(l), last);
      last = addDropout(activation(l), config.dropoutRate());
    }
    return last;
  }

  private String addDropout(String of, double rate) {
    if (rate == 0) {
      return of;
    }
    String name = of + "Dropout";
    graph.addLayer(name, new DropoutLayer(new Dropout(1 - rate)), of);
    return name;
  }

  private BaseLayer linearLayer(int l) {
    DenseLayer layer =
        new DenseLayer.Builder()
            .nIn(config.layerInput(l))
            .nOut(config.hiddenUnits().get(l))
            .activation(new ActivationIdentity())
            .build();
    withRule(layer, training.layers());
    if (config.batchNorm()) {
      // The mean takes the bias away again; Adam would make steps of the gradient's rounding.
      layer.setBiasUpdater(new Sgd(0));
    }
    return layer;
  }

  private BaseLayer normLayer(int l) {
    NormLayer.Conf norm = new NormLayer.Conf(config.hiddenUnits().get(l));
    norm.setIUpdater(rule(training.layers()));
    return norm;
  }

  private Layer activationLayer(int l) {
    if (config.activation() == Activation.PRELU) {
      PReLULayer prelu = new PReLULayer.Builder().inputShape(config.hiddenUnits().get(l)).build();
      prelu.setIUpdater(rule(training.layers()));
      return prelu;
    }
    return new ActivationLayer(
        switch (config.activation()) {
          case RELU -> new ActivationReLU();
          case TANH -> new ActivationTanH();
          case SIGMOID -> new ActivationSigmoid();
          case LEAKY_RELU -> new ActivationLReLU(Activation.LEAK);
          case PRELU -> throw new IllegalStateException();
        });
  }

  private GraphUpdater rule(OptimizerConfig optimizer) {
    return new GraphUpdater(optimizer, training.schedule());
  }

  private BaseLayer withRule(BaseLayer layer, OptimizerConfig optimizer) {
    layer.setIUpdater(rule(optimizer));
    layer.setRegularization(penalties(optimizer));
    return layer;
  }

  /** The penalty's gradient; for AdamW, a decay beside the step. */
  private static List<Regularization> penalties(OptimizerConfig optimizer) {
    List<Regularization> penalties = new ArrayList<>();
    double l2 = optimizer.penalty().l2();
    if (optimizer.penalty().l1() > 0) {
      penalties.add(new L1Regularization(optimizer.penalty().l1()));
    }
    if (l2 > 0) {
      penalties.add(
          optimizer.type() == OptimizerType.ADAM_W
              ? new WeightDecay(l2, true)
              : new L2Regularization(l2));
    }
    return penalties;
  }
}
