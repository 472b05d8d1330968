package io.sparkdeepfm.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Made-up rows of Criteo's 26 categorical columns: as many distinct values and as large a share of
 * nulls as in the Criteo Kaggle data, values of 8 hexadecimal digits, the rank of a value drawn
 * log-uniformly (Zipf with exponent 1). The same row number gives the same row.
 */
final class CategoricalData {
  private static final int[] DISTINCT = {
    1460, 583, 10131227, 2202608, 305, 24, 12517, 633, 3, 93145, 5683, 8351593, 3194, 27, 14992,
    5461306, 10, 5652, 2173, 4, 7046547, 18, 15, 286181, 105, 142572
  };

  /** Percentage of nulls, where there are any. */
  private static final double[] NULLS = {
    0, 0, 3.4, 3.4, 0, 12, 0, 0, 0, 0, 0, 3.4, 0, 0, 0, 3.4, 0, 0, 44, 44, 3.4, 76, 0, 3.4, 44, 44
  };

  private CategoricalData() {}

  /** Names of the columns, C1 … C26. */
  static String[] columns() {
    String[] names = new String[DISTINCT.length];
    for (int c = 0; c < names.length; c++) {
      names[c] = "C" + (c + 1);
    }
    return names;
  }

  static Dataset<Row> rows(SparkSession session, long numRows, int numFiles) {
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < DISTINCT.length; c++) {
      columns.add(value(c).as(columns()[c]));
    }
    return session.range(0, numRows, 1, numFiles).select(columns.toArray(new Column[0]));
  }

  private static Column value(int c) {
    Column rank =
        functions
            .floor(functions.pow(functions.lit((double) DISTINCT[c]), uniform(2 * c)))
            .cast(DataTypes.LongType);
    Column digits =
        functions.lower(functions.hex(functions.xxhash64(rank, functions.lit(1000 + c))));
    Column value = functions.substring(functions.lpad(digits, 16, "0"), 1, 8);
    return functions.when(uniform(2 * c + 1).geq(functions.lit(NULLS[c] / 100)), value);
  }

  /** In [0, 1), by the number of the row. */
  private static Column uniform(int stream) {
    Column bits = functions.xxhash64(functions.col("id"), functions.lit(stream));
    return functions.shiftrightunsigned(bits, 11).multiply(functions.lit(0x1p-53));
  }
}
