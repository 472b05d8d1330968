package io.sparkdeepfm.model;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Precision;

/**
 * Computes logits in batches: no dropout, moving statistics. Holds buffers, so each thread needs
 * its own.
 */
public final class Scorer {
  private static final int SLICE = 256;

  private final DeepFMParameters parameters;
  private final DenseMemory weights;
  private final EmbeddingLayer embeddings;
  private final DeepInputLayer deepInput;
  private final Mlp mlp;
  private final LogitHead head;
  private final float[] deep = new float[SLICE];

  /** A scorer with its own off-heap copy of the dense parameters. */
  public Scorer(DeepFMConfig config, DeepFMParameters parameters) {
    this(config, parameters, new DenseMemory(config));
    weights.put(parameters.dense(), 0, new DenseLayout(config).trainableLength());
  }

  /** A scorer on dense parameters that are off the heap already. */
  public Scorer(DeepFMConfig config, DeepFMParameters parameters, DenseMemory weights) {
    DenseLayout layout = new DenseLayout(config);
    this.parameters = parameters;
    this.weights = weights;
    embeddings =
        new EmbeddingLayer(
            config,
            SLICE,
            FloatMemory.allocate(config.usesPairs() ? SLICE * config.inputWidth() : 0));
    deepInput = new DeepInputLayer(config, SLICE, false);
    mlp = new Mlp(config, layout, SLICE, Precision.FLOAT32, false);
    head = new LogitHead(config, layout);
  }

  /** Logits of all examples of a block. */
  public float[] logits(ExampleBlock block) {
    float[] logits = new float[block.size()];
    score(block.columns(), 0, block.size(), logits);
    return logits;
  }

  /** Writes the logits of examples {@code [begin, end)} to the same places of {@code logits}. */
  public void score(FieldColumn[] columns, int begin, int end, float[] logits) {
    mlp.begin(parameters.dense());
    head.begin(parameters.dense());
    for (int from = begin; from < end; from += SLICE) {
      int n = Math.min(SLICE, end - from);
      embeddings.lookUp(parameters, columns, from, n);
      FloatMemory input = deepInput.infer(n, embeddings);
      mlp.infer(n, input, weights, parameters.dense(), deep);
      for (int b = 0; b < n; b++) {
        logits[from + b] = head.logit(embeddings, b, deep[b]);
      }
    }
  }
}
