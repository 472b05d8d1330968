package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.input.UserMistake;
import io.sparkdeepfm.data.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
    if (param instanceof IntParam) {
      return Integer.valueOf(value);
    } else if (param instanceof LongParam) {
      return Long.valueOf(value);
    } else if (param instanceof DoubleParam) {
      return Double.valueOf(value);
    } else if (param instanceof FloatParam) {
      return Float.valueOf(value);
    } else if (param instanceof BooleanParam) {
      return bool(value);
    } else if (param instanceof IntArrayParam) {
      return Arrays.stream(parts(value)).mapToInt(Integer::parseInt).toArray();
    } else if (param instanceof DoubleArrayParam) {
      return Arrays.stream(parts(value)).mapToDouble(Double::parseDouble).toArray();
    } else if (param instanceof StringArrayParam) {
      return parts(value);
    }
    return value;
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
    if (param instanceof IntParam || param instanceof LongParam) {
      return "an integer";
    } else if (param instanceof DoubleParam || param instanceof FloatParam) {
      return "a number";
    } else if (param instanceof BooleanParam) {
      return "true or false";
    } else if (param instanceof IntArrayParam) {
      return "integers as in 400,400";
    } else if (param instanceof DoubleArrayParam) {
      return "numbers as in 0.5,0.5";
    }
    return "a fitting value";
  }
}
