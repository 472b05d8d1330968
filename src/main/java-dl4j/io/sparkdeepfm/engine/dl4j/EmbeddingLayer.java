package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
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
 * Looks up and pools embeddings and pairs them up: {@link Entries} in, {@code [Σ w x | p | e]} out,
 * of width 1, D and F·D, of which the last two are left out where nothing reads them. p = ½ (S² −
 * Q), with S the sum of all x v of an example, and Q that of their squares, or of the squares of
 * the field vectors e_f.
 */
final class EmbeddingLayer extends BaseLayer<EmbeddingLayer.Conf> {
  static final String TABLES = "tables";

  EmbeddingLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /** What both passes need: x·row of each entry, sums by example and by field. */
  private final class LookUp {
    final Entries entries = new Entries(input, layerConf().numFields);
    final INDArray rows = entries.lookUp(getParam(TABLES)); // B·E × (D + 1)
    final INDArray embeddings = columns(rows, 0, dim()); // x v, B·E × D
    final INDArray sums = entries.addUpByExample(rows); // [S | Σ w x], B × (D + 1)
    final INDArray fieldVectors = // e, B·F × D
        layerConf().vectors || !layerConf().byFeature ? entries.addUpByField(embeddings) : null;

    INDArray squares() {
      if (layerConf().byFeature) {
        return entries.addUpByExample(embeddings.mul(embeddings));
      }
      INDArray squared = fieldVectors.mul(fieldVectors);
      return squared.reshape('c', entries.examples(), layerConf().numFields, dim()).sum(1);
    }
  }

  private int dim() {
    return layerConf().dim;
  }

  private static INDArray columns(INDArray matrix, long begin, long end) {
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(begin, end)).dup('c');
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    LookUp lookUp = new LookUp();
    INDArray output =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS,
            DataType.FLOAT,
            new long[] {lookUp.entries.examples(), layerConf().getNOut()},
            'c');
    put(output, 0, columns(lookUp.sums, dim(), dim() + 1));
    if (layerConf().pairs) {
      INDArray s = columns(lookUp.sums, 0, dim());
      put(output, 1, s.mul(s).subi(lookUp.squares()).muli(0.5));
    }
    if (layerConf().vectors) {
      int width = layerConf().numFields * dim();
      put(
          output,
          layerConf().firstVector(),
          lookUp.fieldVectors.reshape('c', lookUp.entries.examples(), width));
    }
    return output;
  }

  private static void put(INDArray target, long column, INDArray values) {
    target
        .get(NDArrayIndex.all(), NDArrayIndex.interval(column, column + values.size(1)))
        .assign(values);
  }

  /**
   * With g, ∂L/∂p and ∂L/∂e of an example: ∂L/∂(x w) = g; ∂L/∂(x v) = ∂L/∂e_f + ∂L/∂p∘(S − x v),
   * with e_f in place of x v where fields are paired up.
   */
  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    LookUp lookUp = new LookUp();
    Entries entries = lookUp.entries;
    INDArray perEntry = Nd4j.zeros(DataType.FLOAT, lookUp.rows.size(0), dim() + 1L);
    put(perEntry, dim(), entries.ofExamples(columns(epsilon, 0, 1)));
    INDArray embeddings = perEntry.get(NDArrayIndex.all(), NDArrayIndex.interval(0, dim()));
    if (layerConf().vectors) {
      long end = layerConf().getNOut();
      INDArray cells =
          columns(epsilon, layerConf().firstVector(), end)
              .reshape('c', entries.examples() * layerConf().numFields, dim());
      embeddings.addi(entries.ofFields(cells));
    }
    if (layerConf().pairs) {
      addPairGradients(lookUp, columns(epsilon, 1, dim() + 1L), embeddings);
    }
    INDArray gradients = gradientViews.get(TABLES);
    entries.addUpByRow(perEntry, gradients);
    Gradient result = new DefaultGradient();
    result.setGradientFor(TABLES, gradients);
    return new Pair<>(result, null);
  }

  private void addPairGradients(LookUp lookUp, INDArray pairGradients, INDArray target) {
    Entries entries = lookUp.entries;
    INDArray partners =
        entries
            .ofExamples(columns(lookUp.sums, 0, dim()))
            .subi(
                layerConf().byFeature ? lookUp.embeddings : entries.ofFields(lookUp.fieldVectors));
    target.addi(partners.muli(entries.ofExamples(pairGradients)));
  }

  /** 0: it would cost a pass over the tables in each step, and only the examples' loss is read. */
  @Override
  public double calcRegularizationScore(boolean backpropOnlyParams) {
    return 0;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  /**
   * Its configuration. Its one parameter is the embedding tables of all vocabularies, one below the
   * other: Σ N × (D + 1), row-major, so each is an {@code EmbeddingTable} as it is.
   */
  static final class Conf extends ShapedLayer {
    private final int dim;
    private final int numFields;
    private final long numRows;
    private final boolean byFeature; // features are paired up, rather than fields
    private final boolean pairs; // the output has the D floats ½ (S² − Q)
    private final boolean vectors; // the output has the F·D floats of the field vectors

    Conf(DeepFMConfig config) {
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
}
