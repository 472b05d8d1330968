package io.sparkdeepfm.fit;

import io.sparkdeepfm.encode.FieldCounts.FieldUsage;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.metric.ValidationCurves;
import io.sparkdeepfm.report.TrainingReport.Fact;
import io.sparkdeepfm.report.TrainingReport.Parameter;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * What a training report shows besides the epochs.
 *
 * @param finished when the training ended
 * @param curves ROC and calibration of the validation rows after the best epoch
 * @param fields what the training rows have in each field
 * @param parameters all Params, by name
 * @param versions of the library and what it ran on
 */
public record TrainingDetails(
    Instant finished,
    ValidationCurves curves,
    List<FieldUsage> fields,
    List<Parameter> parameters,
    List<Fact> versions)
    implements Serializable {
  private static final String NOT_SET = "not set";

  public TrainingDetails {
    fields = List.copyOf(fields);
    parameters = List.copyOf(parameters);
    versions = List.copyOf(versions);
  }

  /** The Params of a stage as text, by name; those of checkpoints tell nothing of the model. */
  static List<Parameter> parameters(Params stage) {
    Set<String> omitted = Checkpoints.paramNames(stage);
    return Arrays.stream(stage.params())
        .filter(param -> !omitted.contains(param.name()))
        .map(param -> parameter(stage, param))
        .toList();
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

  /** What a training ran on, as far as the driver knows. */
  static List<Fact> versions(SparkContext context, String engine) {
    String library = TrainingDetails.class.getPackage().getImplementationVersion();
    return List.of(
        new Fact("spark-deepfm", library == null ? "not from a jar" : library),
        new Fact("Engine", engine),
        new Fact("Matrix products (driver)", Sgemm.kernelName()),
        new Fact("Spark", context.version()),
        new Fact("Scala", scala.util.Properties.versionNumberString()),
        new Fact("Java", property("java.version") + ", " + property("java.vm.name")),
        new Fact(
            "Platform",
            property("os.name") + " " + property("os.version") + ", " + property("os.arch")));
  }

  private static String property(String name) {
    return System.getProperty(name, "?");
  }
}
