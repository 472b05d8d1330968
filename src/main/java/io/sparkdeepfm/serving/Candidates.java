package io.sparkdeepfm.serving;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.model.CandidateScorer;
import io.sparkdeepfm.model.FixedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Scores candidates that have some columns in common, as the items that one user might be shown.
 * What depends on those columns alone is computed once: their look-up, their sums of the second
 * order, their share in the first layer. Nothing is approximated; scores differ from those of
 * single rows by rounding. Immutable, and for any number of threads at once.
 */
public final class Candidates {
  private final Scorer scorer;
  private final CandidateScorer.Plan plan;
  private final Side common;
  private final Side rest;
  private final Queue<Batch> idle = new ConcurrentLinkedQueue<>();

  Candidates(Scorer scorer, FixedModel model, List<FieldSource> sources, List<String> names) {
    this.scorer = scorer;
    for (String name : names) {
      if (!scorer.columns().contains(name)) {
        throw Refusal.of(
            "There is no column '%s'; the model reads %s.",
            name, String.join(", ", scorer.columns()));
      }
    }
    boolean[] isCommon = new boolean[sources.size()];
    for (int f = 0; f < isCommon.length; f++) {
      isCommon[f] = names.contains(sources.get(f).column());
    }
    plan = new CandidateScorer.Plan(model, isCommon);
    common = new Side(model.config().schema(), sources, isCommon, true);
    rest = new Side(model.config().schema(), sources, isCommon, false);
  }

  /**
   * The output of each candidate: the logit of a classifier.
   *
   * @param shared values of the common columns
   * @param candidates values of the other columns
   * @throws IllegalArgumentException if a column is not on its side of the model, or cannot hold
   *     its value
   */
  public double[] logits(Map<String, ?> shared, List<? extends Map<String, ?>> candidates) {
    Batch batch = idle.poll();
    if (batch == null || batch.capacity < candidates.size()) {
      batch = newBatch(Math.max(256, candidates.size()));
    }
    try {
      batch.common().setAll(shared);
      for (Map<String, ?> candidate : candidates) {
        batch.candidates().setAll(candidate);
        batch.candidates().next();
      }
      return batch.logits().clone();
    } finally {
      batch.clear();
      idle.add(batch);
    }
  }

  /**
   * The mean that the model foretells of each candidate, as {@link #logits}: the probability of 1,
   * or a regression's prediction.
   */
  public double[] means(Map<String, ?> shared, List<? extends Map<String, ?>> candidates) {
    double[] means = logits(shared, candidates);
    for (int i = 0; i < means.length; i++) {
      means[i] = scorer.mean(means[i]);
    }
    return means;
  }

  /**
   * Room for candidates of one thread.
   *
   * @param capacity candidates at most
   */
  public Batch newBatch(int capacity) {
    return new Batch(this, capacity);
  }

  /** The fields of one side. */
  private record Side(FieldSchema schema, List<FieldSource> sources) {
    Side(FieldSchema all, List<FieldSource> sources, boolean[] isCommon, boolean wanted) {
      this(schema(all, isCommon, wanted), chosen(sources, isCommon, wanted));
    }

    private static FieldSchema schema(FieldSchema all, boolean[] isCommon, boolean wanted) {
      return new FieldSchema(Side.<Field>chosen(all.fields(), isCommon, wanted));
    }

    private static <T> List<T> chosen(List<T> list, boolean[] isCommon, boolean wanted) {
      List<T> chosen = new ArrayList<>();
      for (int f = 0; f < isCommon.length; f++) {
        if (isCommon[f] == wanted) {
          chosen.add(list.get(f));
        }
      }
      return chosen;
    }

    RowValues values(int capacity) {
      List<String> names = sources.stream().map(FieldSource::column).distinct().toList();
      return new RowValues(names, schema, sources, capacity);
    }
  }

  /**
   * The common values and the candidates of one request after the other, for one thread. Once each
   * length of value was seen, a request allocates a few small objects where native code runs, and
   * nothing elsewhere.
   */
  public static final class Batch {
    private final Candidates owner;
    private final RowValues common;
    private final RowValues rest;
    private final CandidateScorer model;
    private final int capacity;
    private final float[] outputs;
    private double[] logits = new double[0];

    private Batch(Candidates owner, int capacity) {
      this.owner = owner;
      this.capacity = capacity;
      common = owner.common.values(1);
      rest = owner.rest.values(capacity);
      model = new CandidateScorer(owner.plan);
      outputs = new float[capacity];
    }

    /** Where the common values are set. */
    public RowValues common() {
      return common;
    }

    /** Where the values of the candidates are set; each is ended by {@link RowValues#next}. */
    public RowValues candidates() {
      return rest;
    }

    /**
     * The output of each candidate, to be read before the next call; all values are missing then.
     */
    public double[] logits() {
      common.next();
      int count = rest.size();
      model.score(common.columns(), rest.columns(), count, outputs);
      if (logits.length != count) {
        logits = new double[count];
      }
      for (int i = 0; i < count; i++) {
        owner.scorer.requireFinite(outputs[i]);
        logits[i] = outputs[i];
      }
      clear();
      return logits;
    }

    /** Forgets what was set. */
    public void clear() {
      common.clear();
      rest.clear();
    }
  }
}
