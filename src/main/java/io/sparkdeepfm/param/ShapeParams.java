package io.sparkdeepfm.param;

import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The shape of the model. */
public interface ShapeParams extends Params {
  /** D, the number of floats of an embedding. */
  default IntParam embeddingDim() {
    return CheckedParams.atLeast(
        this,
        "embeddingDim",
        1,
        "floats per embedding, at least 1; memory and time of the embeddings grow with it");
  }

  /** Widths of the hidden layers. */
  default IntArrayParam hiddenUnits() {
    return CheckedParams.eachAtLeast(
        this,
        "hiddenUnits",
        1,
        "widths of the hidden layers, each at least 1; empty for no deep part, which leaves a"
            + " factorization machine, or logistic regression if secondOrder is false too");
  }

  /** Widths of the hidden layers of a second tower. */
  default IntArrayParam secondHiddenUnits() {
    return CheckedParams.eachAtLeast(
        this,
        "secondHiddenUnits",
        1,
        "widths of the hidden layers of a second tower beside hiddenUnits, each at least 1: the deep"
            + " part is the mean of both, and each also learns from the prediction of the whole, at"
            + " the cost of both; empty for none");
  }

  /** Activation of the hidden layers. */
  default Param<String> activation() {
    return CheckedParams.oneOf(
        this, "activation", Activation.class, "activation of the hidden layers");
  }

  /** Dropout of the hidden layers. */
  default DoubleParam dropoutRate() {
    return CheckedParams.belowOne(
        this,
        "dropoutRate",
        "probability in [0, 1) with which a hidden unit is dropped in a training step; higher: less"
            + " overfitting, slower learning");
  }

  /** Batch normalisation. */
  default BooleanParam batchNorm() {
    return new BooleanParam(
        this,
        "batchNorm",
        "whether hidden layers are linear, batch norm, activation, dropout instead of linear,"
            + " activation, dropout");
  }

  /** Second-order pairs. */
  default Param<String> interaction() {
    return CheckedParams.oneOf(
        this,
        "interaction",
        Interaction.class,
        "what the second-order term, and the MLP if it reads products, pair up: every two features,"
            + " or every two pooled fields; the same where each field has one value");
  }

  /** How the parts are put together. */
  default Param<String> head() {
    return CheckedParams.oneOf(
        this,
        "head",
        Head.class,
        "how first order, second order and MLP become the logit: added up, or with learned"
            + " coefficients");
  }

  /** First order on or off. */
  default BooleanParam firstOrder() {
    return new BooleanParam(
        this,
        "firstOrder",
        "whether the first-order term, a weight for each feature, is part of the model");
  }

  /** Second order on or off. */
  default BooleanParam secondOrder() {
    return new BooleanParam(
        this,
        "secondOrder",
        "whether the second-order term, products of embeddings two by two, is part of the model");
  }

  /** What the hidden layers compute. */
  default Param<String> deep() {
    return CheckedParams.oneOf(
        this,
        "deep",
        Deep.class,
        "what a hidden layer computes before batch norm and activation: mlp, a linear function of"
            + " its input; final, of which one half is multiplied by the other, element by element,"
            + " for interactions of any order at the cost of the mlp: even hiddenUnits, and best"
            + " with batchNorm");
  }

  /** What the MLP reads. */
  default Param<String> deepInput() {
    return CheckedParams.oneOf(
        this,
        "deepInput",
        DeepInput.class,
        "what the MLP reads: the vectors of all fields side by side, or the sum of their products"
            + " two by two, element by element, as in Neural FM; without effect if hiddenUnits is"
            + " empty");
  }

  /** Dropout of what the MLP reads. */
  default DoubleParam embeddingDropoutRate() {
    return CheckedParams.belowOne(
        this,
        "embeddingDropoutRate",
        "probability in [0, 1) with which a number that the MLP reads is dropped in a training"
            + " step; the first- and second-order terms see all; without effect if hiddenUnits is"
            + " empty");
  }

  /** Those whose values a model that training goes on from must share. */
  default List<Param<?>> shapeParams() {
    return List.of(
        embeddingDim(),
        hiddenUnits(),
        secondHiddenUnits(),
        activation(),
        batchNorm(),
        interaction(),
        head(),
        firstOrder(),
        secondOrder(),
        deepInput(),
        deep());
  }

  /** Sets the defaults of these Params. */
  default void setShapeDefaults() {
    setDefault(embeddingDim(), 16);
    setDefault(hiddenUnits(), new int[] {400, 400, 400});
    setDefault(secondHiddenUnits(), new int[0]);
    setDefault(activation(), "relu");
    setDefault(dropoutRate(), 0.0);
    setDefault(batchNorm(), false);
    setDefault(interaction(), "feature");
    setDefault(head(), "sum");
    setDefault(firstOrder(), true);
    setDefault(secondOrder(), true);
    setDefault(deepInput(), "fields");
    setDefault(embeddingDropoutRate(), 0.0);
    setDefault(deep(), "mlp");
  }

  default int getEmbeddingDim() {
    return (Integer) getOrDefault(embeddingDim());
  }

  default int[] getHiddenUnits() {
    return getOrDefault(hiddenUnits());
  }

  default int[] getSecondHiddenUnits() {
    return getOrDefault(secondHiddenUnits());
  }

  default String getActivation() {
    return getOrDefault(activation());
  }

  default double getDropoutRate() {
    return (Double) getOrDefault(dropoutRate());
  }

  default boolean getBatchNorm() {
    return (Boolean) getOrDefault(batchNorm());
  }

  default String getInteraction() {
    return getOrDefault(interaction());
  }

  default String getHead() {
    return getOrDefault(head());
  }

  default boolean getFirstOrder() {
    return (Boolean) getOrDefault(firstOrder());
  }

  default boolean getSecondOrder() {
    return (Boolean) getOrDefault(secondOrder());
  }

  default String getDeepInput() {
    return getOrDefault(deepInput());
  }

  default String getDeep() {
    return getOrDefault(deep());
  }

  default double getEmbeddingDropoutRate() {
    return (Double) getOrDefault(embeddingDropoutRate());
  }

  /** The setters of these Params, which return the stage, an {@code S}. */
  interface Setters<S> extends ShapeParams, SelfTyped<S> {
    default S setEmbeddingDim(int dim) {
      return with(embeddingDim(), dim);
    }

    default S setHiddenUnits(int... units) {
      return with(hiddenUnits(), units);
    }

    default S setSecondHiddenUnits(int... units) {
      return with(secondHiddenUnits(), units);
    }

    default S setActivation(String name) {
      return with(activation(), name);
    }

    default S setDropoutRate(double rate) {
      return with(dropoutRate(), rate);
    }

    default S setBatchNorm(boolean on) {
      return with(batchNorm(), on);
    }

    default S setInteraction(String name) {
      return with(interaction(), name);
    }

    default S setHead(String name) {
      return with(head(), name);
    }

    default S setFirstOrder(boolean on) {
      return with(firstOrder(), on);
    }

    default S setSecondOrder(boolean on) {
      return with(secondOrder(), on);
    }

    default S setDeepInput(String name) {
      return with(deepInput(), name);
    }

    default S setDeep(String name) {
      return with(deep(), name);
    }

    default S setEmbeddingDropoutRate(double rate) {
      return with(embeddingDropoutRate(), rate);
    }
  }
}
