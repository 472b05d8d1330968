package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.checkpoint.ParameterState;
import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.engine.cpu.CpuReplica;
import io.sparkdeepfm.engine.cpu.Replica;
import io.sparkdeepfm.engine.cuda.CudaReplicas;
import io.sparkdeepfm.engine.cuda.EpilogueCheck;
import io.sparkdeepfm.engine.cuda.device.CudaDevice;
import io.sparkdeepfm.engine.cuda.device.CudaLibraries;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.Penalty;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a machine with a GPU must show of the engine "cuda", without Spark; a line of JSON for each
 * question. For benchmarks/gpu/check.sh.
 */
public final class GpuCheck {
  private static final int STEPS = 20;
  private static final int ORACLE_BATCH = 24;
  private static final double TOLERANCE = 1e-4;
  private static final int WARM_UP_STEPS = 3;

  private GpuCheck() {}

  /**
   * @param args {@code describe}; {@code oracle}; or {@code train FEATURES BATCH PRECISION SECONDS}
   */
  public static void main(String[] args) {
    switch (args[0]) {
      case "describe" -> describe();
      case "oracle" -> oracle();
      case "train" ->
          train(
              Integer.parseInt(args[1]),
              Integer.parseInt(args[2]),
              Precision.valueOf(args[3].toUpperCase(Locale.ROOT)),
              Double.parseDouble(args[4]));
      default -> throw new IllegalArgumentException("There is no question '" + args[0] + "'.");
    }
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  /** Makes replicas on one device after the other, and knows the last one. */
  private static final class Devices {
    private final Precision precision;
    private final boolean withEpilogues;
    private CudaDevice last;

    Devices(Precision precision, boolean withEpilogues) {
      this.precision = precision;
      this.withEpilogues = withEpilogues;
    }

    private CudaDevice open() {
      last = new CudaDevice(CudaLibraries.ofHost(), 0, precision, withEpilogues);
      return last;
    }

    Replica replica(DeepFMConfig config, TrainingConfig training, DeepFMParameters initial) {
      return new CudaReplicas(this::open).create(config, training, initial, 0);
    }

    /** Products that had an epilogue, those of the check at the beginning among them. */
    long epilogues() {
      return last.epilogues();
    }
  }

  /** What the device is, and whether its products with epilogues agree with separate ones. */
  private static void describe() {
    try (CudaDevice device = new CudaDevice(CudaLibraries.ofHost(), 0, Precision.FLOAT32)) {
      print("{\"device\": \"%s\", \"freeBytes\": %d}", device.description(), device.freeBytes());
      Stream.of(Precision.FLOAT32, Precision.TF32, Precision.BFLOAT16)
          .filter(device::multiplies)
          .forEach(precision -> describeEpilogues(device, precision));
    }
  }

  private static void describeEpilogues(CudaDevice device, Precision precision) {
    long before = device.epilogues();
    String warning = EpilogueCheck.warning(device, precision).orElse("");
    print(
        "{\"epilogues\": \"%s\", \"products\": %d, \"warning\": \"%s\"}",
        EnumNames.nameOf(precision), device.epilogues() - before, warning);
  }

  /** Parameters after some steps against those of the engine "cpu", and two runs by their bits. */
  private static void oracle() {
    RandomExamples examples = RandomExamples.everyKind(3);
    ExampleBlock block = examples.weightedBlock(STEPS * ORACLE_BATCH - 5);
    for (OptimizerType type : OptimizerType.values()) {
      for (PenaltyMode mode : new PenaltyMode[] {PenaltyMode.EAGER, PenaltyMode.LAZY}) {
        Penalty penalty = new Penalty(0, type == OptimizerType.FTRL ? 0 : 0.01);
        TrainingConfig training =
            TrainingConfigs.of(
                TrainingConfigs.optimizer(type, 0.01, penalty),
                TrainingConfigs.optimizer(type, 0.01, penalty),
                mode,
                ORACLE_BATCH);
        DeepFMConfig config =
            shape(examples, Activation.TANH, 0.1, false, Interaction.FEATURE, Head.WEIGHTED);
        compare(type + " " + mode, config, training, block);
      }
    }
    TrainingConfig training =
        TrainingConfigs.clipped(
            TrainingConfigs.of(OptimizerType.ADAGRAD, 0.01, 0, ORACLE_BATCH, 1, 1, 1, 1, 1), 1);
    DeepFMConfig plain =
        shape(examples, Activation.RELU, 0, false, Interaction.FEATURE, Head.WEIGHTED);
    compare("linear and ReLU", plain, training, block);
    compare(
        "linear and ReLU, two towers", ModelConfigs.withSecondTower(plain, 30, 9), training, block);
    for (Activation activation : Activation.values()) {
      DeepFMConfig config = shape(examples, activation, 0.2, true, Interaction.FIELD, Head.SUM);
      compare("batch norm, " + activation, config, training, block);
      compare("FINAL, " + activation, ModelConfigs.withDeep(config, Deep.FINAL), training, block);
      compare(
          "two towers, " + activation, ModelConfigs.withSecondTower(config, 4), training, block);
      compare(
          "pairs, " + activation,
          ModelConfigs.withDeepInput(config, DeepInput.BI_INTERACTION, 0.1),
          training,
          block);
    }
  }

  private static DeepFMConfig shape(
      RandomExamples examples,
      Activation activation,
      double dropout,
      boolean batchNorm,
      Interaction interaction,
      Head head) {
    return ModelConfigs.of(
        examples.schema(), 16, List.of(40, 24), activation, dropout, batchNorm, interaction, head);
  }

  private static void compare(
      String name, DeepFMConfig config, TrainingConfig training, ExampleBlock block) {
    DeepFMParameters initial = RandomParameters.of(config, 5, 0.1);
    int[] order = new SplitMix64(9).permutation(block.size());
    CpuReplica expected = new CpuReplica(config, training, initial.copy());
    expected.train(block, order, 0, block.size());
    expected.catchUpAll();
    Devices devices = new Devices(Precision.FLOAT32, true);
    DeepFMParameters first = trained(devices, config, training, initial, block, order);
    long epilogues = devices.epilogues();
    DeepFMParameters second = trained(devices, config, training, initial, block, order);
    double worst = difference(expected.parameters().dense(), first.dense());
    boolean same = Arrays.equals(first.dense(), second.dense());
    for (int t = 0; t < config.schema().numTables(); t++) {
      float[] ofTable = first.table(t).values();
      worst = Math.max(worst, difference(expected.parameters().table(t).values(), ofTable));
      same &= Arrays.equals(ofTable, second.table(t).values());
    }
    print(
        "{\"oracle\": \"%s\", \"epilogues\": %d, \"difference\": %.3g, \"within\": %b,"
            + " \"sameBits\": %b}",
        name, epilogues, worst, worst <= TOLERANCE, same);
  }

  private static DeepFMParameters trained(
      Devices devices,
      DeepFMConfig config,
      TrainingConfig training,
      DeepFMParameters initial,
      ExampleBlock block,
      int[] order) {
    try (Replica replica = devices.replica(config, training, initial.copy())) {
      replica.train(block, order, 0, block.size());
      replica.catchUpAll();
      return replica.parameters();
    }
  }

  /** The largest difference relative to the expected size, but for numbers near 0. */
  private static double difference(float[] expected, float[] actual) {
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      double size = Math.max(0.1, Math.abs(expected[i]));
      double own = Math.abs(expected[i] - actual[i]) / size;
      worst = Double.isNaN(own) ? Double.POSITIVE_INFINITY : Math.max(worst, own);
    }
    return worst;
  }

