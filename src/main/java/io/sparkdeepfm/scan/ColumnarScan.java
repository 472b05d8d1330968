package io.sparkdeepfm.scan;

import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.collection.JavaConverters;

/**
 * A Dataset that is nothing but a projection of a vectorized file scan: its batches, in the
 * partitions and the order of its rows. Spark's plans are no public API: to be used within {@link
 * SparkInternals#ask}.
 */
final class ColumnarScan {
  private final FileSourceScanExec scan;
  private final List<Expression> projection;

  private ColumnarScan(FileSourceScanExec scan, List<?> projection) {
    this.scan = scan;
    this.projection = projection.stream().map(Expression.class::cast).toList();
  }

  /** The scan behind a Dataset, if there is nothing but a projection between them. */
  static Optional<ColumnarScan> find(Dataset<?> data) {
    SparkPlan plan = withoutWrappers(data.queryExecution().executedPlan());
    if (plan instanceof ProjectExec project) {
      List<?> projection = JavaConverters.seqAsJavaList(project.projectList());
      return scanOf(withoutWrappers(project.child()))
          .map(scan -> new ColumnarScan(scan, projection));
    }
    return scanOf(plan)
        .map(scan -> new ColumnarScan(scan, JavaConverters.seqAsJavaList(scan.output())));
  }

  private static Optional<FileSourceScanExec> scanOf(SparkPlan plan) {
    return plan instanceof ColumnarToRowExec toRow
            && withoutWrappers(toRow.child()) instanceof FileSourceScanExec scan
        ? Optional.of(scan)
        : Optional.empty();
  }

  /** A plan without what only says how it is compiled. */
  private static SparkPlan withoutWrappers(SparkPlan plan) {
    SparkPlan inner = plan;
    while (true) {
      if (inner instanceof WholeStageCodegenExec stage) {
        inner = stage.child();
      } else if (inner instanceof InputAdapter adapter) {
        inner = adapter.child();
      } else {
        return inner;
      }
    }
  }

  /** The columns of a batch, in order. */
  private List<Attribute> columns() {
    return JavaConverters.seqAsJavaList(scan.output());
  }

  /** The columns of the Dataset. */
  List<Expression> projection() {
    return projection;
  }

  /**
   * The position in a batch of each column of the Dataset; empty if some column is computed rather
   * than read.
   */
  Optional<int[]> positions() {
    int[] positions = new int[projection.size()];
    for (int c = 0; c < positions.length; c++) {
      positions[c] = position(projection.get(c));
      if (positions[c] < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(positions);
  }

  /** The position of a column in a batch, or −1. */
  int position(Expression column) {
    List<Attribute> columns = columns();
    for (int i = 0; i < columns.size(); i++) {
      if (column instanceof Attribute named && columns.get(i).exprId().equals(named.exprId())) {
        return i;
      }
    }
    return -1;
  }

  /** The batches; each is overwritten by the next. */
  JavaRDD<ColumnarBatch> batches() {
    return scan.executeColumnar().toJavaRDD();
  }
}
