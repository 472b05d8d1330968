package io.sparkdeepfm.persist;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.EmbeddingTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** Puts rows that come in any order in their places; each place must be filled exactly once. */
final class TableAssembly {
  private final Path directory;
  private final List<EmbeddingTable> tables = new ArrayList<>();
  private final List<BitSet> filled = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /**
   * @param directory where the rows were read, for messages
   */
  TableAssembly(DeepFMConfig config, Path directory) {
    this.directory = directory;
    FieldSchema schema = config.schema();
    for (int t = 0; t < schema.numTables(); t++) {
      numbers.put(schema.tableName(t), t);
      tables.add(
          new EmbeddingTable(schema.tableName(t), schema.tableSize(t), config.embeddingDim()));
      filled.add(new BitSet(schema.tableSize(t)));
    }
  }

  /**
   * @throws IllegalArgumentException if a row is of no table, out of its range, of another length,
   *     there already, or not finite
   */
  void add(EmbeddingChunk chunk) {
    Integer number = numbers.get(chunk.vocabulary());
    if (number == null) {
      throw CorruptModel.at(
          directory,
          String.format(
              "has rows of vocabulary '%s', which is not in the metadata", chunk.vocabulary()));
    }
    EmbeddingTable table = tables.get(number);
    int rowLength = table.rowLength();
    if (chunk.rowLength() != rowLength) {
      throw CorruptModel.at(
          directory,
          String.format(
              "has an embedding of %d floats at index %d of vocabulary '%s', but embeddingDim is %d",
              chunk.rowLength() - 1, chunk.index(0), chunk.vocabulary(), table.embeddingDim()));
    }
    for (int i = 0; i < chunk.numRows(); i++) {
      int index = chunk.index(i);
      checkPlace(table, filled.get(number), index);
      if (!FiniteFloats.areAll(chunk.values(), i * rowLength, (i + 1) * rowLength)) {
        throw CorruptModel.at(
            directory,
            String.format(
                "has NaN or infinite values at index %d of vocabulary '%s'",
                index, chunk.vocabulary()));
      }
      System.arraycopy(chunk.values(), i * rowLength, table.values(), index * rowLength, rowLength);
    }
  }

  private void checkPlace(EmbeddingTable table, BitSet taken, int index) {
    if (index < 0 || index >= table.numEmbeddings()) {
      throw CorruptModel.at(
          directory,
          String.format(
              "has index %d of vocabulary '%s', but the metadata gives it %d rows",
              index, table.vocabulary(), table.numEmbeddings()));
    }
    if (taken.get(index)) {
      throw CorruptModel.at(
          directory,
          String.format("has index %d of vocabulary '%s' twice", index, table.vocabulary()));
    }
    taken.set(index);
  }

  /**
   * @throws IllegalArgumentException if a row is missing
   */
  List<EmbeddingTable> finish() {
    for (int t = 0; t < tables.size(); t++) {
      EmbeddingTable table = tables.get(t);
      int rows = filled.get(t).cardinality();
      if (rows != table.numEmbeddings()) {
        throw CorruptModel.at(
            directory,
            String.format(
                "has %d of the %d rows of vocabulary '%s' (index %d is missing)",
                rows, table.numEmbeddings(), table.vocabulary(), filled.get(t).nextClearBit(0)));
      }
    }
    return tables;
  }
}
