package io.sparkdeepfm.engine;

import com.esotericsoftware.kryo.Kryo;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Tells Kryo the classes that this library sends between driver and executors, keeps in Spark's
 * storage or shuffles, and those of Spark's that it does so with. Kryo wants that where {@code
 * spark.kryo.registrationRequired} is true; otherwise it needs no registrator:
 *
 * <pre>
 * spark.serializer                 org.apache.spark.serializer.KryoSerializer
 * spark.kryo.registrationRequired  true
 * spark.kryo.registrator           io.sparkdeepfm.engine.DeepFMKryoRegistrator
 * </pre>
 */
public final class DeepFMKryoRegistrator implements KryoRegistrator {
  /** By name, because most are for their own package alone. */
  private static final List<String> OURS =
      List.of(
          "broadcast.Parcel",
          "checkpoint.SavedFile",
          "data.ExampleBlock",
          "data.FieldColumn",
          "data.RowSet",
          "encode.EncodedData$BlockCounts",
          "encode.ExampleCounts",
          "encode.FieldCounts",
          "encode.PieceKey",
          "engine.cpu.RoundOutcome",
          "engine.cpu.RoundOutcome$AveragedParameters",
          "engine.cpu.RoundOutcome$MeanGradient",
          "engine.cpu.Receipt",
          "engine.cpu.RowHolders",
          "engine.cpu.RowMessage",
          "engine.cpu.RowUpdates",
          "engine.cpu.WorkerReply",
          "engine.cpu.WorkerReply$Progress",
          "engine.cpu.WorkerReply$Status",
          "engine.cpu.WorkerRows",
          "insight.PermutationJob$PermutedScores",
          "metric.BinnedScores",
          "metric.RegressionErrors",
          "metric.ScoredExamples",
          "model.DeepFMParameters",
          "model.DrawnRows",
          "model.EmbeddingTable",
          "model.SegmentedRows",
          "model.TableOutline",
          "persist.DenseFiles$DenseRow",
          "persist.EmbeddingRow",
          "persist.EmbeddingRow$EmbeddingChunk",
          "token.TokenTable");

  private static final List<String> SPARKS =
      List.of(
          "org.apache.spark.internal.io.FileCommitProtocol$TaskCommitMessage",
          "org.apache.spark.mllib.evaluation.binary.BinaryLabelCounter",
          "org.apache.spark.sql.Row",
          "org.apache.spark.sql.catalyst.InternalRow",
          "org.apache.spark.sql.catalyst.expressions.GenericRow",
          "org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema",
          "org.apache.spark.sql.execution.datasources.BasicWriteTaskStats",
          "org.apache.spark.sql.execution.datasources.ExecutedWriteSummary",
          "org.apache.spark.sql.execution.datasources.WriteTaskResult",
          "org.apache.spark.sql.types.ArrayType",
          "org.apache.spark.sql.types.BinaryType$",
          "org.apache.spark.sql.types.BooleanType$",
          "org.apache.spark.sql.types.DoubleType$",
          "org.apache.spark.sql.types.FloatType$",
          "org.apache.spark.sql.types.IntegerType$",
          "org.apache.spark.sql.types.LongType$",
          "org.apache.spark.sql.types.MapType",
          "org.apache.spark.sql.types.Metadata",
          "org.apache.spark.sql.types.StringType$",
          "org.apache.spark.sql.types.StructField",
          "org.apache.spark.sql.types.StructType");

  @Override
  public void registerClasses(Kryo kryo) {
    OURS.forEach(name -> register(kryo, "io.sparkdeepfm." + name));
    SPARKS.forEach(name -> register(kryo, name));
    kryo.register(Object[].class);
    kryo.register(ArrayList.class);
    kryo.register(long[][].class);
    kryo.register(float[][].class);
  }

  /** A class and arrays of it. */
  private static void register(Kryo kryo, String name) {
    try {
      Class<?> type = Class.forName(name, false, kryo.getClassLoader());
      kryo.register(type);
      kryo.register(type.arrayType());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "The classes of this library and those of Spark are of different releases; use the jar"
              + " that was built for this Spark.",
          e);
    }
  }
}
