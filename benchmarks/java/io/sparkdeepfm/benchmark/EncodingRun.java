package io.sparkdeepfm.benchmark;

import java.lang.ref.Reference;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What one pipeline took from raw columns to executed features.
 *
 * @param fitSeconds of {@code fit}
 * @param transformSeconds of planning {@code transform} and writing its features to nowhere
 * @param heldMegabytes how much more heap was live afterwards, fitted model and transformed Dataset
 *     included, than before
 */
record EncodingRun(double fitSeconds, double transformSeconds, double heldMegabytes) {
  private static final int COLLECTIONS = 3;
  private static final long PAUSE_MILLISECONDS = 300;

  static EncodingRun of(Pipeline pipeline, Dataset<Row> rows) throws InterruptedException {
    rows.limit(1).count(); // so that Spark lets go of the query before
    long before = liveBytes();
    long begin = System.nanoTime();
    PipelineModel model = pipeline.fit(rows);
    long fitted = System.nanoTime();
    Dataset<Row> features = model.transform(rows).select("features");
    try {
      features.write().format("noop").mode("overwrite").save();
      long end = System.nanoTime();
      long held = liveBytes() - before;
      return new EncodingRun((fitted - begin) * 1e-9, (end - fitted) * 1e-9, held * 1e-6);
    } finally {
      Reference.reachabilityFence(model);
      Reference.reachabilityFence(features);
    }
  }

  /** Bytes of the heap that full collections leave. */
  private static long liveBytes() throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(PAUSE_MILLISECONDS); // Spark's cleaner frees what was collected
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  double seconds() {
    return fitSeconds + transformSeconds;
  }
}
