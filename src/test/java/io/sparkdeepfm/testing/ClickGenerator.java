package io.sparkdeepfm.testing;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Clicks drawn from a known truth: a factorization machine with field interaction gives each row
 * its true probability, and the label is one draw from it. No model can beat the AUC of {@link
 * Clicks#bestAuc} by more than luck.
 *
 * <p>Fields: a number, skewed single values (one missing now and then), and a multi-valued field
 * that shares its vocabulary with a single-valued one.
 */
public final class ClickGenerator {
  private static final int TRUE_DIM = 4;
  private static final int NUMBER = 0;
  private static final int SITE = 1;
  private static final int DEVICE = 2;
  private static final int APP = 3;
  private static final int INSTALLED = 4;
  private static final int MAX_INSTALLED = 5;
  private static final double MISSING_RATE = 0.1;
  private static final float BIAS = -1.2f;

  private final FieldSchema schema =
      new FieldSchema(
          List.of(
              Field.numeric("recency"),
              new Field("site", "site", 40, Pooling.SUM),
              new Field("device", "device", 4, Pooling.SUM),
              new Field("app", "app", 25, Pooling.SUM),
              new Field("installed", "app", 25, Pooling.MEAN)));
  private final DeepFMConfig config =
      ModelConfigs.of(
          schema, TRUE_DIM, List.of(), Activation.RELU, 0, false, Interaction.FIELD, Head.SUM);
  private final Random random;
  private final DeepFMParameters truth;

  private ClickGenerator(long seed, double weightScale, double embeddingScale) {
    this.random = new Random(seed);
    List<EmbeddingTable> tables = new ArrayList<>();
    for (int t = 0; t < schema.numTables(); t++) {
      EmbeddingTable table = new EmbeddingTable(schema.tableName(t), schema.tableSize(t), TRUE_DIM);
      for (int i = 0; i < table.values().length; i++) {
        boolean firstOrder = i % table.rowLength() == TRUE_DIM;
        table.values()[i] =
            (float) (random.nextGaussian() * (firstOrder ? weightScale : embeddingScale));
      }
      tables.add(table);
    }
    this.truth = new DeepFMParameters(tables, new float[] {BIAS});
  }

  /** Log-odds linear in the features: all true embeddings are 0. */
  public static ClickGenerator linear(long seed) {
    return new ClickGenerator(seed, 0.9, 0);
  }

  /** Log-odds mostly from pairs of fields, which a linear model cannot learn. */
  public static ClickGenerator interacting(long seed) {
    return new ClickGenerator(seed, 0.3, 0.65);
  }

  /**
   * B rows and their truth.
   *
   * @param block training examples without row weights
   * @param probabilities the true probability of a click, length B
   */
  @SuppressWarnings("ArrayRecordComponent") // clicks are never compared
  public record Clicks(ExampleBlock block, double[] probabilities) {
    public double[] labels() {
      double[] labels = new double[block.size()];
      Arrays.setAll(labels, b -> block.labels()[b]);
      return labels;
    }

    /** The AUC of the true probabilities on these labels. */
    public double bestAuc() {
      return Auc.auc(probabilities, labels());
    }

    /** The mean log loss of the true probabilities on these labels. */
    public double bestLogLoss() {
      double sum = 0;
      for (int b = 0; b < probabilities.length; b++) {
        sum -= Math.log(block.labels()[b] == 1 ? probabilities[b] : 1 - probabilities[b]);
      }
      return sum / probabilities.length;
    }
  }

  public FieldSchema schema() {
    return schema;
  }

  /** The shape of the truth: a factorization machine without deep part. */
  public DeepFMConfig config() {
    return config;
  }

  /** The live parameters of the truth. */
  public DeepFMParameters truth() {
    return truth;
  }

  /** The next B rows; a generator never repeats itself. */
  public Clicks next(int size) {
    FieldColumn[] columns = new FieldColumn[schema.numFields()];
    columns[NUMBER] = recency(size);
    columns[SITE] = skewed(schema.field(SITE).size(), size, 0);
    columns[DEVICE] = skewed(schema.field(DEVICE).size(), size, MISSING_RATE);
    columns[APP] = skewed(schema.field(APP).size(), size, 0);
    columns[INSTALLED] = installed(size);
    ExampleBlock block = new ExampleBlock(size, new float[size], null, columns, false);
    ReferenceDeepFM model = new ReferenceDeepFM(config);
    double[] probabilities =
        model.probabilities(ReferenceParameters.of(truth), block, ReferenceDeepFM.Mode.INFERENCE);
    for (int b = 0; b < size; b++) {
      block.labels()[b] = random.nextDouble() < probabilities[b] ? 1 : 0;
    }
    return new Clicks(block, probabilities);
  }

  private FieldColumn recency(int size) {
    float[] values = new float[size];
    for (int b = 0; b < size; b++) {
      values[b] = random.nextDouble() < MISSING_RATE ? 0 : random.nextFloat();
    }
    return FieldColumn.numeric(values);
  }

  private FieldColumn skewed(int rows, int size, double missingRate) {
    int[] row = new int[size];
    for (int b = 0; b < size; b++) {
      row[b] = random.nextDouble() < missingRate ? -1 : skewedRow(rows);
    }
    return FieldColumn.single(row);
  }

  /** Row 0 is drawn most often: P(row ≤ r) = √((r + 1) / rows). */
  private int skewedRow(int rows) {
    double uniform = random.nextDouble();
    return (int) (uniform * uniform * rows);
  }

  private FieldColumn installed(int size) {
    int[] offsets = new int[size + 1];
    for (int b = 0; b < size; b++) {
      offsets[b + 1] = offsets[b] + random.nextInt(MAX_INSTALLED + 1);
    }
    int[] rows = new int[offsets[size]];
    float[] values = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = skewedRow(schema.field(INSTALLED).size());
      values[i] = 1;
    }
    for (int b = 0; b < size; b++) {
      schema.field(INSTALLED).pooling().normalize(values, offsets[b], offsets[b + 1]);
    }
    return FieldColumn.general(offsets, rows, values);
  }
}
