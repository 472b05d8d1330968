package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.benchmark.TorchPeer.Mode;
import io.sparkdeepfm.benchmark.TorchPeer.Precision;
import io.sparkdeepfm.benchmark.TorchPeer.Question;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldSchema;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.reflect.ClassTag$;

/** Rows of one shape, as scoring is measured on them: for Spark, in memory, and for the peer. */
interface ScoredRows {
  /** What is said of them, after "Rows per second on all cores, ". */
  String description();

  /** Columns id, label and features. */
  Dataset<Row> table(SparkSession session, int rows);

  ExampleBlock block(int rows);

  /** The peer's, on as many rows. */
  Question question(Precision precision, int rows) throws IOException;

  /** 39 fields of equal size, drawn log-uniformly. */
  final class Uniform implements ScoredRows {
    private static final int FEATURES = 1_000_000;

    @Override
    public String description() {
      return "at 1 M features of Criteo's shape";
    }

    @Override
    public Dataset<Row> table(SparkSession session, int rows) {
      return BenchmarkSpark.examples(session, FEATURES, rows);
    }

    @Override
    public ExampleBlock block(int rows) {
      return CriteoShape.examples(CriteoShape.config(FEATURES), rows);
    }

    @Override
    public Question question(Precision precision, int rows) {
      return new Question(Mode.SCORE, FEATURES, CriteoShape.BATCH, rows, precision, false);
    }
  }

  /** Rows with the statistics of Criteo's. */
  final class True implements ScoredRows {
    @Override
    public String description() {
      return "on rows with the statistics of Criteo's (`TrueShape`, see *Training on rows like"
          + " Criteo's*)";
    }

    @Override
    public Dataset<Row> table(SparkSession session, int rows) {
      FieldSchema schema = TrueShape.config().schema();
      Broadcast<ExampleBlock> block =
          session
              .sparkContext()
              .broadcast(block(rows), ClassTag$.MODULE$.apply(ExampleBlock.class));
      return BenchmarkSpark.table(
          session, schema, rows, id -> TrueShape.vector(schema, block.value(), id.intValue()));
    }

    @Override
    public ExampleBlock block(int rows) {
      return TrueShape.examples(rows);
    }

    @Override
    public Question question(Precision precision, int rows) throws IOException {
      Path folder = Settings.scratch().resolve("true-shape-scoring");
      PeerExamples.write(TrueShape.config().schema(), block(rows), folder);
      return new Question(
              Mode.SCORE, TrueShape.features(), CriteoShape.BATCH, rows, precision, false)
          .on(folder.toString());
    }
  }
}
