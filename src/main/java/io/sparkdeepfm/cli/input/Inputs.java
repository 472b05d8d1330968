package io.sparkdeepfm.cli.input;

import io.sparkdeepfm.cli.input.InputOptions.Format;
import io.sparkdeepfm.cli.input.UserMistake.Sentence;
import io.sparkdeepfm.data.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
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
    return Refusal.because(
        e,
        "%s cannot be read as %s: %s",
        input,
        Sentence.lower(options.format),
        Sentence.of(reason));
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

  /**
   * The types of columns that a text, or a directory's name, holds: double for those that are
   * numbers, string for all else, so that {@code 007} and {@code day=01} keep their zeros.
   */
  record ColumnTypes(Set<String> numbers) {

    DataType of(String column) {
      return numbers.contains(column) ? DataTypes.DoubleType : DataTypes.StringType;
    }

    /** The columns of a text's header, and those that the directories of its files name. */
    StructType schema(Collection<String> columns, InputPath input, List<Path> files) {
      StructType schema = new StructType();
      for (String column : columns) {
        schema = schema.add(column, of(column));
      }
      return withPartitions(schema, input, files);
    }

    /** A schema with the columns that directories name, typed as text is. */
    StructType withPartitions(StructType schema, InputPath input, List<Path> files) {
      StructType result = schema;
      List<String> partitions = files.isEmpty() ? List.of() : input.partitionColumns(files.get(0));
      for (String name : partitions) {
        result = retyped(result, name);
      }
      return result;
    }

    private StructType retyped(StructType schema, String name) {
      StructType result = new StructType();
      boolean found = false;
      for (StructField field : schema.fields()) {
        boolean is = field.name().equals(name);
        found |= is;
        result = is ? result.add(name, of(name)) : result.add(field);
      }
      return found ? result : result.add(name, of(name));
    }
  }

  /**
   * Reads Criteo's logs: tabs, no header; label, I1 to I13, C1 to C26; empty = missing. The test
   * files that Criteo published have no label. Counters are read as doubles, for some data sets
   * have decimals or counts beyond 31 bits.
   *
   * @param tokens columns that fields take as tokens, which keep their text
   */
  record CriteoInput(SparkSession spark, Set<String> tokens) {
    private static final int COUNTERS = 13;
    private static final int TOKENS = 26;

    /**
     * @throws IllegalArgumentException if the files are no text, or their lines of another width
     */
    Dataset<Row> read(InputPath input) {
      List<Path> files = InputPath.files(input.on(spark.read()).text(input.path()).inputFiles());
      String text =
          TextSample.read(
              input, files, StandardCharsets.UTF_8, spark.sparkContext().hadoopConfiguration());
      String line = text.lines().findFirst().orElse("");
      int columns = line.split("\t", -1).length;
      boolean hasLabel = line.isEmpty() || columns == 1 + COUNTERS + TOKENS;
      if (!hasLabel && columns != COUNTERS + TOKENS) {
        throw Refusal.of(
            "%s: the first line has %d columns between tabs, but Criteo's logs have %d, or %d"
                + " without a label; say another --format.",
            input, columns, 1 + COUNTERS + TOKENS, COUNTERS + TOKENS);
      }
      return input
          .on(spark.read())
          .option("sep", "\t")
          .option("mode", "FAILFAST")
          .option("quote", "")
          .schema(schema(hasLabel))
          .csv(input.path());
    }

    private StructType schema(boolean hasLabel) {
      StructType schema = new StructType();
      if (hasLabel) {
        schema = schema.add("label", DataTypes.IntegerType);
      }
      for (int i = 1; i <= COUNTERS; i++) {
        String name = "I" + i;
        schema =
            schema.add(name, tokens.contains(name) ? DataTypes.StringType : DataTypes.DoubleType);
      }
      for (int i = 1; i <= TOKENS; i++) {
        schema = schema.add("C" + i, DataTypes.StringType);
      }
      return schema;
    }
  }
}
