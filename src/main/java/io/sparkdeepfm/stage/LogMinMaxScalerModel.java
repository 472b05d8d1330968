package io.sparkdeepfm.stage;

import io.sparkdeepfm.catalyst.CellFunction;
import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.data.LogMinMax;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.persist.StageFiles;
import io.sparkdeepfm.persist.StageFiles.StageMetadata;
import io.sparkdeepfm.platform.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The maxima that {@link LogMinMaxScaler} found; adds a {@code double} column per input column. */
public final class LogMinMaxScalerModel extends Model<LogMinMaxScalerModel>
    implements LogMinMaxParams<LogMinMaxScalerModel>, MLWritable {
  private static final int FORMAT_VERSION = 1;
  private static final String MAXIMA = "maxima";

  private final String uid;
  private final double[] maxima;

  /**
   * For lists of classes, as {@code ServiceLoader} reads them for Spark Connect: they want this to
   * be there and never call it.
   *
   * @throws UnsupportedOperationException always: models come from {@code fit} and {@code load}
   */
  public LogMinMaxScalerModel() {
    throw new UnsupportedOperationException("Models come from fit and load.");
  }

  LogMinMaxScalerModel(String uid, double... maxima) {
    Platform.check();
    this.uid = uid;
    this.maxima = maxima;
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Largest value of each input column in the training data, between 0 and its clipMax. */
  public double[] maxima() {
    return maxima.clone();
  }

  /** NaN and infinite values fail the job that evaluates the output, naming the column. */
  @Override
  public Dataset<Row> transform(Dataset<?> data) {
    StructType outputSchema = transformSchema(data.schema());
    String[] inputs = getInputCols();
    double[] limits = getClipMax();
    List<Column> outputs = new ArrayList<>();
    for (int c = 0; c < inputs.length; c++) {
      StructField output = outputSchema.fields()[data.schema().length() + c];
      Column x = Columns.reference(inputs[c]).cast(DataTypes.DoubleType);
      ScaledCell scale = new ScaledCell(new LogMinMax(inputs[c], limits[c], maxima[c]));
      outputs.add(scale.of(x).as(output.name(), output.metadata()));
    }
    return Columns.append(data, outputs);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    StructType result = outputSchema(schema);
    if (getInputCols().length != maxima.length) {
      throw Refusal.of(
          "inputCols has %d columns, but the model was fitted on %d; fit it again.",
          getInputCols().length, maxima.length);
    }
    return result;
  }

  @Override
  public LogMinMaxScalerModel copy(ParamMap extra) {
    return copyValues(new LogMinMaxScalerModel(uid, maxima), extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return StageFiles.writer(this, FORMAT_VERSION, (session, path) -> Map.of(MAXIMA, maxima));
  }

  public static MLReader<LogMinMaxScalerModel> read() {
    return StageFiles.reader(
        LogMinMaxScalerModel.class,
        FORMAT_VERSION,
        (metadata, session, path) ->
            new LogMinMaxScalerModel(metadata.uid(), savedMaxima(metadata)));
  }

  private static double[] savedMaxima(StageMetadata metadata) {
    double[] maxima = metadata.entry(MAXIMA, double[].class);
    for (double maximum : maxima) {
      if (!(maximum >= 0 && maximum < Double.POSITIVE_INFINITY)) {
        throw Refusal.of(
            "File '%s' has the maximum %s, but maxima are finite and at least 0; the file is"
                + " damaged.",
            metadata.file(), maximum);
      }
    }
    return maxima;
  }

  public static LogMinMaxScalerModel load(String path) {
    return read().load(path);
  }

  /** The scaled value of a cell; null for null. */
  record ScaledCell(LogMinMax scale) implements CellFunction<Double> {
    @Override
    public DataType[] inputTypes() {
      return new DataType[] {DataTypes.DoubleType};
    }

    @Override
    public DataType resultType() {
      return DataTypes.DoubleType;
    }

    @Override
    public Double produceResult(InternalRow cell) {
      return cell.isNullAt(0) ? null : (Double) scale.of(cell.getDouble(0));
    }
  }
}
