package io.sparkdeepfm.python;

import io.sparkdeepfm.data.EnumNames;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Records as rows with a column per component that is a number, a text or a constant of an enum, of
 * the same name; other components are left out.
 */
final class RecordRows {
  private static final Map<Class<?>, DataType> TYPES =
      Map.of(
          int.class, DataTypes.IntegerType,
          long.class, DataTypes.LongType,
          double.class, DataTypes.DoubleType,
          String.class, DataTypes.StringType);

  private RecordRows() {}

  /**
   * @param records of one public class, at least one
   */
  static Dataset<Row> of(SparkSession session, List<? extends Record> records) {
    List<RecordComponent> columns =
        Arrays.stream(records.get(0).getClass().getRecordComponents())
            .filter(component -> typeOf(component) != null)
            .toList();
    StructType schema = new StructType();
    for (RecordComponent column : columns) {
      schema = schema.add(column.getName(), typeOf(column), column.getType() == String.class);
    }
    List<Row> rows = new ArrayList<>();
    for (Record each : records) {
      rows.add(RowFactory.create(columns.stream().map(column -> value(column, each)).toArray()));
    }
    return session.createDataFrame(rows, schema);
  }

  private static DataType typeOf(RecordComponent component) {
    return component.getType().isEnum() ? DataTypes.StringType : TYPES.get(component.getType());
  }

  private static Object value(RecordComponent column, Record each) {
    try {
      Object value = column.getAccessor().invoke(each);
      return value instanceof Enum<?> constant ? EnumNames.nameOf(constant) : value;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // accessors of public records neither hide nor throw
    }
  }
}
