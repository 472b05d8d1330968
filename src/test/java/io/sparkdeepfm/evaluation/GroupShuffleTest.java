package io.sparkdeepfm.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.testing.SharedSpark;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.util.QueryExecutionListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Spark makes of the query behind group AUC. */
@Tag("spark")
class GroupShuffleTest {
  private static final Pattern BY_GROUP = Pattern.compile("Exchange hashpartitioning\\(group");

  /** Hands over the plan of each query, once it is over. */
  private static final class Plans implements QueryExecutionListener {
    private final BlockingQueue<String> plans = new LinkedBlockingQueue<>();

    @Override
    public void onSuccess(String function, QueryExecution execution, long nanoseconds) {
      plans.add(execution.executedPlan().toString());
    }

    @Override
    public void onFailure(String function, QueryExecution execution, Exception failure) {
      plans.add(failure.toString());
    }
  }

  @Test
  void rowsAreShuffledByGroupOnce() throws InterruptedException {
    SparkSession spark = SharedSpark.get();
    Dataset<Row> rows = ScoreFrames.of(ScoreFrames.tied(1, 50));
    Plans plans = new Plans();
    spark.listenerManager().register(plans);
    try {
      new GroupAucEvaluator().setGroupCol("group").evaluate(rows);
      String plan = plans.plans.poll(30, TimeUnit.SECONDS);
      String executed = plan.substring(0, plan.indexOf("== Initial Plan =="));
      assertEquals(1, BY_GROUP.matcher(executed).results().count(), plan);
    } finally {
      spark.listenerManager().unregister(plans);
    }
  }
}
