package io.sparkdeepfm.cli;

import io.sparkdeepfm.data.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import picocli.CommandLine.Option;

/** How a saved model scores, where that is to be otherwise than it was saved. */
final class ModelOptions {
  private static final Set<String> OFFERED =
      Set.of("scoringEngine", "cudaDevice", "matmulPrecision");

  @Option(
      names = "--set",
      paramLabel = "param=value",
      description =
          "How the model scores, in place of what it was saved with: scoringEngine, cudaDevice or"
              + " matmulPrecision, as --set scoringEngine=cpu; may be repeated.")
  List<String> assignments = new ArrayList<>();

  /**
   * Sets the Params of a pipeline's model.
   *
   * @throws IllegalArgumentException if an assignment names another Param, its value does not fit,
   *     or the model is not one of this library
   */
  void applyTo(PipelineModel pipeline) {
    if (assignments.isEmpty()) {
      return;
    }
    Transformer[] stages = pipeline.stages();
    Transformer model = stages[stages.length - 1];
    if (OFFERED.stream().anyMatch(name -> !model.hasParam(name))) {
      throw Refusal.of(
          "--set %s is for models of this library, but the last stage is a %s; leave it out.",
          assignments.get(0), model.getClass().getSimpleName());
    }
    Set<String> others =
        Arrays.stream(model.params())
            .map(Param::name)
            .filter(name -> !OFFERED.contains(name))
            .collect(Collectors.toSet());
    new ParamSetter(model, others).setAll(assignments);
    boolean namesDevice = assignments.stream().anyMatch(a -> a.startsWith("cudaDevice="));
    Object engine = model.getOrDefault(model.getParam("scoringEngine"));
    if (namesDevice && !engine.equals("cuda")) {
      throw Refusal.of(
          "--set cudaDevice is for scoringEngine 'cuda', but the model's is '%s'; add --set"
              + " scoringEngine=cuda, or leave it out.",
          engine);
    }
  }
}
