package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.train.EpochMetrics;
import io.sparkdeepfm.train.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** Trains one worker on examples of which Spark's storage memory holds all, or a part. */
public final class SpilledTraining {
  static final int EPOCHS = 3;
  static final int FEATURES = 100_000;

  private SpilledTraining() {}

  /**
   * @param args number of examples; share of the heap that Spark may use, {@code
   *     spark.memory.fraction}
   */
  public static void main(String[] args) throws Exception {
    long examples = Long.parseLong(args[0]);
    try (SparkSession session =
        BenchmarkSpark.builder().config("spark.memory.fraction", args[1]).getOrCreate()) {
      session.sparkContext().setLogLevel("ERROR");
      new DeepFMClassifier()
          .setEmbeddingDim(4)
          .setHiddenUnits(16)
          .setBatchSize(4096)
          .setNumEpochs(EPOCHS)
          .setNumWorkers(1)
          .setProgressListener(new Epochs(session.sparkContext()))
          .fit(BenchmarkSpark.examples(session, FEATURES, examples));
    }
  }

  /** Reports each epoch, and after the first where the examples are. */
  private static final class Epochs implements ProgressListener {
    private final SparkContext context;
    private long read;

    Epochs(SparkContext context) {
      this.context = context;
    }

    @Override
    public void trainingStarted(int numEpochs, long examples) {
      read = bytesRead();
    }

    @Override
    public void epochDone(EpochMetrics epoch) {
      long now = bytesRead();
      ChildJvm.report("read" + epoch.epoch(), now - read);
      read = now;
      ChildJvm.report("rate" + epoch.epoch(), epoch.examplesPerSecond());
      var stored = Arrays.asList(context.getRDDStorageInfo());
      ChildJvm.report("inMemory", stored.stream().mapToLong(rdd -> rdd.memSize()).sum());
      ChildJvm.report("onDisk", stored.stream().mapToLong(rdd -> rdd.diskSize()).sum());
      ChildJvm.report("storageMemory", context.env().memoryManager().maxOnHeapStorageMemory());
    }

    /** By this process from files of any kind, also from those that the system keeps in memory. */
    private static long bytesRead() {
      try {
        return Files.readAllLines(Path.of("/proc/self/io")).stream()
            .filter(line -> line.startsWith("rchar:"))
            .mapToLong(line -> Long.parseLong(line.substring("rchar:".length()).strip()))
            .sum();
      } catch (IOException e) {
        throw new UncheckedIOException("Bytes read are counted on Linux alone.", e);
      }
    }
  }
}
