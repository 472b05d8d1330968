package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Configuration of {@link EmbeddingLayer}. Its one parameter is the embedding tables of all
 * vocabularies, one below the other: Σ N × (D + 1), row-major, so each is an {@code EmbeddingTable}
 * as it is.
 */
final class EmbeddingConf extends ShapedLayer {
  static final String TABLES = "tables";

  private final int dim;
  private final int numFields;
  private final long numRows;
  private final boolean byFeature;
  private final boolean pairs;
  private final boolean vectors;

  EmbeddingConf(DeepFMConfig config) {
    super(1, width(config));
    dim = config.embeddingDim();
    numFields = config.schema().numFields();
    numRows = config.schema().numEmbeddings();
    byFeature = config.interaction() == Interaction.FEATURE;
    pairs = config.usesPairs();
    vectors = readsVectors(config);
  }

  private static boolean readsVectors(DeepFMConfig config) {
    return config.numHiddenLayers() > 0 && config.deepInput() == DeepInput.FIELDS;
  }

  private static int width(DeepFMConfig config) {
    return 1
        + (config.usesPairs() ? config.embeddingDim() : 0)
        + (readsVectors(config) ? config.inputWidth() : 0);
  }

  int dim() {
    return dim;
  }

  int numFields() {
    return numFields;
  }

  /** Whether features are paired up, rather than fields. */
  boolean byFeature() {
    return byFeature;
  }

  /** Whether the output has the D floats ½ (S² − Q). */
  boolean pairs() {
    return pairs;
  }

  /** Whether the output has the F·D floats of the field vectors. */
  boolean vectors() {
    return vectors;
  }

  /** Column of the output where the field vectors begin. */
  int firstVector() {
    return 1 + (pairs ? dim : 0);
  }

  @Override
  List<Shape> shapes() {
    return List.of(new Shape(TABLES, numRows, dim + 1L));
  }

  @Override
  boolean penalizes(String key) {
    return true;
  }

  @Override
  BaseLayer<?> newLayer(NeuralNetConfiguration conf, DataType dataType) {
    return new EmbeddingLayer(conf, dataType);
  }
}
