package io.sparkdeepfm.catalyst;

import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.columnar.InMemoryRelation;

/**
 * What a Dataset's rows are made of, where these are rows that Spark has cached and what is done to
 * them gives the same every time. Equal ones stand for the same rows, in the same partitions and
 * order, for as long as {@link #arePersisted}.
 *
 * <p>Only projections and filters may stand on the cached rows: after a shuffle rows come in
 * another order each time. What is cached counts by the RDD that holds it, not by its plan: files
 * that have changed have the same plan.
 */
public final class CachedRows {
  private final LogicalPlan plan;
  private final int cached;

  private CachedRows(LogicalPlan plan, int cached) {
    this.plan = plan;
    this.cached = cached;
  }

  /**
   * Empty if the Dataset's rows may change from one reading to the next, or nothing can be told
   * because this build of Spark has other plans.
   */
  public static Optional<CachedRows> of(Dataset<?> dataset) {
    try {
      return of(SparkLine.CURRENT.query(dataset));
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }

  private static Optional<CachedRows> of(QueryExecution query) {
    if (leafOf(query.withCachedData()).isEmpty()) { // before the optimizer works for nothing
      return Optional.empty();
    }
    LogicalPlan plan = query.optimizedPlan(); // without the columns that do not matter
    return leafOf(plan)
        .map(leaf -> leaf.cacheBuilder().cachedColumnBuffers().id())
        .map(rdd -> new CachedRows(plan.canonicalized(), rdd));
  }

  private static Optional<InMemoryRelation> leafOf(LogicalPlan plan) {
    if (plan instanceof InMemoryRelation cached) {
      return Optional.of(cached);
    }
    boolean known =
        plan instanceof Project || plan instanceof Filter || plan instanceof SubqueryAlias;
    return known && plan.deterministic() && plan.subqueriesAll().isEmpty()
        ? leafOf(plan.children().head())
        : Optional.empty();
  }

  /** Whether an RDD is the one that holds the cached rows. */
  public boolean areOf(int rdd) {
    return rdd == cached;
  }

  /** Whether the rows are still cached. */
  public boolean arePersisted(SparkContext context) {
    return JavaSparkContext.fromSparkContext(context).getPersistentRDDs().containsKey(cached);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CachedRows that && cached == that.cached && plan.equals(that.plan);
  }

  @Override
  public int hashCode() {
    return cached;
  }
}
