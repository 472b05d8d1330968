package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.Replica;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.Head;
import io.sparkdeepfm.model.Initializer;
import io.sparkdeepfm.model.Interaction;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prints the training throughput for Criteo's shape (39 single-valued fields, D 16, 400-400-400,
 * batch 4096, Adam; rows drawn log-uniformly) at several numbers of features, and beside it the
 * limit that the matrix products alone would set on this machine, measured in the same run.
 *
 * <p>Arguments: threads (default: all cores), then numbers of features (default: 100000 1000000
 * 10000000).
 */
public final class Throughput {
  private static final int FIELDS = 39;
  private static final int EXAMPLES = 65_536;
  private static final int BATCH = 4096;
  private static final int DIM = 16;
  private static final List<Integer> HIDDEN = List.of(400, 400, 400);
  private static final int REPETITIONS = 7;

  private Throughput() {}

  public static void main(String[] args) {
    int threads =
        args.length > 0 ? Integer.parseInt(args[0]) : Runtime.getRuntime().availableProcessors();
    int[] features =
        args.length > 1
            ? Arrays.stream(args).skip(1).mapToInt(Integer::parseInt).toArray()
            : new int[] {100_000, 1_000_000, 10_000_000};
    System.out.printf("kernel %s, %d threads%n", Sgemm.kernelName(), threads);
    for (int numFeatures : features) {
      measure(numFeatures, threads);
    }
  }

  private static void measure(int numFeatures, int threads) {
    DeepFMConfig config = config(numFeatures);
    TrainingConfig training =
        TrainingConfigs.of(OptimizerType.ADAM, 1e-3, 0, BATCH, 1, 1, 1, threads, 7);
    Replica replica = new Replica(config, training, new Initializer(config, 7).initialize());
    ExampleBlock block = examples(config, 11);
    int[] order = new int[EXAMPLES];
    Arrays.setAll(order, i -> i);
    replica.train(block, order, 0, EXAMPLES); // compiles, and touches the pages
    replica.train(block, order, 0, EXAMPLES);
    double[] rates = new double[REPETITIONS];
    double[] limits = new double[REPETITIONS];
    for (int i = 0; i < REPETITIONS; i++) {
      limits[i] = SgemmLimit.examplesPerSecond(config, BATCH, threads);
      long begin = System.nanoTime();
      replica.train(block, order, 0, EXAMPLES);
      rates[i] = EXAMPLES / ((System.nanoTime() - begin) * 1e-9);
    }
    Arrays.sort(rates);
    Arrays.sort(limits);
    double rate = rates[REPETITIONS / 2];
    double limit = limits[REPETITIONS / 2];
    System.out.printf(
        "%,11d features: %,8.0f examples/s (min %,.0f, max %,.0f); SGEMM limit %,.0f; ratio %.3f%n",
        numFeatures, rate, rates[0], rates[REPETITIONS - 1], limit, rate / limit);
  }

  private static DeepFMConfig config(int numFeatures) {
    List<Field> fields = new ArrayList<>();
    for (int f = 0; f < FIELDS; f++) {
      fields.add(new Field("f" + f, "f" + f, numFeatures / FIELDS, Pooling.SUM));
    }
    return new DeepFMConfig(
        new FieldSchema(fields),
        DIM,
        HIDDEN,
        Activation.RELU,
        0,
        false,
        Interaction.FEATURE,
        Head.SUM);
  }

  private static ExampleBlock examples(DeepFMConfig config, long seed) {
    SplitMix64 random = new SplitMix64(seed);
    FieldColumn[] columns = new FieldColumn[FIELDS];
    for (int f = 0; f < FIELDS; f++) {
      double logSize = Math.log(config.schema().field(f).size());
      int[] rows = new int[EXAMPLES];
      Arrays.setAll(rows, i -> (int) Math.exp(random.nextDouble() * logSize));
      columns[f] = FieldColumn.single(rows);
    }
    float[] labels = new float[EXAMPLES];
    for (int b = 0; b < EXAMPLES; b++) {
      labels[b] = random.nextDouble() < 0.25 ? 1f : 0f;
    }
    return new ExampleBlock(EXAMPLES, labels, null, columns, false);
  }

  /** Examples per second if the step were its matrix products and nothing else. */
  private static final class SgemmLimit {
    private SgemmLimit() {}

    static double examplesPerSecond(DeepFMConfig config, int batch, int threads) {
      int slice = 256;
      int slices = batch / slice / threads;
      Thread[] workers = new Thread[threads];
      long begin = System.nanoTime();
      for (int t = 0; t < threads; t++) {
        workers[t] = new Thread(() -> multiply(config, slice, slices));
        workers[t].start();
      }
      try {
        for (Thread worker : workers) {
          worker.join();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return (double) slice * slices * threads / ((System.nanoTime() - begin) * 1e-9);
    }

    private static void multiply(DeepFMConfig config, int n, int slices) {
      Sgemm products = new Sgemm(Precision.FLOAT32);
      for (int l = 0; l < config.numHiddenLayers(); l++) {
        int in = config.layerInput(l);
        int out = config.hiddenUnits().get(l);
        FloatMemory x = FloatMemory.allocate(n * in);
        FloatMemory w = FloatMemory.allocate(in * out);
        FloatMemory y = FloatMemory.allocate(n * out);
        for (int s = 0; s < slices; s++) {
          products.multiply(n, out, in, x, w, y);
          products.addTransposedLeft(in, out, n, x, y, w);
          products.multiplyTransposedRight(n, in, out, y, w, x);
        }
      }
    }
  }
}
