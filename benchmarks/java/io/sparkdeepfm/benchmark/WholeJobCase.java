package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.TrainingSummary;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.LogMinMaxScaler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.train.EpochMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Where the time of a whole job goes, from Parquet to the saved pipeline. */
final class WholeJobCase implements BenchmarkCase {
  private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 3);
  private static final int TOKENS = 1_000_000;

  private final int rows = Integer.getInteger("benchmark.rows", 2_000_000);

  @Override
  public String name() {
    return "whole-job";
  }

  @Override
  public String heap() {
    return "8g";
  }

  /** Seconds of one job by part. */
  private record Parts(double stages, double encoding, double training, double saving) {
    double total() {
      return stages + encoding + training + saving;
    }

    double trainingShare() {
      return training / total();
    }
  }

  @Override
  public CaseResult run() throws IOException {
    try (SparkSession session = BenchmarkSpark.start()) {
      String path = CriteoTable.file(session, rows, TOKENS);
      job(session.read().parquet(path).limit(rows / 20)); // compiles
      Parts[] parts = new Parts[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        parts[i] = job(session.read().parquet(path));
        System.out.printf("  %d/%d %s%n", i + 1, ROUNDS, parts[i]);
      }
      return result(List.of(parts));
    }
  }

  private static Parts job(Dataset<Row> data) {
    long begin = System.nanoTime();
    PipelineModel model = pipeline().fit(data);
    double fit = secondsSince(begin);
    begin = System.nanoTime();
    try {
      model.write().overwrite().save(Settings.scratch().resolve("whole-job.model").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    double saving = secondsSince(begin);
    TrainingSummary summary =
        ((DeepFMClassificationModel) model.stages()[model.stages().length - 1]).summary();
    double training = summary.history().stream().mapToDouble(EpochMetrics::seconds).sum();
    return new Parts(fit - summary.seconds(), summary.seconds() - training, training, saving);
  }

  private static double secondsSince(long begin) {
    return (System.nanoTime() - begin) * 1e-9;
  }

  private static Pipeline pipeline() {
    String[] scaled = CriteoTable.withSuffix(CriteoTable.counts(), "_scaled");
    String[] indexed = CriteoTable.withSuffix(CriteoTable.tokens(), "_index");
    return new Pipeline()
        .setStages(
            new PipelineStage[] {
              new LogMinMaxScaler().setInputCols(CriteoTable.counts()).setOutputCols(scaled),
              new VocabularyIndexer().setInputCols(CriteoTable.tokens()).setOutputCols(indexed),
              new FieldAssembler()
                  .setInputCols(
                      Stream.of(scaled, indexed).flatMap(Stream::of).toArray(String[]::new)),
              new DeepFMClassifier()
                  .setEmbeddingDim(CriteoShape.DIM)
                  .setHiddenUnits(400, 400, 400)
                  .setBatchSize(CriteoShape.BATCH)
                  .setNumEpochs(1)
            });
  }

  private CaseResult result(List<Parts> parts) {
    Measurement share = measurement("share of training", "", parts, Parts::trainingShare);
    return new CaseResult(
        name(),
        "A whole job",
        method(),
        List.of(
            measurement("whole job", "s", parts, Parts::total),
            measurement("fit of scaler and vocabularies", "s", parts, Parts::stages),
            measurement("encoding of the examples", "s", parts, Parts::encoding),
            measurement("training", "s", parts, Parts::training),
            measurement("saving", "s", parts, Parts::saving),
            share),
        List.of(
            Comparison.atLeast(
                "share of a whole job's time that is training", 100 * share.median(), "%", 60)),
        List.of());
  }

  private static Measurement measurement(
      String label, String unit, List<Parts> parts, ToDoubleFunction<Parts> part) {
    return Measurement.of(label, unit, parts.stream().mapToDouble(part).toArray());
  }

  private String method() {
    return String.format(
        Locale.ROOT,
        "A pipeline is fitted to %,d generated rows with Criteo's columns (13 counts with gaps, 26 columns of"
            + " tokens, of 1 M together) in Parquet and saved: `LogMinMaxScaler`, `VocabularyIndexer`,"
            + " `FieldAssembler`, `DeepFMClassifier` with D 16, 400-400-400, batches of 4096, one epoch,"
            + " on all cores of a local Spark. Training is what the training summary says its epochs took;"
            + " the rest of the classifier's fit is encoding, and the rest of the pipeline's fit is that of"
            + " scaler and vocabularies. %d times, after one job on a twentieth of the rows.",
        rows,
        ROUNDS);
  }
}
