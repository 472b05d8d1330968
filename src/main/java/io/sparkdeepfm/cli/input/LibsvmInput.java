package io.sparkdeepfm.cli.input;

import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads lines {@code label index:value …} as columns {@code label} and {@code features}. Unlike
 * Spark's own reader it takes comments and {@code qid:}, and names the file and line that do not
 * fit.
 *
 * @param numFeatures length of the vectors; 0 = the largest index of the input
 */
record LibsvmInput(SparkSession spark, int numFeatures) {
  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType)
          .add("features", SQLDataTypes.VectorType());

  Dataset<Row> read(InputPath input) {
    Dataset<Row> lines =
        input
            .on(spark.read())
            .text(input.path())
            .select(functions.col("value"), functions.input_file_name());
    int length = numFeatures > 0 ? numFeatures : largestIndex(lines);
    FlatMapFunction<Row, Row> parser = line -> LibsvmLine.of(line).row(length);
    return lines.flatMap(parser, Encoders.row(SCHEMA));
  }

  private static int largestIndex(Dataset<Row> lines) {
    FlatMapFunction<Row, Integer> parser = line -> LibsvmLine.of(line).largestIndex();
    Row largest = lines.flatMap(parser, Encoders.INT()).agg(functions.max("value")).head();
    return largest.isNullAt(0) ? 0 : largest.getInt(0);
  }
}
