package io.sparkdeepfm;

import io.sparkdeepfm.report.Parameter;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The Params of a stage as text, by name. */
final class ParameterList {
  private static final String NOT_SET = "not set";

  private ParameterList() {}

  static List<Parameter> of(Params stage) {
    return Arrays.stream(stage.params()).map(param -> parameter(stage, param)).toList();
  }

  private static Parameter parameter(Params stage, Param<?> param) {
    Object value = stage.get(param).getOrElse(() -> null);
    Object defaultValue = stage.getDefault(param).getOrElse(() -> null);
    boolean changed = value != null && !Objects.deepEquals(value, defaultValue);
    return new Parameter(
        param.name(), text(changed ? value : defaultValue), text(defaultValue), changed);
  }

  private static String text(Object value) {
    if (value == null) {
      return NOT_SET;
    }
    if (!value.getClass().isArray()) {
      return value.toString();
    }
    return IntStream.range(0, Array.getLength(value))
        .mapToObj(i -> String.valueOf(Array.get(value, i)))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
