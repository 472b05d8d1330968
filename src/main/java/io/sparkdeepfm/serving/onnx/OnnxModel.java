package io.sparkdeepfm.serving.onnx;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.serving.FieldSource;
import io.sparkdeepfm.serving.ServingModel;
import io.sparkdeepfm.serving.onnx.OnnxFields.FieldTensors;
import io.sparkdeepfm.serving.onnx.OnnxGraph.Attribute;
import io.sparkdeepfm.serving.onnx.OnnxGraph.ElementType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A served model as an ONNX graph that encodes raw columns and scores them, for ONNX Runtime, whose
 * {@code com.microsoft.MurmurHash3} it uses for hashed columns.
 *
 * <p>Inputs are the raw columns, the first dimension the rows: numbers are doubles, NaN where
 * missing; tokens are strings in the form of {@link io.sparkdeepfm.token.TokenText}, {@code
 * <missing>} where missing; a column of several values is rows × entries, filled up with {@code
 * <missing>}, and has a second input, {@code COLUMN.weights}, floats. Outputs are {@code logit} and
 * {@code probability}, or {@code mean} of a regression.
 */
public final class OnnxModel {
  private static final float EPSILON = 1e-5f; // of batch norm

  private static final String LOGIT = "logit";
  private static final String PROBABILITY = "probability";
  private static final String MEAN = "mean";

  private final OnnxGraph graph = new OnnxGraph();
  private final ServingModel model;
  private final DeepFMConfig config;
  private final DenseLayout layout;

  private OnnxModel(ServingModel model) {
    this.model = model;
    config = model.config();
    layout = new DenseLayout(config);
  }

  /**
   * Writes a model whose columns hold one value each, but for texts and delimited strings.
   *
   * @throws IllegalArgumentException if the graph would be larger than protobuf allows, 2 GiB
   */
  public static void write(ServingModel model, OutputStream out) throws IOException {
    write(model, Set.of(), out);
  }

  /**
   * Writes a model.
   *
   * @param lists columns of which a row holds several values, besides texts and delimited strings
   * @throws IllegalArgumentException if there is no such column, or the graph would be larger than
   *     protobuf allows, 2 GiB
   */
  public static void write(ServingModel model, Set<String> lists, OutputStream out)
      throws IOException {
    Set<String> all = new HashSet<>(lists);
    for (FieldSource source : model.sources()) {
      if (source instanceof FieldSource.Tokens tokens
          && (tokens.ofWords() || !tokens.delimiter().isEmpty())) {
        all.add(tokens.column());
      }
    }
    for (String list : lists) {
      if (!model.columns().contains(list)) {
        throw Refusal.of(
            "There is no column '%s' to hold lists; the model reads %s.",
            list, String.join(", ", model.columns()));
      }
    }
    requireFreeNames(model, all);
    requireOneReading(model);
    requireFits(model.parameters().count() * Float.BYTES);
    ProtoMessage message = new OnnxModel(model).build(all);
    requireFits(message.length());
    message.writeTo(out);
  }

