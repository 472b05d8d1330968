package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.SplitMix64;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;

/** Spark in this JVM on all cores, as quiet as it gets, and examples of Criteo's shape in it. */
final class BenchmarkSpark {
  private BenchmarkSpark() {}

  static SparkSession start() {
    SparkSession session = builder().getOrCreate();
    session.sparkContext().setLogLevel("ERROR");
    return session;
  }

  /** The same, not yet started. */
  static SparkSession.Builder builder() {
    return SparkSession.builder()
        .master("local[" + Settings.threads() + "]")
        .appName("spark-deepfm benchmarks")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.maxResultSize", "0")
        .config("spark.sql.shuffle.partitions", Settings.threads())
        .config("spark.sql.warehouse.dir", Settings.scratch().resolve("warehouse").toString());
  }

  /**
   * Spark with executors in processes of their own, of one core each, which need the environment
   * that {@code benchmarks/run.sh} gives this one.
   */
  static SparkSession startCluster(int executors, int memoryMib) {
    SparkSession session = clusterBuilder(executors, memoryMib).getOrCreate();
    session.sparkContext().setLogLevel("ERROR");
    return session;
  }

  /** The same, not yet started. */
  static SparkSession.Builder clusterBuilder(int executors, int memoryMib) {
    return SparkSession.builder()
        .master(String.format("local-cluster[%d,1,%d]", executors, memoryMib))
        .appName("spark-deepfm benchmarks")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.maxResultSize", "0")
        .config("spark.executor.memory", memoryMib + "m")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .config("spark.sql.shuffle.partitions", executors)
        .config("spark.sql.warehouse.dir", Settings.scratch().resolve("warehouse").toString());
  }

  /** Columns id, label and features: a row of {@link CriteoShape} per id, drawn log-uniformly. */
  static Dataset<Row> examples(SparkSession session, int numFeatures, long rows) {
    return examples(session, CriteoShape.config(numFeatures).schema(), rows);
  }

  /** The same with other fields, which are single-valued. */
  static Dataset<Row> examples(SparkSession session, FieldSchema schema, long rows) {
    return examples(session, schema, rows, true);
  }

  /** Rows of {@link CriteoShape} whose values are drawn uniformly, so that most are rare. */
  static Dataset<Row> uniformExamples(SparkSession session, int numFeatures, long rows) {
    return examples(session, CriteoShape.config(numFeatures).schema(), rows, false);
  }

  private static Dataset<Row> examples(
      SparkSession session, FieldSchema schema, long rows, boolean isSkewed) {
    return table(session, schema, rows, id -> vector(schema, id, isSkewed));
  }

  /** Columns id, label and features, with the vector that an id gives. */
  static Dataset<Row> table(
      SparkSession session, FieldSchema schema, long rows, UDF1<Long, Vector> vectors) {
    var features = functions.udf(vectors, SQLDataTypes.VectorType());
    return session
        .range(0, rows, 1, 4 * Settings.threads())
        .select(
            functions.col("id"),
            functions.expr("CAST(id % 4 = 0 AS double)").as("label"),
            features
                .apply(functions.col("id"))
                .as("features", FieldMetadata.featuresField("features", schema).metadata()));
  }

  private static Vector vector(FieldSchema schema, long id, boolean isSkewed) {
    SplitMix64 random = new SplitMix64(SplitMix64.combine(11, id));
    int[] indices = new int[schema.numFields()];
    double[] values = new double[indices.length];
    for (int f = 0; f < indices.length; f++) {
      int size = schema.field(f).size();
      double drawn = random.nextDouble();
      double row = isSkewed ? Math.exp(drawn * Math.log(size)) : drawn * size;
      indices[f] = schema.begin(f) + (int) row;
      values[f] = 1;
    }
    return Vectors.sparse(schema.numFeatures(), indices, values);
  }

  /** Computes all columns of all rows and drops them. */
  static void drain(Dataset<Row> data) {
    data.write().format("noop").mode("overwrite").save();
  }

  static double seconds(Runnable work) {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) * 1e-9;
  }
}
