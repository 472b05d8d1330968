package io.sparkdeepfm.cli.input;

import io.sparkdeepfm.cli.input.UserMistake.Sentence;
import io.sparkdeepfm.data.Refusal;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
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
    FlatMapFunction<Row, Row> parser = line -> new LibsvmLine(line).row(length);
    return lines.flatMap(parser, Encoders.row(SCHEMA));
  }

  private static int largestIndex(Dataset<Row> lines) {
    FlatMapFunction<Row, Integer> parser = line -> new LibsvmLine(line).largestIndex();
    Row largest = lines.flatMap(parser, Encoders.INT()).agg(functions.max("value")).head();
    return largest.isNullAt(0) ? 0 : largest.getInt(0);
  }

  /**
   * One line of a libsvm file: {@code label index:value … # comment}, indices from 1, ascending.
   */
  private static final class LibsvmLine {
    private final String line;
    private final String file;
    private final String[] items;

    /**
     * @param row the line and its file's address
     */
    LibsvmLine(Row row) {
      line = row.getString(0);
      file = row.getString(1);
      int comment = line.indexOf('#');
      items = (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+");
    }

    private boolean isEmpty() {
      return items[0].isEmpty();
    }

    /** A group of queries says nothing about a row's features. */
    private int firstItem() {
      return items.length > 1 && items[1].startsWith("qid:") ? 2 : 1;
    }

    /** Nothing for an empty line or a comment. */
    Iterator<Integer> largestIndex() {
      if (isEmpty()) {
        return List.<Integer>of().iterator();
      }
      int largest = items.length > firstItem() ? index(items[items.length - 1]) : 0;
      return List.of(largest).iterator();
    }

    /**
     * Label and vector; nothing for an empty line or a comment.
     *
     * @param length of the vector
     * @throws IllegalArgumentException if the line is of another form
     */
    Iterator<Row> row(int length) {
      if (isEmpty()) {
        return List.<Row>of().iterator();
      }
      int first = firstItem();
      int[] indices = new int[items.length - first];
      double[] values = new double[indices.length];
      int last = 0;
      for (int i = 0; i < indices.length; i++) {
        String item = items[first + i];
        int index = index(item);
        if (index <= last) {
          throw wrong(
              index == 0
                  ? "has the index 0, but indices begin at 1; add 1 to every index"
                  : String.format(
                      "has the index %d after %d; sort each line's indices", index, last));
        }
        if (index > length) {
          throw wrong(
              String.format(
                  "has the index %d, but vectors have length %d; say --set fieldSizes=… with a sum"
                      + " that large",
                  index, length));
        }
        indices[i] = index - 1;
        values[i] = number(item.substring(item.indexOf(':') + 1));
        last = index;
      }
      return List.of(RowFactory.create(number(items[0]), Vectors.sparse(length, indices, values)))
          .iterator();
    }

    private int index(String item) {
      String[] parts = item.split(":", -1);
      if (parts.length == 3) {
        throw wrong(
            "is of libffm, with field:index:value; leave out the fields, whose sizes are for"
                + " --set fieldSizes=…");
      }
      try {
        if (parts.length == 2) {
          return Integer.parseInt(parts[0]);
        }
      } catch (NumberFormatException e) {
        // as if it had no index
      }
      throw wrong(String.format("has '%s', which is not index:value", Sentence.shortened(item)));
    }

    private double number(String text) {
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException e) {
        throw wrong(String.format("has '%s', which is no number", Sentence.shortened(text)));
      }
    }

    private IllegalArgumentException wrong(String problem) {
      return Refusal.of(
          "File '%s': the line '%s' %s.",
          new Path(java.net.URI.create(file)).toUri().getPath(), Sentence.shortened(line), problem);
    }
  }
}
