package io.sparkdeepfm.cli.input;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Reads inputs of one {@link Format}. Text gets its types from the fields, never from a guess: no
 * pass over the data, and a value that does not fit stops the job instead of turning into a null.
 */
public final class Inputs {
  private final SparkSession spark;
  private final InputOptions options;
  private final Set<String> needed = new HashSet<>();
  private final Set<String> tokens = new HashSet<>();
  private final ColumnTypes types;
  private final int numFeatures;

  /**
   * @param columns that options name, other than those that hold numbers: the label, a group
   * @param numericColumns of a text that hold numbers though no field says so: the weight
   * @param numFeatures length of libsvm vectors; 0 = the largest index of the input
   */
  public Inputs(
      SparkSession spark,
      InputOptions options,
      List<FieldSpec> fields,
      Collection<String> columns,
      Collection<String> numericColumns,
      int numFeatures) {
    this.spark = spark;
    this.options = options;
    this.numFeatures = numFeatures;
    Set<String> numbers = new HashSet<>(numericColumns);
    for (FieldSpec field : fields) {
      needed.add(field.column());
      (field.isNumeric() ? numbers : tokens).add(field.column());
    }
    needed.addAll(columns);
    needed.addAll(numbers);
    types = new ColumnTypes(Set.copyOf(numbers));
  }

  /**
   * @throws IllegalArgumentException if nothing is there or it is not of the format
   */
  public Dataset<Row> read(String path) {
    InputPath input = InputPath.of(path, spark.sparkContext().hadoopConfiguration());
    try {
      return spread(
          switch (options.format) {
            case PARQUET -> parquet(input);
            case CSV -> new CsvInput(spark, options, needed).read(input, types);
            case CRITEO -> new CriteoInput(spark, tokens).read(input);
            case LIBSVM -> new LibsvmInput(spark, numFeatures).read(input);
          });
    } catch (Exception e) {
      if (e instanceof IllegalArgumentException illegal) {
        throw illegal;
      }
      throw unreadable(input, e);
    }
  }

  private IllegalArgumentException unreadable(InputPath input, Exception e) {
    String reason =
        e instanceof AnalysisException analysis ? analysis.getSimpleMessage() : Sentence.root(e);
    return new IllegalArgumentException(
        String.format(
            "%s cannot be read as %s: %s",
            input, Sentence.lower(options.format), Sentence.of(reason)),
        e);
  }

  private Dataset<Row> parquet(InputPath input) {
    Dataset<Row> rows = input.on(spark.read()).parquet(input.path());
    List<Path> files = InputPath.files(rows.inputFiles());
    StructType schema = types.withPartitions(rows.schema(), input, files);
    return schema.equals(rows.schema())
        ? rows
        : input.on(spark.read()).schema(schema).parquet(input.path());
  }

  /** A gzip file is one partition; spread it, or one core would do all the work. */
  private Dataset<Row> spread(Dataset<Row> rows) {
    int cores = spark.sparkContext().defaultParallelism();
    boolean text = options.format == Format.CSV || options.format == Format.CRITEO;
    return text && rows.rdd().getNumPartitions() < cores ? rows.repartition(cores) : rows;
  }
}
