package io.sparkdeepfm.docs;

import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.DeepFMRegressor;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.FieldHasher;
import io.sparkdeepfm.stage.LogMinMaxScaler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;

/**
 * The page {@code docs/parameters.md}, made from the Params of the stages. To write it anew after a
 * Param has changed: {@code mvn test -Dtest=ParameterPageTest -Ddocs.write=true}.
 */
final class ParameterPage {
  static final Path FILE = Path.of("docs", "parameters.md");

  private static final String HEAD =
      """
      # Parameters

      Made from the Params themselves, so `explainParams()` says the same; by `mvn test -Dtest=ParameterPageTest
      -Ddocs.write=true`. In Java and Scala each has a setter and a getter, `setLearningRate(0.01)`; in Python they are
      keyword arguments, `DeepFMClassifier(learningRate=0.01)`; on the command line `--set learningRate=0.01` sets those of
      `DeepFMClassifier`, with `--task regression` of `DeepFMRegressor`, and [fields.json](fields.md) those of the other stages. "–" means not set.

      Logistic regression is `firstOrder` alone (`secondOrder=false`, no `hiddenUnits`, `embeddingDim=1`), a factorization
      machine has no `hiddenUnits`, Neural FM is `secondOrder=false, deepInput=biInteraction`,
      FINAL `firstOrder=false, secondOrder=false, deep=final`, with `secondHiddenUnits` for its second block.
      """;

  private ParameterPage() {}

  static String text() {
    Stream<PipelineStage> stages =
        Stream.of(
            new DeepFMClassifier(),
            new DeepFMRegressor(),
            new VocabularyIndexer(),
            new FieldHasher(),
            new LogMinMaxScaler(),
            new FieldAssembler());
    return HEAD + stages.map(ParameterPage::section).collect(Collectors.joining());
  }

  static void write() {
    try {
      Files.writeString(FILE, text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String section(PipelineStage stage) {
    return "\n## "
        + stage.getClass().getSimpleName()
        + "\n\n| parameter | default | meaning |\n| --- | --- | --- |\n"
        + Stream.of(stage.params()).map(param -> row(stage, param)).collect(Collectors.joining());
  }

  private static String row(PipelineStage stage, Param<?> param) {
    Object value = stage.getDefault(param).getOrElse(() -> null);
    // What depends on the stage's uid is different in every run.
    String shown = value == null ? "–" : text(value).replace(stage.uid(), "<uid>");
    return "| `%s` | %s | %s |%n"
        .formatted(param.name(), shown, param.doc().replace("|", "\\|"))
        .replace(System.lineSeparator(), "\n");
  }

  private static String text(Object value) {
    if (!value.getClass().isArray()) {
      return value.toString().isEmpty() ? "(empty)" : value.toString();
    }
    List<String> elements =
        IntStream.range(0, Array.getLength(value))
            .mapToObj(i -> String.valueOf(Array.get(value, i)))
            .toList();
    return elements.isEmpty() ? "(none)" : String.join(",", elements);
  }
}
