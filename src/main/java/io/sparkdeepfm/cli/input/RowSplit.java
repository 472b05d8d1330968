package io.sparkdeepfm.cli.input;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.data.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/**
 * Sets a fraction of the rows apart for validation: those where {@code xxhash64(seed, columns) mod
 * 1,000,000 < 1,000,000 · fraction} for the columns that the model reads. So a row's side depends
 * on nothing but what the model sees of it and the seed, not on partitions or order, and rows that
 * look the same to the model are never on both sides. The label is left out: with it, of rows that
 * differ in nothing else the clicked ones would go to one side and the others to the other. A
 * column that holds maps, which have no hash, is hashed as its JSON text.
 */
public record RowSplit(double fraction, long seed) {
  private static final int BINS = 1_000_000;

  public RowSplit {
    if (!(fraction > 0 && fraction < 1)) {
      throw Refusal.of("--validation-fraction is %s, but must be between 0 and 1.", fraction);
    }
  }

  /**
   * Whether a row is for validation, as a boolean column for the dataset.
   *
   * @param columns that the model reads
   */
  public Column isValidation(Dataset<Row> rows, List<String> columns) {
    Column[] values =
        Stream.concat(
                Stream.of(lit(seed)),
                columns.stream().map(name -> hashable(name, rows.schema().apply(name).dataType())))
            .toArray(Column[]::new);
    return pmod(xxhash64(values), lit(BINS)).lt(lit(Math.round(fraction * BINS)));
  }

  private static Column hashable(String name, DataType type) {
    Column column = Columns.reference(name);
    return holdsMap(type) ? to_json(struct(column)) : column;
  }

  private static boolean holdsMap(DataType type) {
    return type instanceof MapType
        || (type instanceof ArrayType array && holdsMap(array.elementType()))
        || (type instanceof StructType struct
            && Arrays.stream(struct.fields()).anyMatch(f -> holdsMap(f.dataType())));
  }
}
