package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.RowSet;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DrawnRows;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.model.Initializer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows that a worker's examples have. Of a large table of which these are less than half, its
 * replica holds no others, numbered by slot: there, a row is a slot everywhere in the replica, and
 * rows are translated where they come in or go out. So memory follows the data, not the vocabulary.
 *
 * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
final class WorkerRows implements Serializable {
  /** Rows of a table below which a replica holds it whole. */
  static final int LARGE_TABLE = 1 << 16;

  private final RowSet[] held; // by table; null where no examples were looked at
  private final boolean[] compact; // by table
  private transient int[][] rows; // by table and slot; made when first needed

  private WorkerRows(RowSet[] held, boolean[] compact) {
    this.held = held;
    this.compact = compact;
  }

  /** For a replica that holds every row of every table. */
  static WorkerRows all(FieldSchema schema) {
    return new WorkerRows(new RowSet[schema.numTables()], new boolean[schema.numTables()]);
  }

  /** Those of a worker's examples, be they for training or validation. */
  static WorkerRows of(Iterator<ExampleBlock> examples, FieldSchema schema) {
    BitSet[] tables = new BitSet[schema.numTables()];
    for (int t = 0; t < tables.length; t++) {
      tables[t] = new BitSet();
    }
    while (examples.hasNext()) {
      ExampleBlock block = examples.next();
      for (int f = 0; f < schema.numFields(); f++) {
        add(block.columns()[f], tables[schema.tableOf(f)]);
      }
    }
    RowSet[] held = new RowSet[tables.length];
    for (int t = 0; t < tables.length; t++) {
      held[t] = new RowSet(tables[t]);
      tables[t] = null;
    }
    return of(held, schema);
  }

  private static WorkerRows of(RowSet[] held, FieldSchema schema) {
    boolean[] compact = new boolean[held.length];
    for (int t = 0; t < held.length; t++) {
      int size = schema.tableSize(t);
      compact[t] = size >= LARGE_TABLE && held[t].size() < size / 2;
    }
    return new WorkerRows(held, compact);
  }

  private static void add(FieldColumn column, BitSet rows) {
    if (column.isNumeric()) {
      rows.set(0);
      return;
    }
    for (int row : column.rows()) {
      if (row >= 0) {
        rows.set(row);
      }
    }
  }

  /** Those of either worker. */
  WorkerRows union(WorkerRows other, FieldSchema schema) {
    RowSet[] all = new RowSet[held.length];
    for (int t = 0; t < all.length; t++) {
      all[t] = held[t].union(other.held[t]);
    }
    return of(all, schema);
  }

  /** The rows of a table that the examples have. */
  RowSet ofTable(int table) {
    return held[table];
  }

  /** Whether a replica holds only some rows of a table, by slot. */
  boolean isCompact(int table) {
    return compact[table];
  }

  private boolean anyCompact() {
    return IntStream.range(0, compact.length).anyMatch(t -> compact[t]);
  }

  /** Rows of a table that a replica holds, at least 1. */
  int numSlots(int table, FieldSchema schema) {
    return compact[table] ? Math.max(1, held[table].size()) : schema.tableSize(table);
  }

  /** The shape of the replica. */
  DeepFMConfig shape(DeepFMConfig config) {
    FieldSchema schema = config.schema();
    if (!anyCompact()) {
      return config;
    }
    List<Field> fields = new ArrayList<>();
    for (int f = 0; f < schema.numFields(); f++) {
      Field field = schema.field(f);
      int size = numSlots(schema.tableOf(f), schema);
      fields.add(new Field(field.name(), field.vocabulary(), size, field.pooling()));
    }
    return config.withSchema(new FieldSchema(fields));
  }

  /** A replica's parameters as the seed gives them. */
  DeepFMParameters initial(DeepFMConfig config, Initializer initializer) {
    if (!anyCompact()) {
      return initializer.initialize();
    }
    List<EmbeddingTable> tables = new ArrayList<>();
    for (int t = 0; t < compact.length; t++) {
      EmbeddingTable table = emptyTable(config, t);
      DrawnRows drawn = initializer.drawnRows(t);
      for (int slot = 0; slot < table.numEmbeddings(); slot++) {
        drawn.draw(row(t, slot), table.values(), slot * table.rowLength());
      }
      tables.add(table);
    }
    return new DeepFMParameters(tables, initializer.dense());
  }

  /** By table, the slots of the rows that a replica holds; null where it holds all. */
  RowSet[] slots() {
    RowSet[] slots = new RowSet[held.length];
    for (int t = 0; t < slots.length; t++) {
      slots[t] = compact[t] ? held[t] : null;
    }
    return slots;
  }

  private EmbeddingTable emptyTable(DeepFMConfig config, int table) {
    FieldSchema schema = config.schema();
    return new EmbeddingTable(
        schema.tableName(table), numSlots(table, schema), config.embeddingDim());
  }

  private int row(int table, int slot) {
    int[] own = compact[table] ? rows(table) : null;
    return own == null ? slot : own.length == 0 ? 0 : own[slot];
  }

  private int[] rows(int table) {
    if (rows == null) {
      rows = new int[held.length][];
    }
    if (rows[table] == null) {
      rows[table] = held[table].rows();
    }
    return rows[table];
  }

  /** Rows of a replica under their numbers in the table. */
  RowUpdates toRows(int table, RowUpdates slots) {
    if (!compact[table]) {
      return slots;
    }
    int[] numbers = slots.rows().clone();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = rows(table)[numbers[i]];
    }
    return slots.renumbered(numbers);
  }

  /** Likewise, of all tables. */
  RowUpdates[] toRows(RowUpdates[] slots) {
    RowUpdates[] numbered = new RowUpdates[slots.length];
    for (int t = 0; t < numbered.length; t++) {
      numbered[t] = toRows(t, slots[t]);
    }
    return numbered;
  }

  /** Rows of a table as they are numbered in the replica, which holds them all. */
  RowUpdates toSlots(int table, RowUpdates numbered) {
    return compact[table] ? numbered.renumbered(slots(table, numbered.rows())) : numbered;
  }

  private int[] slots(int table, int[] numbers) {
    RowSet own = held[table];
    int[] slots = new int[numbers.length];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = numbers[i] < 0 ? numbers[i] : own.slot(numbers[i]);
    }
    return slots;
  }

  /** Examples as the replica reads them; the block itself where it holds all rows. */
  ExampleBlock toSlots(ExampleBlock block, FieldSchema schema) {
    if (!anyCompact()) {
      return block;
    }
    FieldColumn[] columns = block.columns().clone();
    for (int f = 0; f < columns.length; f++) {
      int table = schema.tableOf(f);
      if (compact[table] && columns[f].rows() != null) {
        int[] slots = slots(table, columns[f].rows());
        columns[f] = new FieldColumn(columns[f].offsets(), slots, columns[f].values());
      }
    }
    return new ExampleBlock(
        block.size(), block.labels(), block.weights(), columns, block.validation());
  }
}
