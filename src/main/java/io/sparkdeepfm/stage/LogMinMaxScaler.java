package io.sparkdeepfm.stage;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.persist.StageFiles;
import io.sparkdeepfm.platform.Platform;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Brings counts and amounts of any number of columns to 0 … 1 on a log scale:
 *
 * <p>x' = log(1 + min(max(x, 0), clipMax)) / (the largest such logarithm of the training data)
 *
 * <p>The minimum is fixed at 0 rather than taken from the data, so that zero stays zero: a zero is
 * not stored in the features vector and costs the model nothing, and a missing value, which
 * contributes nothing either, means the same on every data set. Negative values count as 0, null
 * stays null, and what exceeds the training maximum becomes 1. A column that is nowhere above 0
 * becomes 0.
 */
public final class LogMinMaxScaler extends Estimator<LogMinMaxScalerModel>
    implements LogMinMaxParams<LogMinMaxScaler>, MLWritable {
  private static final int FORMAT_VERSION = 1;

  private final String uid;

  public LogMinMaxScaler() {
    this(Identifiable$.MODULE$.randomUID("logMinMaxScaler"));
  }

  public LogMinMaxScaler(String uid) {
    Platform.check();
    this.uid = uid;
  }

  @Override
  public String uid() {
    return uid;
  }

  /**
   * @throws IllegalArgumentException if a column holds only nulls, or NaN or an infinite value
   */
  @Override
  public LogMinMaxScalerModel fit(Dataset<?> data) {
    transformSchema(data.schema());
    String[] columns = getInputCols();
    double[] limits = getClipMax();
    Row statistics = data.select(statistics(columns)).head();
    double[] maxima = new double[columns.length];
    for (int c = 0; c < columns.length; c++) {
      requireUsable(columns[c], statistics.getLong(3 * c), statistics.getLong(3 * c + 1));
      maxima[c] = Math.min(Math.max(statistics.getDouble(3 * c + 2), 0), limits[c]);
    }
    return copyValues(new LogMinMaxScalerModel(uid, maxima), ParamMap.empty()).setParent(this);
  }

  /** Per column: number of values, number of those that are not finite, maximum. */
  private static Column[] statistics(String[] columns) {
    List<Column> statistics = new ArrayList<>();
    for (String name : columns) {
      Column x = Columns.reference(name).cast(DataTypes.DoubleType);
      Column notFinite =
          x.isNaN().or(functions.abs(x).equalTo(functions.lit(Double.POSITIVE_INFINITY)));
      statistics.add(functions.count(x));
      statistics.add(functions.count(functions.when(notFinite, functions.lit(1))));
      statistics.add(functions.max(x));
    }
    return statistics.toArray(new Column[0]);
  }

  private static void requireUsable(String column, long numValues, long numNotFinite) {
    if (numValues == 0) {
      throw Refusal.of(
          "Column '%s' holds no value in any row of the training data, so its maximum is not"
              + " known; take it out of inputCols or give data that has values.",
          column);
    }
    if (numNotFinite > 0) {
      throw Refusal.of(
          "Column '%s' holds NaN or an infinite value in %d rows, but values to scale must be"
              + " finite; clean the data or use null for missing values.",
          column, numNotFinite);
    }
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return outputSchema(schema);
  }

  @Override
  public LogMinMaxScaler copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public MLWriter write() {
    return StageFiles.writer(this, FORMAT_VERSION);
  }

  public static MLReader<LogMinMaxScaler> read() {
    return StageFiles.reader(LogMinMaxScaler.class, FORMAT_VERSION, LogMinMaxScaler::new);
  }

  public static LogMinMaxScaler load(String path) {
    return read().load(path);
  }
}
