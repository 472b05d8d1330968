package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.column.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.function.Executable;

/** Small data frames, and what tests ask of them. */
public final class Frames {
  private Frames() {}

  /**
   * @param ddl columns as in {@code "a STRING, b INT"}
   */
  public static Dataset<Row> of(String ddl, Object[]... rows) {
    List<Row> list = Arrays.stream(rows).map(RowFactory::create).toList();
    return SharedSpark.get().createDataFrame(list, StructType.fromDDL(ddl));
  }

  /** One column; a null among the values is a null cell. */
  public static Dataset<Row> column(String ddl, Object... values) {
    return of(ddl, Arrays.stream(values).map(v -> new Object[] {v}).toArray(Object[][]::new));
  }

  public static Object[] row(Object... values) {
    return values;
  }

  /** The cells of a column in the order of the rows. */
  public static List<Object> cells(Dataset<Row> frame, String column) {
    List<Object> cells = new ArrayList<>();
    for (Row row : frame.select(Columns.reference(column)).collectAsList()) {
      cells.add(row.get(0));
    }
    return cells;
  }

  /** The vectors of a column in the order of the rows, written out; null where null. */
  public static List<String> vectors(Dataset<Row> frame, String column) {
    return cells(frame, column).stream()
        .map(cell -> cell == null ? null : ((Vector) cell).toString())
        .toList();
  }

  /** Runs what must fail with an IllegalArgumentException and checks its message. */
  public static void assertRefused(String expectedPart, Executable action) {
    String message = assertThrows(IllegalArgumentException.class, action).getMessage();
    assertTrue(message.contains(expectedPart), message);
  }

  /** Runs a Spark job that must fail because of a bad value, and checks the message. */
  public static void assertJobFails(String expectedPart, Executable job) {
    Throwable failure = assertThrows(Exception.class, job);
    Throwable cause = failure;
    while (cause != null && !(cause instanceof IllegalArgumentException)) {
      cause = cause.getCause();
    }
    assertTrue(cause != null, failure.toString());
    assertTrue(cause.getMessage().contains(expectedPart), cause.getMessage());
  }
}
