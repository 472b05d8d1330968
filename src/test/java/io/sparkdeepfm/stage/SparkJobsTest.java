package io.sparkdeepfm.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.SharedSpark;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The number of Spark jobs does not depend on the number of columns. */
@Tag("spark")
class SparkJobsTest {
  private static Dataset<Row> data(int numColumns) {
    String[] columns =
        IntStream.range(0, numColumns)
            .mapToObj(c -> String.format("id %% %d AS c%d", c + 2, c))
            .toArray(String[]::new);
    return SharedSpark.get().range(100).selectExpr(columns);
  }

  private static String[] outputs(Dataset<Row> data) {
    return IntStream.range(0, data.columns().length)
        .mapToObj(c -> "out" + c)
        .toArray(String[]::new);
  }

  private static int jobsOf(Runnable action) throws Exception {
    SparkContext context = SharedSpark.get().sparkContext();
    AtomicInteger jobs = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    context.listenerBus().waitUntilEmpty();
    context.addSparkListener(listener);
    try {
      action.run();
      context.listenerBus().waitUntilEmpty();
    } finally {
      context.removeSparkListener(listener);
    }
    return jobs.get();
  }

  private static int jobsOfIndexing(int numColumns) throws Exception {
    Dataset<Row> data = data(numColumns);
    VocabularyIndexer indexer =
        new VocabularyIndexer().setInputCols(data.columns()).setOutputCols(outputs(data));
    return jobsOf(() -> indexer.fit(data));
  }

  private static int jobsOfScaling(int numColumns) throws Exception {
    Dataset<Row> data = data(numColumns);
    LogMinMaxScaler scaler =
        new LogMinMaxScaler().setInputCols(data.columns()).setOutputCols(outputs(data));
    return jobsOf(() -> scaler.fit(data));
  }

  @Test
  void vocabulariesAreCountedTogether() throws Exception {
    int one = jobsOfIndexing(1);
    assertTrue(one > 0);
    assertEquals(one, jobsOfIndexing(20));
  }

  @Test
  void maximaAreFoundTogether() throws Exception {
    int one = jobsOfScaling(1);
    assertTrue(one > 0);
    assertEquals(one, jobsOfScaling(20));
  }

  @Test
  void transformRunsNoJob() throws Exception {
    Dataset<Row> data = data(3);
    VocabularyIndexerModel model =
        new VocabularyIndexer().setInputCols(data.columns()).setOutputCols(outputs(data)).fit(data);
    FieldAssembler assembler = new FieldAssembler().setInputCols(outputs(data));
    assertEquals(0, jobsOf(() -> assembler.transform(model.transform(data))));
  }
}
