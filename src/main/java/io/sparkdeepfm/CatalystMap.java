package io.sparkdeepfm;

import io.sparkdeepfm.param.InputColumns;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.plans.logical.MapPartitions;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;
import scala.collection.immutable.List$;
import scala.runtime.AbstractFunction1;

/**
 * {@code mapPartitions} over rows as Spark keeps them.
 *
 * <p>Spark's public {@code mapPartitions} turns each column of each row into Java objects and back,
 * also those that only pass through. Here the columns travel as one struct, which the same logical
 * operator hands over as it is. The operator and its rows are no public API, so whoever calls this
 * must be ready for a {@link LinkageError} on another build of Spark.
 */
final class CatalystMap {
  /** Name of the one column of the outcome. */
  static final String ROW = "row";

  private CatalystMap() {}

  /** What is done with the rows of a partition. */
  interface Task extends UnaryOperator<Iterator<InternalRow>>, Serializable {}

  /**
   * Maps the partitions of a Dataset.
   *
   * @param task gets rows that the next one overwrites, and gives rows of {@code outputSchema}
   * @return one column, {@code row}, with the mapped rows as structs
   */
  static Dataset<Row> mapPartitions(Dataset<?> data, Task task, StructType outputSchema) {
    Column[] columns =
        Arrays.stream(data.columns()).map(InputColumns::reference).toArray(Column[]::new);
    Dataset<Row> structs = data.select(functions.struct(columns).as(ROW));
    AttributeReference output =
        new AttributeReference(
            ROW,
            outputSchema,
            false,
            Metadata.empty(),
            NamedExpression$.MODULE$.newExprId(),
            List$.MODULE$.<String>empty());
    return Dataset.ofRows(
        data.sparkSession(),
        new MapPartitions(new Function(task), output, structs.queryExecution().analyzed()));
  }

  /** A task as Scala calls it. */
  private static final class Function
      extends AbstractFunction1<
          scala.collection.Iterator<Object>, scala.collection.Iterator<Object>>
      implements Serializable {
    private final Task task;

    Function(Task task) {
      this.task = task;
    }

    @Override
    public scala.collection.Iterator<Object> apply(scala.collection.Iterator<Object> rows) {
      return JavaConverters.asScalaIterator(new Objects(task.apply(new Rows(rows))));
    }
  }

  /** Scala's iterator of objects, which are rows. */
  private record Rows(scala.collection.Iterator<Object> objects) implements Iterator<InternalRow> {
    @Override
    public boolean hasNext() {
      return objects.hasNext();
    }

    @Override
    public InternalRow next() {
      return (InternalRow) objects.next();
    }
  }

  /** Rows as an iterator of objects. */
  private record Objects(Iterator<InternalRow> rows) implements Iterator<Object> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Object next() {
      return rows.next();
    }
  }
}
