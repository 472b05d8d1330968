package io.sparkdeepfm.model;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.math.Sgemm;

/**
 * Computes logits in batches: no dropout, moving statistics. Holds buffers, so each thread needs
 * its own.
 */
public final class Scorer {
  private static final int SLICE = 256;

  private final int slice;
  private final DeepFMParameters parameters;
  private final DenseMemory weights;
  private final boolean weightsChange;
  private final EmbeddingLayer embeddings;
  private final DeepInputLayer deepInput;
  private final Mlp mlp;
  private final LogitHead head;
  private final float[] deep;

  /** As the next with factors of 32 bits. */
  public Scorer(DeepFMConfig config, DeepFMParameters parameters) {
    this(config, parameters, Precision.FLOAT32);
  }

  /**
   * A scorer with its own off-heap copy of the dense parameters as they are now.
   *
   * @param precision of the factors of the MLP's matrix products
   */
  public Scorer(DeepFMConfig config, DeepFMParameters parameters, Precision precision) {
    this(config, parameters, new DenseMemory(config), precision, false);
    weights.put(parameters.dense(), 0, new DenseLayout(config).trainableLength());
    begin();
  }

  /** A scorer on dense parameters that are off the heap already and may change between calls. */
  public Scorer(DeepFMConfig config, DeepFMParameters parameters, DenseMemory weights) {
    this(config, parameters, weights, Precision.FLOAT32, true);
  }

  private Scorer(
      DeepFMConfig config,
      DeepFMParameters parameters,
      DenseMemory weights,
      Precision precision,
      boolean weightsChange) {
    this.parameters = parameters;
    this.weights = weights;
    this.weightsChange = weightsChange;
    slice = SLICE;
    embeddings = new EmbeddingLayer(config, slice, FixedModel.scratch(config, slice));
    deepInput = new DeepInputLayer(config, slice, false);
    mlp = Mlp.of(config, slice, precision, false, null);
    head = new LogitHead(config, new DenseLayout(config));
    deep = new float[slice];
  }

  /**
   * A scorer of one example at a time, by products made for it: without allocation once all sizes
   * were seen, without native code, and with the same bits on every machine.
   */
  public static Scorer ofRows(FixedModel model) {
    return new Scorer(model, 1, null);
  }

  /** A scorer of a fixed model's examples in batches, by native code where that runs. */
  public static Scorer ofBatches(FixedModel model) {
    return Sgemm.runsNatively()
        ? new Scorer(model, SLICE, new Sgemm())
        : new Scorer(model, SLICE, null);
  }

  /**
   * @param products null for those of rows
   */
  private Scorer(FixedModel model, int slice, Sgemm products) {
    DeepFMConfig config = model.config();
    this.slice = slice;
    parameters = model.parameters();
    weights = model.weights();
    weightsChange = false;
    embeddings = new EmbeddingLayer(config, slice, FixedModel.scratch(config, slice), products);
    deepInput = new DeepInputLayer(config, slice, false);
    mlp = Mlp.of(config, slice, products == null ? model.rowProducts() : products);
    head = new LogitHead(config, new DenseLayout(config));
    deep = new float[slice];
    begin();
  }

  private void begin() {
    mlp.begin(parameters.dense(), weights);
    head.begin(parameters.dense());
  }

  /** Logits of all examples of a block. */
  public float[] logits(ExampleBlock block) {
    float[] logits = new float[block.size()];
    score(block.columns(), 0, block.size(), logits);
    return logits;
  }

  /** Writes the logits of examples {@code [begin, end)} to the same places of {@code logits}. */
  public void score(FieldColumn[] columns, int begin, int end, float[] logits) {
    if (weightsChange) {
      begin();
    }
    for (int from = begin; from < end; from += slice) {
      int n = Math.min(slice, end - from);
      embeddings.lookUp(parameters, columns, from, n);
      FloatMemory input = deepInput.infer(n, embeddings);
      mlp.infer(n, input, weights, deep);
      for (int b = 0; b < n; b++) {
        logits[from + b] = head.logit(embeddings, b, deep[b]);
      }
    }
  }
}
