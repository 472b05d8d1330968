package io.sparkdeepfm.serving.onnx;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.serving.FieldSource;
import io.sparkdeepfm.serving.ServingModel;
import io.sparkdeepfm.serving.onnx.OnnxGraph.Attribute;
import io.sparkdeepfm.serving.onnx.OnnxGraph.ElementType;
import io.sparkdeepfm.token.TokenEncoder;
import io.sparkdeepfm.token.TokenTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The part of a graph from the raw columns to the vectors of the fields. */
final class OnnxFields {
  /** Stands for a missing token, since a tensor of strings has no nulls. */
  static final String MISSING = "<missing>";

  /** Ends the name of the input with the weights of a list. */
  static final String WEIGHTS = ".weights";

  private static final String BATCH = "batch";

  private final OnnxGraph graph;
  private final ServingModel model;
  private final Set<String> lists;
  private final int dim;
  private final Map<String, String> inputs = new HashMap<>(); // by column
  private final Map<Integer, Table> tables = new HashMap<>();

  /** An embedding table: N × D and the first-order weights, N × 1. */
  private record Table(String vectors, String weights) {}

  /**
   * What the terms are made of.
   *
   * @param vector e, batch × D
   * @param squares e² or Σ (x v)², batch × D
   * @param first Σ w x, batch × 1
   */
  record FieldTensors(String vector, String squares, String first) {}

  /**
   * @param lists columns of which a row holds several values
   */
  OnnxFields(OnnxGraph graph, ServingModel model, Set<String> lists) {
    this.graph = graph;
    this.model = model;
    this.lists = lists;
    dim = model.config().embeddingDim();
  }

  FieldTensors of(int f, boolean pairsFeatures) {
    FieldSource source = model.sources().get(f);
    if (source instanceof FieldSource.Tokens tokens) {
      return lists.contains(tokens.column())
          ? ofList(f, tokens, pairsFeatures)
          : ofIndex(f, index(tokens, text(tokens.column(), BATCH)));
    }
    String number = number(source.column());
    if (source instanceof FieldSource.Bucket bucket) {
      return ofIndex(f, bucket(bucket, number));
    }
    return ofNumber(
        f, source instanceof FieldSource.Scaled scaled ? scale(scaled, number) : number);
  }

  /** The input of a column of numbers; NaN is a missing value. */
  private String number(String column) {
    return inputs.computeIfAbsent(column, name -> graph.input(name, ElementType.DOUBLE, BATCH));
  }

  private String text(String column, String... dimensions) {
    return inputs.computeIfAbsent(
        column, name -> graph.input(name, ElementType.STRING, dimensions));
  }

  private Table table(int f) {
    int number = model.config().schema().tableOf(f);
    return tables.computeIfAbsent(number, this::newTable);
  }

  private Table newTable(int number) {
    EmbeddingTable table = model.parameters().table(number);
    int rows = table.numEmbeddings();
    float[] row = new float[dim + 1];
    float[] vectors = new float[rows * dim];
    float[] weights = new float[rows];
    for (int r = 0; r < rows; r++) {
      table.read(r, row, 0);
      System.arraycopy(row, 0, vectors, r * dim, dim);
      weights[r] = row[dim];
    }
    return new Table(graph.floats(vectors, rows, dim), graph.floats(weights, rows, 1));
  }

  private String scale(FieldSource.Scaled source, String x) {
    double maximum = source.scale().maximum();
    String clipped = graph.node("Max", x, graph.number(0));
    if (source.scale().clip() < Double.POSITIVE_INFINITY) {
      clipped = graph.node("Min", clipped, graph.number(source.scale().clip()));
    }
    String scaled =
        maximum == 0
            ? graph.node("Mul", clipped, graph.number(0))
            : graph.node(
                "Min",
                graph.node(
                    "Div",
                    graph.node("Log", graph.node("Add", clipped, graph.number(1))),
                    graph.number(Math.log1p(maximum))),
                graph.number(1));
    return graph.node("Where", graph.node("IsNaN", x), x, scaled); // whatever Max makes of NaN
  }

