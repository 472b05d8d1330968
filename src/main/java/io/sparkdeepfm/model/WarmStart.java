package io.sparkdeepfm.model;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Refusal;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where a training begins that goes on from an earlier model: row r of a table is row r of the
 * earlier model's as far as that went, further rows are as the {@link Initializer} drew them, and
 * all dense parameters, moving statistics included, are the earlier model's.
 *
 * @param parameters to begin from, shared with nobody; null for those of the seed
 * @param report which rows are old and which new
 */
public record WarmStart(DeepFMParameters parameters, WarmStartReport report) {
  /** Without an earlier model. */
  public static final WarmStart NONE = new WarmStart(null, WarmStartReport.NONE);

  /**
   * Goes on from an earlier model's parameters.
   *
   * @param oldConfig the earlier model's shape
   * @param old the earlier model's parameters, taken over rather than copied
   * @param config the shape to train
   * @param fresh gives the rows by which tables have grown
   * @throws IllegalArgumentException unless the shapes fit, as {@link #checkShape} says
   */
  public static WarmStart of(
      DeepFMConfig oldConfig, DeepFMParameters old, DeepFMConfig config, Initializer fresh) {
    checkShape(oldConfig, config);
    List<EmbeddingTable> tables = new ArrayList<>();
    List<WarmStartReport.Table> report = new ArrayList<>();
    for (int t = 0; t < config.schema().numTables(); t++) {
      EmbeddingTable table = old.table(t);
      int more = config.schema().tableSize(t) - table.numEmbeddings();
      tables.add(more == 0 ? table : grown(table, more, fresh.drawnRows(t)));
      report.add(new WarmStartReport.Table(table.vocabulary(), table.numEmbeddings(), more));
    }
    return new WarmStart(new DeepFMParameters(tables, old.dense()), new WarmStartReport(report));
  }

  /** Floats of all rows of the tables that are larger than those of an earlier model. */
  public static long grownFloats(DeepFMConfig old, DeepFMConfig config) {
    long rows = 0;
    for (int t = 0; t < config.schema().numTables(); t++) {
      int size = config.schema().tableSize(t);
      rows += size > old.schema().tableSize(t) ? size : 0;
    }
    return rows * (config.embeddingDim() + 1L);
  }

  /** All rows are kept, since there are two kinds of others. */
  private static EmbeddingTable grown(EmbeddingTable old, int more, DrawnRows drawn) {
    EmbeddingTable table =
        EmbeddingTable.zeros(old.vocabulary(), old.numEmbeddings() + more, old.embeddingDim());
    fill(table, old, drawn);
    return table;
  }

  static void fill(EmbeddingTable table, EmbeddingTable old, DrawnRows drawn) {
    float[] row = new float[table.rowLength()];
    for (int r = 0; r < table.numEmbeddings(); r++) {
      if (r < old.numEmbeddings()) {
        old.read(r, row, 0);
      } else {
        Arrays.fill(row, 0f);
        drawn.draw(r, row, 0);
      }
      table.write(r, row, 0);
    }
  }

  /**
   * Checks that one model can go on from another: the same fields (name, vocabulary, pooling) in
   * the same order, tables at least as large, all else of the shape the same. Dropout may differ.
   *
   * <p>Sizes are all that can be compared: that an index still means the same value is up to who
   * made the features.
   *
   * @throws IllegalArgumentException that names the first difference, if the shapes do not fit
   */
  public static void checkShape(DeepFMConfig old, DeepFMConfig config) {
    checkFields(old.schema(), config.schema());
    checkTables(old.schema(), config.schema());
    for (RecordComponent component : DeepFMConfig.class.getRecordComponents()) {
      if (!mayDiffer(component.getName())) {
        checkSame(component, old, config);
      }
    }
  }

  private static void checkFields(FieldSchema old, FieldSchema fields) {
    for (int f = 0; f < Math.max(old.numFields(), fields.numFields()); f++) {
      String oldName = f < old.numFields() ? "'" + old.field(f).name() + "'" : "missing";
      String name = f < fields.numFields() ? "'" + fields.field(f).name() + "'" : "missing";
      if (!oldName.equals(name)) {
        throw Refusal.of(
            "Field %d of the initial model is %s, but that of the features is %s; assemble the"
                + " same fields in the same order.",
            f + 1, oldName, name);
      }
      Field field = fields.field(f);
      checkField(field, "vocabulary", old.field(f).vocabulary(), field.vocabulary());
      checkField(
          field,
          "pooling",
          EnumNames.nameOf(old.field(f).pooling()),
          EnumNames.nameOf(field.pooling()));
    }
  }

  private static void checkField(Field field, String what, String old, String now) {
    if (!old.equals(now)) {
      throw Refusal.of(
          "The %s of field '%s' is %s in the initial model, but %s in the features; keep it as"
              + " it was.",
          what, field.name(), old, now);
    }
  }

  private static void checkTables(FieldSchema old, FieldSchema fields) {
    for (int t = 0; t < old.numTables(); t++) {
      if (fields.tableSize(t) < old.tableSize(t)) {
        throw Refusal.of(
            "Vocabulary '%s' has %d rows in the initial model, but %d in the features; extend"
                + " the old vocabularies (setInitialModel of VocabularyIndexer) and hash into"
                + " as many buckets as before.",
            old.tableName(t), old.tableSize(t), fields.tableSize(t));
      }
    }
  }

  /** What only training reads. */
  private static boolean mayDiffer(String component) {
    return component.equals("schema") || component.toLowerCase(Locale.ROOT).endsWith("dropoutrate");
  }

  private static void checkSame(RecordComponent component, DeepFMConfig old, DeepFMConfig config) {
    Object was = value(component, old);
    Object is = value(component, config);
    if (!was.equals(is)) {
      throw Refusal.of(
          "%s is %s in the initial model, but %s here; set it to %s, or train without an initial"
              + " model.",
          component.getName(), text(was), text(is), text(was));
    }
  }

  private static Object value(RecordComponent component, DeepFMConfig config) {
    try {
      return component.getAccessor().invoke(config);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + component + ".", e);
    }
  }

  private static String text(Object value) {
    return value instanceof Enum<?> constant ? EnumNames.nameOf(constant) : value.toString();
  }
}
