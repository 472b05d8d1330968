package io.sparkdeepfm.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A features column as the flat files that {@code benchmarks/peers/parity.py} reads: each example
 * has a fixed number of slots, one per field, or for a field of several values as many as the
 * longest example needs; the weights are pooled already.
 */
final class EncodedRows {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FieldSchema schema;
  private final int[] tableBegins;
  private final int[] fieldOfIndex;
  private final int[] slotBegins; // of each field, and the end

  private EncodedRows(FieldSchema schema, int[] slotsOfField) {
    this.schema = schema;
    tableBegins = new int[schema.numTables() + 1];
    for (int t = 0; t < schema.numTables(); t++) {
      tableBegins[t + 1] = tableBegins[t] + schema.tableSize(t);
    }
    fieldOfIndex = fieldOfIndex(schema);
    slotBegins = new int[slotsOfField.length + 1];
    for (int f = 0; f < slotsOfField.length; f++) {
      slotBegins[f + 1] = slotBegins[f] + slotsOfField[f];
    }
  }

  private static int[] fieldOfIndex(FieldSchema schema) {
    int[] fields = new int[schema.numFeatures()];
    for (int f = 0; f < schema.numFields(); f++) {
      Arrays.fill(fields, schema.begin(f), schema.begin(f + 1), f);
    }
    return fields;
  }

  /**
   * Writes shape.json and a folder per split.
   *
   * @param splits Datasets with columns label and features, by name
   */
  static void write(Map<String, Dataset<Row>> splits, Path folder) throws IOException {
    Dataset<Row> first = splits.values().iterator().next();
    FieldSchema schema = FieldMetadata.schemaOf(first.schema().apply("features"), Pooling.SUM);
    int[] slots = new int[schema.numFields()];
    Arrays.fill(slots, 1);
    int[] fields = fieldOfIndex(schema);
    for (Dataset<Row> split : splits.values()) {
      Iterator<Row> rows = split.select("features").toLocalIterator();
      while (rows.hasNext()) {
        growSlots(slots, fields, (Vector) rows.next().get(0));
      }
    }
    EncodedRows encoded = new EncodedRows(schema, slots);
    encoded.writeShape(Files.createDirectories(folder));
    for (Map.Entry<String, Dataset<Row>> split : splits.entrySet()) {
      encoded.writeSplit(split.getValue(), Files.createDirectories(folder.resolve(split.getKey())));
    }
  }

  private static void growSlots(int[] slots, int[] fields, Vector features) {
    int[] counts = new int[slots.length];
    for (int index : features.toSparse().indices()) {
      int f = fields[index];
      slots[f] = Math.max(slots[f], ++counts[f]);
    }
  }

  private void writeShape(Path folder) throws IOException {
    List<Integer> fieldOfSlot =
        IntStream.range(0, schema.numFields())
            .flatMap(f -> IntStream.range(slotBegins[f], slotBegins[f + 1]).map(slot -> f))
            .boxed()
            .toList();
    JSON.writeValue(
        folder.resolve("shape.json").toFile(),
        Map.of("embeddings", tableBegins[schema.numTables()], "fieldOfSlot", fieldOfSlot));
  }

  private void writeSplit(Dataset<Row> data, Path folder) throws IOException {
    int numSlots = slotBegins[schema.numFields()];
    int[] rows = new int[numSlots];
    float[] values = new float[numSlots];
    Iterator<Row> examples = data.select("label", "features").toLocalIterator();
    try (OutputStream labelFile = open(folder.resolve("labels"));
        OutputStream rowFile = open(folder.resolve("rows"));
        OutputStream valueFile = open(folder.resolve("values"))) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * numSlots).order(ByteOrder.LITTLE_ENDIAN);
      while (examples.hasNext()) {
        Row example = examples.next();
        fill(((Vector) example.get(1)).toSparse(), rows, values);
        bytes.putFloat(0, (float) example.getDouble(0));
        labelFile.write(bytes.array(), 0, 4);
        bytes.asIntBuffer().put(rows);
        rowFile.write(bytes.array());
        bytes.asFloatBuffer().put(values);
        valueFile.write(bytes.array());
      }
    }
  }

  private static OutputStream open(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }

  /** An empty slot has value 0 and any row. */
  private void fill(SparseVector features, int[] rows, float[] values) {
    Arrays.fill(values, 0f);
    Arrays.fill(rows, 0);
    int[] next = slotBegins.clone();
    int[] indices = features.indices();
    for (int i = 0; i < indices.length; i++) {
      int f = fieldOfIndex[indices[i]];
      int slot = next[f]++;
      rows[slot] = tableBegins[schema.tableOf(f)] + indices[i] - schema.begin(f);
      values[slot] = (float) features.values()[i];
    }
    for (int f = 0; f < schema.numFields(); f++) {
      schema.field(f).pooling().normalize(values, slotBegins[f], next[f]);
    }
  }
}