  /** Refuses what protobuf does not allow, of the parameters alone before their bytes are made. */
  static void requireFits(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw Refusal.of(
          "The ONNX file would have %d bytes, but protobuf allows 2³¹ − 1; export the format"
              + " serving, or train with smaller vocabularies.",
          bytes);
    }
  }

  /** A column is one tensor, of one type and shape, whatever the number of its fields. */
  private static void requireOneReading(ServingModel model) {
    Map<String, String> readings = new HashMap<>();
    for (FieldSource source : model.sources()) {
      String reading = reading(source);
      String other = readings.putIfAbsent(source.column(), reading);
      if (other != null && !other.equals(reading)) {
        throw Refusal.of(
            "Column '%s' is read as %s and as %s, but can be one input of an ONNX file only; export"
                + " the format serving, or train with a column for each.",
            source.column(), other, reading);
      }
    }
  }

  private static String reading(FieldSource source) {
    if (!(source instanceof FieldSource.Tokens tokens)) {
      return "a number";
    }
    if (tokens.ofWords()) {
      return "words";
    }
    return tokens.delimiter().isEmpty()
        ? "tokens"
        : String.format(
            "entries between '%s' with weights after '%s'",
            tokens.delimiter(), tokens.weightDelimiter());
  }

  /** Whether a file that begins with these bytes is an ONNX file that {@link #write} wrote. */
  public static boolean beginsAs(byte[] head) {
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    try {
      OnnxGraph.header().writeTo(ours);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // into memory, so never
    }
    return head.length >= ours.size()
        && Arrays.equals(head, 0, ours.size(), ours.toByteArray(), 0, ours.size());
  }

  private static void requireFreeNames(ServingModel model, Set<String> lists) {
    for (String column : model.columns()) {
      boolean isWeights =
          column.endsWith(OnnxFields.WEIGHTS)
              && lists.contains(column.substring(0, column.length() - OnnxFields.WEIGHTS.length()));
      if (isWeights || Set.of(LOGIT, PROBABILITY, MEAN).contains(column)) {
        throw Refusal.of(
            "Column '%s' is called as another tensor of the ONNX file is; rename the column, or"
                + " export the format serving.",
            column);
      }
    }
  }

  private ProtoMessage build(Set<String> lists) {
    boolean pairsFeatures = config.interaction() == Interaction.FEATURE;
    OnnxFields encoder = new OnnxFields(graph, model, lists);
    List<FieldTensors> fields = new ArrayList<>();
    for (int f = 0; f < config.schema().numFields(); f++) {
      fields.add(encoder.of(f, pairsFeatures));
    }
    List<String> terms = new ArrayList<>(); // each batch × 1, the bias 1
    terms.add(constant(DenseLayout.BIAS));
    boolean isWeighted = config.head() == Head.WEIGHTED;
    if (config.firstOrder()) {
      String first = sum(fields.stream().map(FieldTensors::first).toList());
      terms.add(
          isWeighted ? graph.node("Mul", first, constant(DenseLayout.HEAD_FIRST_ORDER)) : first);
    }
    String pairs = config.usesPairs() ? pairs(fields) : null;
    if (config.secondOrder()) {
      String second =
          isWeighted ? graph.node("Mul", pairs, constant(DenseLayout.HEAD_SECOND_ORDER)) : pairs;
      terms.add(graph.node("ReduceSum", second, graph.axes(1)));
    }
    if (config.numTowers() > 0) {
      terms.add(deep(config.deepReadsPairs() ? pairs : concat(fields)));
    }
    String logit = graph.node("Squeeze", sum(terms), graph.axes(1));
    graph.named(LOGIT, logit);
    graph.output(LOGIT, ElementType.FLOAT, "batch");
    String mean = config.loss() == Loss.LOG ? PROBABILITY : MEAN;
    graph.named(mean, mean(logit));
    graph.output(mean, ElementType.FLOAT, "batch");
    return graph.toModel();
  }

  private String mean(String logit) {
    return switch (config.loss()) {
      case LOG -> graph.node("Sigmoid", logit);
      case SQUARED -> logit;
      case POISSON -> graph.node("Exp", logit);
    };
  }

  private String sum(List<String> values) {
    return graph.node("Sum", values.toArray(String[]::new));
  }

  private String concat(List<FieldTensors> fields) {
    return graph.node(
        "",
        "Concat",
        List.of(Attribute.of("axis", 1L)),
        fields.stream().map(FieldTensors::vector).toArray(String[]::new));
  }

  /** ½ (S² − Q), batch × D. */
  private String pairs(List<FieldTensors> fields) {
    String sums = sum(fields.stream().map(FieldTensors::vector).toList());
    String squares = sum(fields.stream().map(FieldTensors::squares).toList());
    String difference = graph.node("Sub", graph.node("Mul", sums, sums), squares);
    return graph.node("Mul", difference, graph.floats(new float[] {0.5f}));
  }

  private float[] read(String segment) {
    DenseLayout.Segment place = layout.segment(segment);
    float[] values = new float[place.length()];
    System.arraycopy(model.parameters().dense(), place.offset(), values, 0, values.length);
    return values;
  }

  /** A segment of the dense parameters, as it is laid out. */
  private String constant(String segment) {
    DenseLayout.Segment place = layout.segment(segment);
    return graph.floats(read(segment), place.rows(), place.columns());
  }

  /** The mean of the towers, batch × 1. */
  private String deep(String input) {
    List<String> outputs = new ArrayList<>();
    for (int tower = 0; tower < config.numTowers(); tower++) {
      String values = input;
      int begin = tower == 0 ? 0 : config.hiddenUnits().size();
      int end = tower == 0 ? config.hiddenUnits().size() : config.numHiddenLayers();
      for (int l = begin; l < end; l++) {
        values = layer(l, values);
      }
      outputs.add(graph.node("MatMul", values, constant(DenseLayout.outputWeight(tower))));
    }
    return outputs.size() == 1
        ? outputs.get(0)
        : graph.node("Mul", sum(outputs), graph.floats(new float[] {0.5f}));
  }

  private String layer(int l, String input) {
    String z =
        graph.node("Gemm", input, constant(DenseLayout.weight(l)), constant(DenseLayout.bias(l)));
    if (config.deep() == Deep.FINAL) {
      int half = config.units(l) / 2;
      String second = slice(z, 0, half);
      String product = graph.node("Mul", slice(z, half, 2L * half), second);
      z = graph.node("", "Concat", List.of(Attribute.of("axis", 1L)), second, product);
    }
    if (config.batchNorm()) {
      z = normalize(l, z);
    }
    return switch (config.activation()) {
      case RELU -> graph.node("Relu", z);
      case TANH -> graph.node("Tanh", z);
      case SIGMOID -> graph.node("Sigmoid", z);
      case LEAKY_RELU ->
          graph.node("", "LeakyRelu", List.of(Attribute.of("alpha", Activation.LEAK)), z);
      case PRELU -> graph.node("PRelu", z, constant(DenseLayout.slope(l)));
    };
  }

  private String slice(String z, long begin, long end) {
    return graph.node("Slice", z, graph.axes(begin), graph.axes(end), graph.axes(1));
  }

  /** γ (z − μ) / √(σ² + ε) + β. */
  private String normalize(int l, String z) {
    return graph.node(
        "",
        "BatchNormalization",
        List.of(Attribute.of("epsilon", EPSILON)),
        z,
        vector(DenseLayout.gamma(l)),
        vector(DenseLayout.beta(l)),
        vector(DenseLayout.movingMean(l)),
        vector(DenseLayout.movingVariance(l)));
  }

  private String vector(String segment) {
    float[] values = read(segment);
    return graph.floats(values, values.length);
  }
}
