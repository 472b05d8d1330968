package io.sparkdeepfm.serving;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.model.Explainer;
import io.sparkdeepfm.model.FixedModel;
import io.sparkdeepfm.optim.Loss;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * A fitted pipeline as a service scores with it: raw rows in, probabilities out, without Spark. The
 * encoding and the forward pass are the library's own classes, so features and scores are those of
 * {@code PipelineModel.transform}.
 *
 * <p>Immutable, and for any number of threads at once. Rows given as maps, from column to value,
 * may lack columns, which are missing values then. On hot paths each thread takes a {@link
 * ScoringRow}.
 */
public final class Scorer {
  /** Rows of a batch that are encoded together. */
  private static final int BATCH = 256;

  private final FixedModel model;
  private final List<FieldSource> sources;
  private final List<String> columns;
  private final List<String> fieldNames;
  private final Loss loss;
  private final Queue<ScoringRow> idleRows = new ConcurrentLinkedQueue<>();
  private final Queue<Batch> idleBatches = new ConcurrentLinkedQueue<>();

  private Scorer(ServingModel served) {
    model = new FixedModel(served.config(), served.parameters());
    sources = served.sources();
    columns = served.columns();
    fieldNames = fieldNames(served);
    loss = served.config().loss();
  }

  /** The raw column of each field; the field's own name where a column makes several. */
  private static List<String> fieldNames(ServingModel served) {
    Map<String, Integer> uses = new HashMap<>();
    served.sources().forEach(source -> uses.merge(source.column(), 1, Integer::sum));
    List<String> names = new ArrayList<>();
    for (int f = 0; f < served.sources().size(); f++) {
      String column = served.sources().get(f).column();
      names.add(uses.get(column) == 1 ? column : served.config().schema().field(f).name());
    }
    return names;
  }

  /** A scorer of a model that is in memory. */
  public static Scorer of(ServingModel model) {
    return new Scorer(model);
  }

  /**
   * Opens what {@code exportForServing} or submit/export.sh wrote, or a zip that holds one such
   * file and nothing else. Embedding tables and vocabularies stay in the file, which is mapped into
   * memory: it may be replaced by another through a rename, but must not be changed.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is no such file, of a newer version, cut off or damaged
   */
  public static Scorer load(Path path) throws IOException {
    return new Scorer(ServingPlaces.open(path));
  }

  /**
   * Opens what a stream brings, from a temporary file, which is deleted when the JVM ends or
   * before.
   *
   * @throws IOException if it cannot be read, or no temporary file can be written
   * @throws IllegalArgumentException as {@link #load(Path)}
   */
  public static Scorer load(InputStream stream) throws IOException {
    return new Scorer(ServingPlaces.open(stream));
  }

  /** The raw columns that the model reads. */
  public List<String> columns() {
    return columns;
  }

  /** What the model was fitted by: {@link Loss#LOG} is a classifier's. */
  public Loss loss() {
    return loss;
  }

  /** Room for rows of one thread. */
  public ScoringRow newRow() {
    return new ScoringRow(this, columns, model, sources);
  }

  /**
   * The output of a row: the logit of a classifier, what a regression's mean is made of.
   *
   * @throws IllegalArgumentException if the model reads no such column, or one cannot hold its
   *     value
   */
  public double logit(Map<String, ?> row) {
    return withRow(row, ScoringRow::logit);
  }

  /**
   * The probability of label 1.
   *
   * @throws IllegalArgumentException as {@link #logit}
   * @throws IllegalStateException if the model is a regression
   */
  public double probability(Map<String, ?> row) {
    return withRow(row, ScoringRow::probability);
  }

  /**
   * The label's mean that the model foretells: the probability of 1, or a regression's prediction.
   *
   * @throws IllegalArgumentException as {@link #logit}
   */
  public double mean(Map<String, ?> row) {
    return withRow(row, ScoringRow::mean);
  }

  /**
   * A row's logit, taken apart by field.
   *
   * @throws IllegalArgumentException as {@link #logit}
   */
  public FieldExplanation explain(Map<String, ?> row) {
    return withRow(row, ScoringRow::explain);
  }

  private <T> T withRow(Map<String, ?> values, Function<ScoringRow, T> use) {
    ScoringRow row = idleRows.poll();
    if (row == null) {
      row = newRow();
    }
    try {
      row.setAll(values);
      return use.apply(row);
    } finally {
      row.clear();
      idleRows.add(row);
    }
  }

  /**
   * The {@link #logit} of each row, computed together: faster than one by one, and equal to it but
   * for rounding.
   *
   * @throws IllegalArgumentException as {@link #logit}
   */
  public double[] logits(List<? extends Map<String, ?>> rows) {
    double[] logits = new double[rows.size()];
    Batch batch = idleBatches.poll();
    if (batch == null) {
      batch = new Batch(this);
    }
    try {
      for (int begin = 0; begin < logits.length; begin += BATCH) {
        batch.score(rows, begin, Math.min(BATCH, logits.length - begin), logits);
      }
    } finally {
      batch.values.clear();
      idleBatches.add(batch);
    }
    return logits;
  }

  /**
   * The {@link #mean} of each row, as {@link #logits}.
   *
   * @throws IllegalArgumentException as {@link #logit}
   */
  public double[] means(List<? extends Map<String, ?>> rows) {
    double[] means = logits(rows);
    for (int i = 0; i < means.length; i++) {
      means[i] = mean(means[i]);
    }
    return means;
  }

  /**
   * Ranks candidates that have some columns in common, as the items that one user might be shown.
   *
   * @param common those columns; a field is common if its column is
   * @throws IllegalArgumentException if the model reads no such column, or they are all of its
   *     columns or none
   */
  public Candidates candidates(String... common) {
    return new Candidates(this, model, sources, List.of(common));
  }

  double mean(double logit) {
    return loss.mean(logit);
  }

  void requireClassifier() {
    if (loss.isRegression()) {
      throw new IllegalStateException(
          "The model is a regression, which has no probability; ask for its mean.");
    }
  }

  void requireFinite(float logit) {
    if (!Float.isFinite(logit)) {
      throw Refusal.of(
          "The row's logit is %s, beyond what a float holds; send values of the size of those in"
              + " training.",
          logit);
    }
  }

  FieldExplanation explain(FieldColumn[] row, float logit) {
    Explainer explainer = new Explainer(model.config(), model.parameters());
    return FieldExplanation.of(explainer.explain(row, 0, logit), fieldNames);
  }

  /** Room for a batch of one thread. */
  private static final class Batch {
    private final Scorer owner;
    private final RowValues values;
    private final io.sparkdeepfm.model.Scorer model;
    private final float[] logits = new float[BATCH];

    Batch(Scorer owner) {
      this.owner = owner;
      values = new RowValues(owner.columns, owner.model.config().schema(), owner.sources, BATCH);
      model = io.sparkdeepfm.model.Scorer.ofBatches(owner.model);
    }

    void score(List<? extends Map<String, ?>> rows, int begin, int count, double[] target) {
      values.clear();
      for (int i = 0; i < count; i++) {
        values.setAll(rows.get(begin + i));
        values.next();
      }
      model.score(values.columns(), 0, count, logits);
      for (int i = 0; i < count; i++) {
        owner.requireFinite(logits[i]);
        target[begin + i] = logits[i];
      }
    }
  }
}
