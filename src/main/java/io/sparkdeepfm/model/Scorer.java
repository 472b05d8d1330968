package io.sparkdeepfm.model;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
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
  private final Mlp mlp;
  private final FixedInput fixed; // null where the MLP reads the field vectors or pairs
  private final EmbeddingLayer embeddings; // null where fixed is not
  private final DeepInputLayer deepInput;
  private final LogitHead head;
  private final float[] deep;

  /** As the next with factors of 32 bits. */
  public Scorer(DeepFMConfig config, DeepFMParameters parameters) {
    this(config, parameters, Precision.FLOAT32);
  }

  /**
   * A scorer with its own off-heap copy of the dense parameters.
   *
   * @param parameters are not to change from here on
   * @param precision of the factors of the MLP's matrix products
   */
  public Scorer(DeepFMConfig config, DeepFMParameters parameters, Precision precision) {
    this(config, parameters, copy(config, parameters), precision, FixedFirstLayers::of);
  }

  /**
   * The same, sharing what can be computed beforehand with all such scorers of these very
   * parameters in this JVM.
   */
  public static Scorer sharing(
      DeepFMConfig config, DeepFMParameters parameters, Precision precision) {
    DenseMemory copy = copy(config, parameters);
    return new Scorer(config, parameters, copy, precision, FixedFirstLayers::shared);
  }

  /** The same with factors of 32 bits. */
  public static Scorer sharing(DeepFMConfig config, DeepFMParameters parameters) {
    return sharing(config, parameters, Precision.FLOAT32);
  }

  private static DenseMemory copy(DeepFMConfig config, DeepFMParameters parameters) {
    DenseMemory weights = new DenseMemory(config);
    weights.put(parameters.dense(), 0, new DenseLayout(config).trainableLength());
    return weights;
  }

  /** A scorer on dense parameters that are off the heap already and may change between calls. */
  public Scorer(DeepFMConfig config, DeepFMParameters parameters, DenseMemory weights) {
    this(config, parameters, weights, Precision.FLOAT32, null);
  }

  /** Makes what is known of the first layers. */
  private interface FirstLayers {
    FixedFirstLayers of(
        DeepFMConfig config, DeepFMParameters parameters, DenseMemory weights, Precision precision);
  }

  /**
   * @param firstLayers null if the parameters change between calls
   */
  private Scorer(
      DeepFMConfig config,
      DeepFMParameters parameters,
      DenseMemory weights,
      Precision precision,
      FirstLayers firstLayers) {
    this.parameters = parameters;
    this.weights = weights;
    weightsChange = firstLayers == null;
    slice = SLICE;
    mlp = Mlp.of(config, slice, precision, false, null);
    head = new LogitHead(config, new DenseLayout(config));
    deep = new float[slice];
    deepInput = new DeepInputLayer(config, slice, false);
    if (weightsChange) {
      fixed = null;
      embeddings = embeddings(config, new Sgemm());
      return;
    }
    Precision ofProducts = Mlp.multipliesRounded(config, precision) ? precision : Precision.FLOAT32;
    fixed = input(config, firstLayers.of(config, parameters, weights, ofProducts));
    embeddings = fixed == null ? embeddings(config, new Sgemm()) : null;
    begin();
  }

  private FixedInput input(DeepFMConfig config, FixedFirstLayers layers) {
    return layers == null ? null : new FixedInput(config, layers, parameters, weights, slice);
  }

  private EmbeddingLayer embeddings(DeepFMConfig config, Sgemm products) {
    return new EmbeddingLayer(config, slice, FixedModel.scratch(config, slice), products);
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
    deepInput = new DeepInputLayer(config, slice, false);
    mlp = Mlp.of(config, slice, products == null ? model.rowProducts() : products);
    head = new LogitHead(config, new DenseLayout(config));
    deep = new float[slice];
    fixed = products == null ? null : input(config, model.firstLayers());
    embeddings = fixed == null ? embeddings(config, products) : null;
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
      LowOrderSums lowOrder = infer(columns, from, n);
      for (int b = 0; b < n; b++) {
        logits[from + b] = head.logit(lowOrder, b, deep[b]);
      }
    }
  }

  /** Computes the deep part of n examples; gives what the other parts are made of. */
  private LowOrderSums infer(FieldColumn[] columns, int from, int n) {
    if (fixed == null) {
      embeddings.lookUp(parameters, columns, from, n);
      mlp.infer(n, deepInput.infer(n, embeddings), weights, deep);
      return embeddings.lowOrder();
    }
    fixed.lookUp(columns, from, n);
    mlp.infer(n, fixed, weights, deep);
    return fixed.lowOrder();
  }
}
