package io.sparkdeepfm.evaluation;

import java.util.Arrays;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Which types a column of groups can have: those whose values Spark can compare. */
public final class GroupTypes {
  private GroupTypes() {}

  /**
   * @throws IllegalArgumentException if rows cannot be grouped by the column
   */
  static void require(StructField group) {
    if (!isGroupable(group.dataType())) {
      throw new IllegalArgumentException(
          String.format(
              "Column '%s' (groupCol) has type %s, by which Spark cannot group; take a string or a"
                  + " number.",
              group.name(), group.dataType().catalogString()));
    }
  }

  /** Whether rows can be grouped by a column of a type; not by maps, at any depth. */
  public static boolean isGroupable(DataType type) {
    if (type instanceof ArrayType array) {
      return isGroupable(array.elementType());
    }
    if (type instanceof StructType struct) {
      return Arrays.stream(struct.fields()).allMatch(field -> isGroupable(field.dataType()));
    }
    return !(type instanceof MapType || type instanceof CalendarIntervalType);
  }
}
