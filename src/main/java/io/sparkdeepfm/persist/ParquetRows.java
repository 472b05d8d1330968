package io.sparkdeepfm.persist;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A table of beans in a directory of Parquet files.
 *
 * @param <R> the beans, one per row
 * @param schema columns, in their order
 */
record ParquetRows<R>(
    SparkSession session, FileSystem fileSystem, Path directory, Class<R> type, StructType schema) {
  static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType);

  /**
   * Adds files to the directory, each with the rows of one list of chunks. A list travels as a
   * broadcast, for a task may not hold megabytes; on the driver it takes up to twice its size until
   * this returns.
   *
   * @param files lists that Java can serialize
   * @param toRows makes the rows of a chunk, on an executor
   */
  <C> void append(List<List<C>> files, FlatMapFunction<C, R> toRows) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    List<Broadcast<List<C>>> broadcasts = new ArrayList<>();
    try {
      files.forEach(file -> broadcasts.add(context.broadcast(file)));
      List<Integer> numbers = IntStream.range(0, files.size()).boxed().toList();
      JavaRDD<R> rows =
          context
              .parallelize(numbers, files.size())
              .flatMap(number -> broadcasts.get(number).value().iterator())
              .flatMap(toRows);
      session
          .createDataset(rows.rdd(), Encoders.bean(type))
          .select(Arrays.stream(schema.fieldNames()).map(functions::col).toArray(Column[]::new))
          .write()
          .options(withoutFloatDictionaries())
          .mode(SaveMode.Append)
          .parquet(directory.toString());
    } finally {
      broadcasts.forEach(Broadcast::destroy);
    }
  }

  /** Learned floats hardly repeat: looking each up in a dictionary costs a fifth of the writing. */
  private Map<String, String> withoutFloatDictionaries() {
    return Arrays.stream(schema.fields())
        .filter(column -> column.dataType().equals(FLOATS))
        .collect(
            Collectors.toMap(
                column -> "parquet.enable.dictionary#" + column.name() + ".list.element",
                column -> "false"));
  }

  /**
   * The Parquet files of the directory, in order of name.
   *
   * @throws IllegalArgumentException if there are none
   */
  List<Path> files() {
    List<Path> found = ParquetFooters.files(fileSystem, directory);
    if (found.isEmpty()) {
      throw CorruptModel.at(directory, "has no Parquet file");
    }
    return found;
  }

  /**
   * Checks by the files' footers how much is in them, before room is made for it.
   *
   * @param column an array, whose entries are counted
   * @throws IllegalArgumentException if there are more or fewer rows or entries
   */
  void require(List<Path> files, long rows, String column, long entries) {
    Configuration configuration = session.sparkContext().hadoopConfiguration();
    ParquetFooters.of(files, configuration, directory).require(directory, rows, column, entries);
  }

  /**
   * Reads files and hands their rows over in chunks made on the executors, in the files' order.
   *
   * @param files of the directory
   * @throws IllegalArgumentException if a file cannot be read or lacks a column of the schema
   */
  // Spark throws checked exceptions that Scala does not declare.
  <C> List<C> read(List<Path> files, FlatMapFunction<Iterator<R>, C> toChunks) {
    StructType found;
    try {
      String[] paths = files.stream().map(Path::toString).toArray(String[]::new);
      Dataset<Row> rows = session.read().parquet(paths);
      found = rows.schema();
      if (hasColumns(found, schema)) {
        return rows.as(Encoders.bean(type)).javaRDD().mapPartitions(toChunks).collect();
      }
    } catch (Exception e) {
      throw CorruptModel.unreadable(directory, e);
    }
    throw CorruptModel.at(
        directory, "has the columns %s instead of %s", found.toDDL(), schema.toDDL());
  }

  private static boolean hasColumns(StructType found, StructType expected) {
    return Arrays.stream(expected.fields())
        .allMatch(
            column ->
                Arrays.stream(found.fields())
                    .anyMatch(
                        other ->
                            other.name().equals(column.name())
                                && other.dataType().equals(column.dataType())));
  }
}
