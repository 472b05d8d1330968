package io.sparkdeepfm.cli.input;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads inputs of one {@link Format}. Text gets its types from the fields, never from a guess: no
 * pass over the data, and a value that does not fit stops the job instead of turning into a null.
 */
public final class Inputs {
  private static final int CRITEO_INTEGERS = 13;
  private static final int CRITEO_TOKENS = 26;

  private final SparkSession spark;
  private final Format format;
  private final String delimiter;
  private final Set<String> numericColumns = new HashSet<>();
  private final int numFeatures;

  /**
   * @param delimiter between the columns of a csv
   * @param numericColumns columns of a csv that hold numbers though no field says so: label, weight
   * @param numFeatures length of libsvm vectors; 0 = one more than the largest index of the input
   */
  public Inputs(
      SparkSession spark,
      Format format,
      String delimiter,
      List<FieldSpec> fields,
      Collection<String> numericColumns,
      int numFeatures) {
    this.spark = spark;
    this.format = format;
    this.delimiter = delimiter;
    this.numFeatures = numFeatures;
    this.numericColumns.addAll(numericColumns);
    fields.stream().filter(FieldSpec::isNumeric).forEach(f -> this.numericColumns.add(f.column()));
  }

  /**
   * @throws IllegalArgumentException if nothing is there or it is not of the format
   */
  public Dataset<Row> read(String path) {
    requireFiles(path);
    try {
      return spread(
          switch (format) {
            case PARQUET -> spark.read().parquet(path);
            case CSV -> csv(path);
            case CRITEO -> criteo(path);
            case LIBSVM -> libsvm(path);
          });
    } catch (Exception e) {
      if (e instanceof IllegalArgumentException illegal) {
        throw illegal;
      }
      throw unreadable(path, e);
    }
  }

  private IllegalArgumentException unreadable(String path, Exception e) {
    String reason =
        e instanceof AnalysisException analysis ? analysis.getSimpleMessage() : Sentence.root(e);
    return new IllegalArgumentException(
        String.format(
            "Input '%s' cannot be read as %s: %s",
            path, Sentence.lower(format), Sentence.of(reason)),
        e);
  }

  private void requireFiles(String path) {
    Path pattern = new Path(path);
    try {
      FileStatus[] found =
          pattern.getFileSystem(spark.sparkContext().hadoopConfiguration()).globStatus(pattern);
      if (found == null || found.length == 0) {
        throw new IllegalArgumentException(String.format("Input '%s' does not exist.", path));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          String.format("Input '%s' cannot be opened: %s", path, Sentence.of(Sentence.root(e))), e);
    }
  }

  private DataFrameReader text(String separator) {
    return spark.read().option("sep", separator).option("mode", "FAILFAST");
  }

  private Dataset<Row> csv(String path) {
    String[] header = text(delimiter).option("header", true).csv(path).columns();
    StructType schema = new StructType();
    for (String column : header) {
      DataType type = numericColumns.contains(column) ? DataTypes.DoubleType : DataTypes.StringType;
      schema = schema.add(column, type);
    }
    return text(delimiter)
        .option("header", true)
        .option("enforceSchema", false)
        .schema(schema)
        .csv(path);
  }

  private Dataset<Row> criteo(String path) {
    StructType schema = new StructType().add("label", DataTypes.IntegerType);
    for (int i = 1; i <= CRITEO_INTEGERS; i++) {
      schema = schema.add("I" + i, DataTypes.IntegerType);
    }
    for (int i = 1; i <= CRITEO_TOKENS; i++) {
      schema = schema.add("C" + i, DataTypes.StringType);
    }
    return text("\t").option("quote", "").schema(schema).csv(path);
  }

  private Dataset<Row> libsvm(String path) {
    DataFrameReader reader = spark.read().format("libsvm");
    return (numFeatures > 0 ? reader.option("numFeatures", numFeatures) : reader).load(path);
  }

  /** A gzip file is one partition; spread it, or one core would do all the work. */
  private Dataset<Row> spread(Dataset<Row> rows) {
    int cores = spark.sparkContext().defaultParallelism();
    boolean text = format == Format.CSV || format == Format.CRITEO;
    return text && rows.rdd().getNumPartitions() < cores ? rows.repartition(cores) : rows;
  }
}
