package io.sparkdeepfm.serving.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An ONNX graph that is being built: inputs, constants and nodes, each named by what it gives.
 * Numbers of fields and types are those of {@code onnx.proto} (Apache-2.0).
 */
final class OnnxGraph {
  /** Operators are those of {@code ai.onnx} of this version. */
  static final int OPSET = 17;

  /** And of {@code ai.onnx.ml}. */
  static final int ML_OPSET = 3;

  static final String ML = "ai.onnx.ml";
  static final String MICROSOFT = "com.microsoft";

  private static final int IR_VERSION = 8;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;

  /** Types of tensors. */
  enum ElementType {
    FLOAT(1),
    INT64(7),
    STRING(8),
    DOUBLE(11);

    private final int number;

    ElementType(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  private final ProtoMessage graph = new ProtoMessage().text(2, "deepfm");
  private int names;

  /** An attribute of a node. */
  record Attribute(ProtoMessage message) {
    static Attribute of(String name, long value) {
      return new Attribute(new ProtoMessage().text(1, name).number(3, value).number(20, 2));
    }

    static Attribute of(String name, float value) {
      return new Attribute(new ProtoMessage().text(1, name).number(2, value).number(20, 1));
    }

    static Attribute ofTexts(String name, List<byte[]> values) {
      ProtoMessage message = new ProtoMessage().text(1, name).number(20, 8);
      values.forEach(value -> message.bytes(9, value));
      return new Attribute(message);
    }

    static Attribute ofNumbers(String name, long... values) {
      ProtoMessage message = new ProtoMessage().text(1, name).number(20, 7);
      for (long value : values) {
        message.number(8, value);
      }
      return new Attribute(message);
    }
  }

  /**
   * An input or output.
   *
   * @param dimensions by name, or a number in digits
   */
  private static ProtoMessage value(String name, ElementType type, String... dimensions) {
    ProtoMessage shape = new ProtoMessage();
    for (String dimension : dimensions) {
      shape.message(1, new ProtoMessage().text(2, dimension));
    }
    ProtoMessage tensor = new ProtoMessage().number(1, type.number).message(2, shape);
    return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
  }

  String input(String name, ElementType type, String... dimensions) {
    graph.message(GRAPH_INPUT, value(name, type, dimensions));
    return name;
  }

  void output(String name, ElementType type, String... dimensions) {
    graph.message(GRAPH_OUTPUT, value(name, type, dimensions));
  }

  private String nextName() {
    return "deepfm/" + names++; // no column is called so
  }

  private String constant(ElementType type, byte[] raw, long... dimensions) {
    String name = nextName();
    ProtoMessage tensor = new ProtoMessage();
    for (long dimension : dimensions) {
      tensor.number(1, dimension);
    }
    tensor.number(2, type.number).text(8, name).bytes(9, raw);
    graph.message(GRAPH_INITIALIZER, tensor);
    return name;
  }

  String floats(float[] values, long... dimensions) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return constant(ElementType.FLOAT, bytes.array(), dimensions);
  }

  /** A number of type double. */
  String number(double value) {
    byte[] raw =
        ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array();
    return constant(ElementType.DOUBLE, raw);
  }

  /** Numbers of type double in a row. */
  String numbers(double... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return constant(ElementType.DOUBLE, bytes.array(), values.length);
  }

  /** Whole numbers in a row; without dimensions a single one. */
  String integers(long[] values, long... dimensions) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return constant(ElementType.INT64, bytes.array(), dimensions);
  }

  String axes(long... axes) {
    return integers(axes, axes.length);
  }

  /** A node of the standard operators with one output. */
  String node(String operator, String... inputs) {
    return node("", operator, List.of(), inputs);
  }

  /** A node of a domain's operators with attributes. */
  String node(String domain, String operator, List<Attribute> attributes, String... inputs) {
    String output = nextName();
    add(output, domain, operator, attributes, inputs);
    return output;
  }

  /** Gives something the name of an output. */
  void named(String name, String value) {
    add(name, "", "Identity", List.of(), value);
  }

  private void add(
      String output, String domain, String operator, List<Attribute> attributes, String... inputs) {
    ProtoMessage node = new ProtoMessage();
    for (String input : inputs) {
      node.text(1, input);
    }
    node.text(2, output).text(3, "node of " + output).text(4, operator);
    attributes.forEach(attribute -> node.message(5, attribute.message));
    graph.message(GRAPH_NODE, node.text(7, domain));
  }

  String cast(String value, ElementType type) {
    return node("", "Cast", List.of(Attribute.of("to", (long) type.number)), value);
  }

  /** The whole model. */
  /** What every file of ours begins with: version of the format, and who wrote it. */
  static ProtoMessage header() {
    return new ProtoMessage().number(1, IR_VERSION).text(2, "spark-deepfm");
  }

  ProtoMessage toModel() {
    return header()
        .message(7, graph)
        .message(8, new ProtoMessage().text(1, "").number(2, OPSET))
        .message(8, new ProtoMessage().text(1, ML).number(2, ML_OPSET))
        .message(8, new ProtoMessage().text(1, MICROSOFT).number(2, 1L));
  }
}
