package io.sparkdeepfm.model;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Refusal;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
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
   * Puts an earlier model's parameters over fresh ones.
   *
   * @param oldConfig the earlier model's shape
   * @param old the earlier model's parameters; copied from
   * @param config the shape to train
   * @param fresh parameters of that shape as the seed gives them; written into
   * @throws IllegalArgumentException unless the shapes fit, as {@link #checkShape} says
   */
  public static WarmStart of(
      DeepFMConfig oldConfig, DeepFMParameters old, DeepFMConfig config, DeepFMParameters fresh) {
    checkShape(oldConfig, config);
    fresh.checkShape(config);
    List<WarmStartReport.Table> tables = new ArrayList<>();
    for (int t = 0; t < config.schema().numTables(); t++) {
      EmbeddingTable from = old.table(t);
      EmbeddingTable to = fresh.table(t);
      float[] row = new float[from.rowLength()];
      for (int r = 0; r < from.numEmbeddings(); r++) {
        from.read(r, row, 0);
        to.write(r, row, 0);
      }
      tables.add(
          new WarmStartReport.Table(
              to.vocabulary(), from.numEmbeddings(), to.numEmbeddings() - from.numEmbeddings()));
    }
    System.arraycopy(old.dense(), 0, fresh.dense(), 0, fresh.dense().length);
    return new WarmStart(fresh, new WarmStartReport(tables));
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