  private FieldTensors ofNumber(int f, String x) {
    String present = graph.node("Where", graph.node("IsNaN", x), graph.number(0), x);
    String value =
        graph.node("Unsqueeze", graph.cast(present, ElementType.FLOAT), graph.axes(1)); // batch × 1
    String vector = graph.node("Mul", value, table(f).vectors);
    return new FieldTensors(
        vector, graph.node("Mul", vector, vector), graph.node("Mul", value, table(f).weights));
  }

  /** Of indices, −1 where missing. */
  private FieldTensors ofIndex(int f, String index) {
    String zero = graph.integers(new long[] {0});
    String isThere =
        graph.node(
            "Unsqueeze",
            graph.cast(graph.node("GreaterOrEqual", index, zero), ElementType.FLOAT),
            graph.axes(1));
    String row = graph.node("Max", index, zero);
    String vector = graph.node("Mul", graph.node("Gather", table(f).vectors, row), isThere);
    return new FieldTensors(
        vector,
        graph.node("Mul", vector, vector),
        graph.node("Mul", graph.node("Gather", table(f).weights, row), isThere));
  }

  /** How many of the inner limits a number reaches; what is beyond the outer ones is within. */
  private String bucket(FieldSource.Bucket source, String x) {
    double[] inner =
        source.splits().subList(1, source.splits().size() - 1).stream()
            .mapToDouble(Double::doubleValue)
            .toArray();
    String reached =
        graph.node(
            "GreaterOrEqual", graph.node("Unsqueeze", x, graph.axes(1)), graph.numbers(inner));
    String bucket =
        graph.node(
            "",
            "ReduceSum",
            List.of(Attribute.of("keepdims", 0L)),
            graph.cast(reached, ElementType.INT64),
            graph.axes(1));
    return graph.node("Where", graph.node("IsNaN", x), graph.integers(new long[] {-1}), bucket);
  }

  /** The index of each token, −1 for {@link #MISSING}. */
  private String index(FieldSource.Tokens source, String text) {
    if (source.encoder() instanceof TokenEncoder.Vocabulary vocabulary) {
      return graph.node(
          OnnxGraph.ML,
          "LabelEncoder",
          List.of(
              Attribute.ofTexts("keys_strings", keys(source.column(), vocabulary.tokens())),
              Attribute.ofNumbers("values_int64s", values(vocabulary.tokens())),
              Attribute.of("default_int64", 0L)),
          text);
    }
    TokenEncoder.Hash hash = (TokenEncoder.Hash) source.encoder();
    String hashed =
        graph.node(
            OnnxGraph.MICROSOFT,
            "MurmurHash3",
            List.of(Attribute.of("positive", 0L), Attribute.of("seed", (long) hash.seed())),
            text);
    String bucket =
        graph.node(
            "Mod", graph.cast(hashed, ElementType.INT64), graph.integers(new long[] {hash.size()}));
    String isThere =
        graph.node(
            OnnxGraph.ML,
            "LabelEncoder",
            List.of(
                Attribute.ofTexts(
                    "keys_strings", List.of(MISSING.getBytes(StandardCharsets.UTF_8))),
                Attribute.ofNumbers("values_int64s", 0),
                Attribute.of("default_int64", 1L)),
            text);
    String one = graph.integers(new long[] {1}); // (bucket + 1) · isThere − 1
    return graph.node("Sub", graph.node("Mul", graph.node("Add", bucket, one), isThere), one);
  }