  /** Small numbers for all parameters, drawn by many threads: 100 M rows in seconds. */
  private static DeepFMParameters initial(DeepFMConfig config) {
    DeepFMParameters parameters = ParameterState.zeros(config);
    parameters.tables().parallelStream().forEach(table -> fill(table.values(), 0.01f));
    fill(parameters.dense(), 0.05f);
    return parameters;
  }

  /** Uniform in [−bound, bound). */
  private static void fill(float[] target, float bound) {
    SplitMix64 random = new SplitMix64(target.length);
    for (int i = 0; i < target.length; i++) {
      target[i] = bound * (float) (2 * random.nextDouble() - 1);
    }
  }

  /**
   * Examples per second in Criteo's shape: of eight mini-batches that lie on the device; of the
   * same in the heap, two at a time, of which the next two are copied, as a worker does; and of the
   * first with products and kernels of our own in place of products with epilogues.
   */
  private static void train(int features, int batch, Precision precision, double seconds) {
    DeepFMConfig config = CriteoShape.config(features);
    TrainingConfig training =
        TrainingConfigs.withPrecision(
            TrainingConfigs.of(OptimizerType.ADAM, 1e-3, 0, batch, 1, 1, 1, 1, 7), precision);
    DeepFMParameters initial = initial(config); // replicas leave it as it is
    ExampleBlock block = CriteoShape.examples(config, 8 * batch);
    int[] order = new SplitMix64(9).permutation(block.size());
    Devices devices = new Devices(precision, true);
    double there;
    double copied;
    long epilogues;
    try (Replica replica = devices.replica(config, training, initial)) {
      long checked = devices.epilogues();
      replica.train(block, order, 0, WARM_UP_STEPS * batch);
      epilogues = (devices.epilogues() - checked) / WARM_UP_STEPS;
      there = rate(replica, block, order, block.size(), seconds);
      copied = rate(replica, block, order, 2 * batch, seconds / 2);
    }
    double separate;
    try (Replica replica = new Devices(precision, false).replica(config, training, initial)) {
      replica.train(block, order, 0, WARM_UP_STEPS * batch);
      separate = rate(replica, block, order, block.size(), seconds / 2);
    }
    print(
        "{\"ours\": \"%s\", \"features\": %d, \"batch\": %d, \"examplesPerSecond\": %.0f,"
            + " \"withCopies\": %.0f, \"epiloguesOfStep\": %d, \"withoutEpilogues\": %.0f}",
        EnumNames.nameOf(precision), features, batch, there, copied, epilogues, separate);
  }

  /** Examples per second over a block, stretch by stretch, again and again. */
  private static double rate(
      Replica replica, ExampleBlock block, int[] order, int stretch, double seconds) {
    long begin = System.nanoTime();
    long examples = 0;
    double taken;
    do {
      for (int from = 0; from < block.size(); from += stretch) {
        replica.train(block, order, from, Math.min(block.size(), from + stretch));
      }
      examples += block.size();
      taken = (System.nanoTime() - begin) * 1e-9;
    } while (taken < seconds);
    return examples / taken;
  }
}
