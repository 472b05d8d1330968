package io.sparkdeepfm.model;

import io.sparkdeepfm.model.DeepFMConfig.Head;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Where each dense parameter stands in the one array {@link DeepFMParameters#dense()}.
 *
 * <p>Segments, in order: {@code bias} (1); with the weighted head {@code head.firstOrder} (1) and
 * {@code head.secondOrder} (D), each if its part is on; for each hidden layer l {@code
 * mlp.l.weight} (in × out, row-major), {@code mlp.l.bias} (out), with batch norm {@code
 * mlp.l.gamma} and {@code mlp.l.beta} (out), with PReLU {@code mlp.l.slope} (out); {@code
 * mlp.output.weight} (last hidden width; the output's bias is the global bias), and with a second
 * tower {@code mlp.secondOutput.weight}. Then what is not trained by gradients: {@code
 * mlp.l.movingMean} and {@code mlp.l.movingVariance} (out). Layers are numbered through both
 * towers.
 */
public final class DenseLayout {
  /** The global bias, which is also that of the MLP's output. */
  public static final String BIAS = "bias";

  public static final String HEAD_FIRST_ORDER = "head.firstOrder";
  public static final String HEAD_SECOND_ORDER = "head.secondOrder";
  public static final String OUTPUT_WEIGHT = "mlp.output.weight";

  private static final String MOVING_MEAN = ".movingMean";

  /** rows × columns floats at {@code offset}, row-major. */
  public record Segment(String name, int offset, int rows, int columns) {
    public int length() {
      return rows * columns;
    }
  }

  private final List<Segment> segments = new ArrayList<>();
  private final int trainableLength;
  private int length;

  public DenseLayout(DeepFMConfig config) {
    add(BIAS, 1, 1);
    if (config.head() == Head.WEIGHTED && config.firstOrder()) {
      add(HEAD_FIRST_ORDER, 1, 1);
    }
    if (config.head() == Head.WEIGHTED && config.secondOrder()) {
      add(HEAD_SECOND_ORDER, 1, config.embeddingDim());
    }
    int layers = config.numHiddenLayers();
    for (int l = 0; l < layers; l++) {
      int units = config.units(l);
      add(weight(l), config.layerInput(l), units);
      add(bias(l), 1, units);
      if (config.batchNorm()) {
        add(gamma(l), 1, units);
        add(beta(l), 1, units);
      }
      if (config.activation() == Activation.PRELU) {
        add(slope(l), 1, units);
      }
    }
    for (int tower = 0; tower < config.numTowers(); tower++) {
      add(outputWeight(tower), config.outputInput(tower), 1);
    }
    trainableLength = length;
    for (int l = 0; l < layers && config.batchNorm(); l++) {
      add(movingMean(l), 1, config.units(l));
      add(movingVariance(l), 1, config.units(l));
    }
  }

  private void add(String name, int rows, int columns) {
    segments.add(new Segment(name, length, rows, columns));
    length = Math.addExact(length, Math.multiplyExact(rows, columns));
  }

  /** Weights of a tower's last layer. */
  public static String outputWeight(int tower) {
    return tower == 0 ? OUTPUT_WEIGHT : "mlp.secondOutput.weight";
  }

  public static String weight(int layer) {
    return "mlp." + layer + ".weight";
  }

  public static String bias(int layer) {
    return "mlp." + layer + ".bias";
  }

  public static String gamma(int layer) {
    return "mlp." + layer + ".gamma";
  }

  public static String beta(int layer) {
    return "mlp." + layer + ".beta";
  }

  public static String slope(int layer) {
    return "mlp." + layer + ".slope";
  }

  public static String movingMean(int layer) {
    return "mlp." + layer + MOVING_MEAN;
  }

  public static String movingVariance(int layer) {
    return "mlp." + layer + ".movingVariance";
  }

  public List<Segment> segments() {
    return Collections.unmodifiableList(segments);
  }

  /**
   * @throws IllegalArgumentException if the model has no such segment
   */
  public Segment segment(String name) {
    return segments.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("The model has no '" + name + "'."));
  }

  /** Where batch norm keeps what it has seen of one layer. */
  public record MovingStatistics(Segment mean, Segment variance) {}

  /** One entry per hidden layer with batch norm. */
  public List<MovingStatistics> movingStatistics() {
    List<MovingStatistics> statistics = new ArrayList<>();
    for (int i = 0; i + 1 < segments.size(); i++) {
      if (segments.get(i).name().endsWith(MOVING_MEAN)) {
        statistics.add(new MovingStatistics(segments.get(i), segments.get(i + 1)));
      }
    }
    return statistics;
  }

  /** The first moving variance that has a value below 0, or null. */
  public Segment negativeVariance(float[] dense) {
    for (MovingStatistics statistics : movingStatistics()) {
      Segment variance = statistics.variance();
      for (int i = 0; i < variance.length(); i++) {
        if (dense[variance.offset() + i] < 0) {
          return variance;
        }
      }
    }
    return null;
  }

  /** Floats in all. */
  public int length() {
    return length;
  }

  /** Floats trained by gradients: the first of the array. The rest are moving statistics. */
  public int trainableLength() {
    return trainableLength;
  }

  /**
   * One vector among the dense parameters (a bias, γ, the output weights …): a thread's copy of its
   * values and the gradient that the thread has summed up in this step.
   */
  static final class Vector {
    private final DenseLayout.Segment segment;
    final float[] values;
    final float[] gradient;

    Vector(DenseLayout layout, String name) {
      segment = layout.segment(name);
      values = new float[segment.length()];
      gradient = new float[segment.length()];
    }

    /** Takes the values of this step and forgets the gradient of the last. */
    void begin(float[] dense) {
      System.arraycopy(dense, segment.offset(), values, 0, values.length);
      Arrays.fill(gradient, 0f);
    }

    void writeGradient(DenseMemory gradients) {
      gradients.putVector(segment, gradient);
    }
  }
}
