package io.sparkdeepfm.cli.input;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

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