  private static List<byte[]> keys(String column, TokenTable tokens) {
    byte[] missing = MISSING.getBytes(StandardCharsets.UTF_8);
    if (tokens.find(missing, 0, missing.length) >= 0) {
      throw Refusal.of(
          "Column '%s' has the token '%s' in its vocabulary, which stands for a missing value in an"
              + " ONNX file; give such values another name.",
          column, MISSING);
    }
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      keys.add(tokens.token(i));
    }
    keys.add(missing);
    return keys;
  }

  private static long[] values(TokenTable tokens) {
    long[] values = new long[tokens.size() + 1];
    for (int i = 0; i < tokens.size(); i++) {
      values[i] = i + 1L;
    }
    values[tokens.size()] = -1;
    return values;
  }

  /**
   * Several values: tokens, batch × n, filled up with {@link #MISSING}, and their weights. A token
   * that is there twice counts once with the sum of its weights.
   */
  private FieldTensors ofList(int f, FieldSource.Tokens source, boolean pairsFeatures) {
    String column = source.column();
    String entries = "entries of " + column;
    String text = text(column, BATCH, entries);
    String given =
        inputs.computeIfAbsent(
            column + WEIGHTS, name -> graph.input(name, ElementType.FLOAT, BATCH, entries));
    String index = index(source, text);
    String zero = graph.integers(new long[] {0});
    String isThere = graph.cast(graph.node("GreaterOrEqual", index, zero), ElementType.FLOAT);
    String row = graph.node("Max", index, zero);
    String weights = graph.node("Mul", given, isThere);
    String same = // batch × n × n, whether two entries are one token
        graph.cast(
            graph.node(
                "Equal",
                graph.node("Unsqueeze", index, graph.axes(2)),
                graph.node("Unsqueeze", index, graph.axes(1))),
            ElementType.FLOAT);
    String sums =
        graph.node(
            "Squeeze",
            graph.node("MatMul", same, graph.node("Unsqueeze", weights, graph.axes(2))),
            graph.axes(2));
    String counts = // how often each token is there
        graph.node("", "ReduceSum", List.of(Attribute.of("keepdims", 0L)), same, graph.axes(2));
    String share = graph.node("Div", isThere, counts);
    String x = pooled(model.config().schema().field(f), sums, share);
    String shared = graph.node("Unsqueeze", graph.node("Mul", x, share), graph.axes(1));
    String rows = graph.node("Gather", table(f).vectors, row); // batch × n × D
    String vector = graph.node("Squeeze", graph.node("MatMul", shared, rows), graph.axes(1));
    String first =
        graph.node(
            "Squeeze",
            graph.node("MatMul", shared, graph.node("Gather", table(f).weights, row)),
            graph.axes(1));
    if (!pairsFeatures) {
      return new FieldTensors(vector, graph.node("Mul", vector, vector), first);
    }
    String products = graph.node("Mul", rows, graph.node("Unsqueeze", x, graph.axes(2)));
    String squares =
        graph.node(
            "Squeeze",
            graph.node(
                "MatMul",
                graph.node("Unsqueeze", share, graph.axes(1)),
                graph.node("Mul", products, products)),
            graph.axes(1));
    return new FieldTensors(vector, squares, first);
  }

  /**
   * The weights x of a field's tokens after pooling, batch × n.
   *
   * @param share of each entry in its token: 1 / how often that is there, 0 where nothing is
   */
  private String pooled(Field field, String sums, String share) {
    if (field.pooling() == Pooling.SUM) {
      return sums;
    }
    String sizes =
        field.pooling() == Pooling.MEAN ? graph.node("Abs", sums) : graph.node("Mul", sums, sums);
    String total =
        graph.node("ReduceSum", graph.node("Mul", sizes, share), graph.axes(1)); // batch × 1
    String norm = field.pooling() == Pooling.MEAN ? total : graph.node("Sqrt", total);
    String isZero = graph.node("Equal", total, graph.floats(new float[] {0}));
    String divisor = graph.node("Where", isZero, graph.floats(new float[] {1}), norm);
    return graph.node("Div", sums, divisor);
  }
}
