package io.sparkdeepfm.persist;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The dense parameters in {@code dense/}, one row per segment of the {@link DenseLayout}. */
final class DenseFiles {
  private static final String DIRECTORY = "dense";

  private static final StructType SCHEMA =
      new StructType()
          .add("name", DataTypes.StringType)
          .add("rows", DataTypes.IntegerType)
          .add("columns", DataTypes.IntegerType)
          .add("values", ParquetRows.FLOATS);

  private DenseFiles() {}

  static void write(SparkSession session, FileSystem fileSystem, ModelState state, Path model) {
    List<DenseRow> rows = new ArrayList<>();
    for (DenseLayout.Segment segment : new DenseLayout(state.config()).segments()) {
      int end = segment.offset() + segment.length();
      DenseRow row = new DenseRow();
      row.setName(segment.name());
      row.setRows(segment.rows());
      row.setColumns(segment.columns());
      row.setValues(Arrays.copyOfRange(state.parameters().dense(), segment.offset(), end));
      rows.add(row);
    }
    table(session, fileSystem, model).append(List.of(rows), row -> List.of(row).iterator());
  }

  /**
   * The array that {@link DenseLayout} describes.
   *
   * @throws IllegalArgumentException if a file cannot be read or the rows are not exactly the
   *     configuration's segments
   */
  static float[] read(
      SparkSession session, FileSystem fileSystem, DeepFMConfig config, Path model) {
    ParquetRows<DenseRow> table = table(session, fileSystem, model);
    Path directory = table.directory();
    DenseLayout layout = new DenseLayout(config);
    List<Path> files = table.files();
    table.require(files, layout.segments().size(), "values", layout.length());
    Map<String, DenseRow> rows = new HashMap<>();
    for (DenseRow row : table.read(files, unchanged -> unchanged)) {
      if (rows.put(row.getName(), row) != null) {
        throw CorruptModel.at(directory, "has segment '%s' twice", row.getName());
      }
    }
    float[] dense = new float[layout.length()];
    for (DenseLayout.Segment segment : layout.segments()) {
      float[] values = checked(rows.remove(segment.name()), segment, directory);
      System.arraycopy(values, 0, dense, segment.offset(), values.length);
    }
    requireVariances(layout, dense, directory);
    if (!rows.isEmpty()) {
      throw CorruptModel.at(
          directory,
          "has segment '%s', which is not in the metadata",
          rows.keySet().iterator().next());
    }
    return dense;
  }

  private static void requireVariances(DenseLayout layout, float[] dense, Path directory) {
    DenseLayout.Segment negative = layout.negativeVariance(dense);
    if (negative != null) {
      throw CorruptModel.at(directory, "has negative values in segment '%s'", negative.name());
    }
  }

  private static ParquetRows<DenseRow> table(
      SparkSession session, FileSystem fileSystem, Path model) {
    Path directory = new Path(model, DIRECTORY);
    return new ParquetRows<>(session, fileSystem, directory, DenseRow.class, SCHEMA);
  }

  private static float[] checked(DenseRow row, DenseLayout.Segment segment, Path directory) {
    if (row == null) {
      throw CorruptModel.at(directory, "lacks segment '%s'", segment.name());
    }
    int length = row.getValues() == null ? 0 : row.getValues().length;
    if (row.getRows() != segment.rows()
        || row.getColumns() != segment.columns()
        || length != segment.length()) {
      throw CorruptModel.at(
          directory,
          "has segment '%s' as %d × %d with %d values, but the metadata gives %d × %d",
          segment.name(),
          row.getRows(),
          row.getColumns(),
          length,
          segment.rows(),
          segment.columns());
    }
    if (!ModelState.areFinite(row.getValues(), 0, length)) {
      throw CorruptModel.at(
          directory, "has NaN or infinite values in segment '%s'", segment.name());
    }
    return row.getValues();
  }

  /**
   * One row of {@code dense/}; public and mutable because Spark's bean encoder, which copies float
   * arrays without boxing, needs it so.
   */
  public static final class DenseRow implements Serializable {
    private String name;
    private int rows;
    private int columns;
    private float[] values;

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }

    public int getRows() {
      return rows;
    }

    public void setRows(int rows) {
      this.rows = rows;
    }

    public int getColumns() {
      return columns;
    }

    public void setColumns(int columns) {
      this.columns = columns;
    }

    public float[] getValues() {
      return values;
    }

    public void setValues(float[] values) {
      this.values = values;
    }
  }
}
