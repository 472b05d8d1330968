package io.sparkdeepfm.model;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.math.Sgemm;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores candidates that have some fields in common, as the items that one user might be shown: the
 * common fields are looked up, summed up and multiplied by the first layer's weights once. Nothing
 * is approximated; only the order of additions differs from that of a {@link Scorer}.
 *
 * <p>Holds buffers, so each thread needs its own.
 */
public final class CandidateScorer {
  private static final int SLICE = 256;

  private final FixedModel model;
  private final DeepFMParameters commonParameters;
  private final DeepFMParameters restParameters;
  private final EmbeddingLayer common;
  private final EmbeddingLayer rest;
  private final DeepInputLayer deepInput;
  private final SplitInput split; // null if the deep part reads pairs, or there is none
  private final Mlp mlp;
  private final LogitHead head;
  private final float[] deep = new float[SLICE];

  public CandidateScorer(Plan plan) {
    model = plan.model;
    DeepFMConfig config = model.config();
    Sgemm products = Sgemm.runsNatively() ? new Sgemm() : null;
    commonParameters = plan.common.parameters;
    restParameters = plan.rest.parameters;
    common = plan.common.embeddings(1, null);
    rest = plan.rest.embeddings(SLICE, products);
    deepInput = new DeepInputLayer(config, SLICE, false);
    SplitInput.Weights weights = plan.weights;
    split =
        weights == null
            ? null
            : new SplitInput(weights, common.fieldVectors(), rest.fieldVectors());
    Sgemm inJava = weights == null ? model.rowProducts() : weights.products(model);
    mlp = Mlp.of(config, SLICE, products == null ? inJava : products);
    head = new LogitHead(config, new DenseLayout(config));
    mlp.begin(model.parameters().dense(), model.weights());
    head.begin(model.parameters().dense());
  }

  /**
   * Writes the logits of n candidates.
   *
   * @param commonColumns one example, a column per common field in the order of the fields
   * @param restColumns n examples, a column per other field in the order of the fields
   */
  public void score(FieldColumn[] commonColumns, FieldColumn[] restColumns, int n, float[] logits) {
    common.lookUp(commonParameters, commonColumns, 0, 1);
    for (int from = 0; from < n; from += SLICE) {
      int size = Math.min(SLICE, n - from);
      rest.lookUp(restParameters, restColumns, from, size);
      rest.lowOrder().addToAll(size, common.lowOrder());
      if (split == null) {
        mlp.infer(size, deepInput.infer(size, rest), model.weights(), deep);
      } else {
        mlp.infer(size, split, model.weights(), deep);
      }
      for (int b = 0; b < size; b++) {
        logits[from + b] = head.logit(rest.lowOrder(), b, deep[b]);
      }
    }
  }

  /** Which fields are common, and the model taken apart accordingly; for any number of threads. */
  public static final class Plan {
    private final FixedModel model;
    private final Part common;
    private final Part rest;
    private final SplitInput.Weights weights; // null as the scorer's split

    /**
     * @param isCommon by field
     * @throws IllegalArgumentException if all fields are common, or none is
     */
    public Plan(FixedModel model, boolean[] isCommon) {
      this.model = model;
      common = new Part(model, isCommon, true);
      rest = new Part(model, isCommon, false);
      boolean readsFields =
          model.config().numHiddenLayers() > 0 && !model.config().deepReadsPairs();
      weights = readsFields ? new SplitInput.Weights(model, isCommon) : null;
    }
  }

  /** Some of the fields of a model. */
  private static final class Part {
    private final DeepFMConfig config;
    private final DeepFMParameters parameters;

    Part(FixedModel model, boolean[] isCommon, boolean wanted) {
      FieldSchema all = model.config().schema();
      List<Field> fields = new ArrayList<>();
      for (int f = 0; f < isCommon.length; f++) {
        if (isCommon[f] == wanted) {
          fields.add(all.field(f));
        }
      }
      if (fields.isEmpty()) {
        throw Refusal.of(
            "Of %d fields %s common to all candidates; name some, but not all.",
            isCommon.length, wanted ? "none is" : "all are");
      }
      FieldSchema schema = new FieldSchema(fields);
      config = over(schema, model.config());
      List<EmbeddingTable> tables = new ArrayList<>();
      for (int t = 0; t < schema.numTables(); t++) {
        String name = schema.tableName(t);
        tables.add(
            model.parameters().tables().stream()
                .filter(table -> table.vocabulary().equals(name))
                .findFirst()
                .orElseThrow());
      }
      parameters = new DeepFMParameters(tables, model.parameters().dense());
    }

    private static DeepFMConfig over(FieldSchema fields, DeepFMConfig shape) {
      return new DeepFMConfig(
          fields,
          shape.embeddingDim(),
          shape.hiddenUnits(),
          shape.secondHiddenUnits(),
          shape.activation(),
          shape.dropoutRate(),
          shape.batchNorm(),
          shape.interaction(),
          shape.head(),
          shape.firstOrder(),
          shape.secondOrder(),
          shape.deepInput(),
          shape.embeddingDropoutRate(),
          shape.deep(),
          shape.loss());
    }

    EmbeddingLayer embeddings(int maxExamples, Sgemm products) {
      return new EmbeddingLayer(
          config, maxExamples, FixedModel.scratch(config, maxExamples), products);
    }
  }
}
