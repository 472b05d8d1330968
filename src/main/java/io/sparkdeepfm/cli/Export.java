package io.sparkdeepfm.cli;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMRegressionModel;
import io.sparkdeepfm.cli.Report.ResultLine;
import io.sparkdeepfm.cli.input.InputOptions;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.export.ServingExport;
import io.sparkdeepfm.persist.SavedStages;
import io.sparkdeepfm.serving.RowFormat;
import io.sparkdeepfm.serving.ServingFile;
import io.sparkdeepfm.serving.ServingModel;
import io.sparkdeepfm.serving.onnx.OnnxModel;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a trained pipeline to one file that scores rows without Spark. */
@Command(name = "export", description = "Writes a model to one file that scores without Spark.")
public final class Export extends SparkCommand {
  @Mixin StageOptions stageOptions = new StageOptions();

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "What train wrote.")
  String model;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "The file to write.")
  String output;

  @Option(
      names = "--format",
      defaultValue = "serving",
      description =
          "serving: for io.sparkdeepfm.serving.Scorer, in Java without Spark (default)."
              + " onnx: for ONNX Runtime, in any language.")
  ExportFormat format;

  @Option(
      names = "--lists",
      split = ",",
      paramLabel = "COLUMN",
      description =
          "With --format onnx: the columns that are arrays or maps; texts and delimited strings are"
              + " known.")
  Set<String> lists = Set.of();

  @Option(
      names = "--embeddings",
      paramLabel = "TYPE",
      description =
          "With --format serving: float32 (default), bfloat16 (half the bytes) or int8 (about a"
              + " quarter); docs/serving.md has what they cost.")
  String embeddings;

  @Option(names = "--overwrite", description = "Replace a model that was exported there.")
  boolean overwrite;

  /** Formats of the file, as the option writes them. */
  enum ExportFormat {
    SERVING,
    ONNX
  }

  public static void main(String[] args) {
    Launcher.main(new Export(), args);
  }

  @Override
  void check() {
    if (format != ExportFormat.ONNX && !lists.isEmpty()) {
      throw Refusal.of(
          "--lists is of no use with --format serving, which takes any value; leave it out.");
    }
    if (format == ExportFormat.ONNX && embeddings != null) {
      throw Refusal.of(
          "--embeddings is of no use with --format onnx, whose tables are float32; leave it out.");
    }
    rows();
  }

  private RowFormat rows() {
    return embeddings == null ? RowFormat.FLOAT32 : RowFormat.of(embeddings);
  }

  @Override
  ResultLine run(SparkSession spark, PrintStream out) {
    Stopwatch watch = new Stopwatch();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    new Places().read("--model", model).written("--output", output).requireApart(hadoop);
    ServingExport.requireFree(output, overwrite, hadoop);
    SavedModel saved =
        SavedModel.load(spark, "--model", model, InputOptions.Format.LIBSVM, null, stageOptions);
    ServingModel served = served(saved.pipeline());
    ServingExport.Format writer =
        switch (format) {
          case SERVING -> (written, target) -> ServingFile.write(written, rows(), target);
          case ONNX -> (written, target) -> OnnxModel.write(written, lists, target);
        };
    ServingExport.write(served, output, writer, overwrite, hadoop);
    out.printf("The model is in '%s'; it reads %s.%n", output, String.join(", ", served.columns()));
    return new ResultLine().put("bytes", bytes(hadoop)).put("seconds", watch.seconds());
  }

  private ServingModel served(PipelineModel pipeline) {
    DeepFMClassificationModel classifier =
        SavedStages.last(pipeline, DeepFMClassificationModel.class);
    if (classifier != null) {
      return classifier.servingModel(pipeline);
    }
    DeepFMRegressionModel regression = SavedStages.last(pipeline, DeepFMRegressionModel.class);
    if (regression == null) {
      throw Refusal.of(
          "--model '%s' holds no DeepFM model; name a directory that train wrote.", model);
    }
    return regression.servingModel(pipeline);
  }

  private long bytes(Configuration hadoop) {
    try {
      Path file = new Path(output);
      return file.getFileSystem(hadoop).getFileStatus(file).getLen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
