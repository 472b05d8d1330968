package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.input.UserMistake;
import io.sparkdeepfm.data.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** Sets Params from text, {@code name=value}; arrays are comma-separated. */
final class ParamSetter {
  private static final List<Kind> KINDS =
      List.of(
          new Kind(IntParam.class, "an integer", Integer::valueOf),
          new Kind(LongParam.class, "an integer", Long::valueOf),
          new Kind(DoubleParam.class, "a number", Double::valueOf),
          new Kind(FloatParam.class, "a number", Float::valueOf),
          new Kind(BooleanParam.class, "true or false", ParamSetter::bool),
          new Kind(
              IntArrayParam.class,
              "integers as in 400,400",
              text -> Arrays.stream(parts(text)).mapToInt(Integer::parseInt).toArray()),
          new Kind(
              DoubleArrayParam.class,
              "numbers as in 0.5,0.5",
              text -> Arrays.stream(parts(text)).mapToDouble(Double::parseDouble).toArray()),
          new Kind(StringArrayParam.class, "a fitting value", ParamSetter::parts));

  private final Params stage;
  private final Set<String> reserved;

  /**
   * @param reserved Params that the command sets by options of its own
   */
  ParamSetter(Params stage, Set<String> reserved) {
    this.stage = stage;
    this.reserved = reserved;
  }

  /**
   * @throws IllegalArgumentException if an assignment names no Param or its value does not fit
   */
  void setAll(List<String> assignments) {
    assignments.forEach(this::set);
  }

  private void set(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw Refusal.of("--set %s: say --set param=value.", assignment);
    }
    Param<Object> param = param(assignment.substring(0, equals).strip());
    String value = assignment.substring(equals + 1).strip();
    try {
      stage.set(param, parse(param, value));
    } catch (IllegalArgumentException e) { // NumberFormatException is one
      String ours = UserMistake.in(e);
      throw new IllegalArgumentException(
          ours == null
              ? String.format("--set %s: give %s: %s", assignment, type(param), param.doc())
              : String.format("--set %s: %s", assignment, ours),
          e);
    }
  }

  private Param<Object> param(String name) {
    if (!stage.hasParam(name) || reserved.contains(name)) {
      throw Refusal.of(
          "--set %s: there is no such parameter; there are %s.",
          name, String.join(", ", near(name)));
    }
    return stage.getParam(name);
  }

  /** The Params whose names hold the given one, in any case; all where none does. */
  private List<String> near(String name) {
    List<String> known =
        Arrays.stream(stage.params()).map(Param::name).filter(p -> !reserved.contains(p)).toList();
    String lower = name.toLowerCase(Locale.ROOT);
    List<String> near =
        known.stream().filter(p -> p.toLowerCase(Locale.ROOT).contains(lower)).toList();
    return near.isEmpty() ? known : near;
  }

  private static Object parse(Param<?> param, String value) {
    return kind(param).map(kind -> kind.parser.apply(value)).orElse(value);
  }

  private static Optional<Kind> kind(Param<?> param) {
    return KINDS.stream().filter(kind -> kind.type.isInstance(param)).findFirst();
  }

  private static Boolean bool(String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException("say true or false.");
    }
    return Boolean.valueOf(value);
  }

  /** An empty text is an empty array. */
  private static String[] parts(String value) {
    return value.isEmpty() ? new String[0] : value.split("\\s*,\\s*", -1);
  }

  private static String type(Param<?> param) {
    return kind(param).map(Kind::words).orElse("a fitting value");
  }

  /**
   * How the text of one type of Param is read.
   *
   * @param words what to give, for messages
   */
  private record Kind(Class<?> type, String words, Function<String, Object> parser) {}
}
