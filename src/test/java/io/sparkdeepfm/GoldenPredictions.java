package io.sparkdeepfm;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/**
 * A saved classifier with the probabilities that it gave when it was saved, in {@code
 * src/test/resources/golden/predictions-v1}. Run the main once per format version, never again for
 * a version that has been released.
 */
final class GoldenPredictions {
  static final Path DIRECTORY = Path.of("src", "test", "resources", "golden", "predictions-v1");
  static final Path MODEL = DIRECTORY.resolve("model");
  static final Path PROBABILITIES = DIRECTORY.resolve("probabilities.txt");

  private static final long SEED = 20;
  private static final int ROWS = 12;

  private GoldenPredictions() {}

  /** The rows that are scored: fields of every kind. */
  static List<Vector> vectors() {
    RandomExamples examples = RandomExamples.everyKind(SEED);
    ExampleBlock block = examples.block(ROWS);
    List<Vector> vectors = new ArrayList<>();
    for (int b = 0; b < ROWS; b++) {
      vectors.add(vector(examples.schema(), block, b));
    }
    return vectors;
  }

  private static Vector vector(FieldSchema schema, ExampleBlock block, int b) {
    TreeMap<Integer, Double> values = new TreeMap<>();
    for (int f = 0; f < schema.numFields(); f++) {
      FieldColumn column = block.columns()[f];
      if (column.isNumeric()) {
        values.merge(schema.begin(f), (double) column.values()[b], Double::sum);
      } else if (column.isSingle() && column.rows()[b] >= 0) {
        values.merge(schema.begin(f) + column.rows()[b], 1.0, Double::sum);
      } else if (column.offsets() != null) {
        for (int i = column.offsets()[b]; i < column.offsets()[b + 1]; i++) {
          double x = column.values() == null ? 1 : column.values()[i];
          values.merge(schema.begin(f) + column.rows()[i], x, Double::sum);
        }
      }
    }
    values.values().removeIf(x -> x == 0);
    return Vectors.sparse(
        schema.numFeatures(),
        values.keySet().stream().mapToInt(Integer::intValue).toArray(),
        values.values().stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static DeepFMClassificationModel model() {
    DeepFMConfig config =
        ModelConfigs.of(
            RandomExamples.everyKind(SEED).schema(),
            3,
            List.of(5, 4),
            Activation.TANH,
            0.1,
            true,
            Interaction.FEATURE,
            Head.WEIGHTED);
    DeepFMParameters parameters = RandomParameters.of(config, SEED);
    for (DenseLayout.Segment segment : new DenseLayout(config).segments()) {
      for (int i = 0; segment.name().endsWith(".movingVariance") && i < segment.length(); i++) {
        parameters.dense()[segment.offset() + i] = 0.5f + i;
      }
    }
    return new DeepFMClassificationModel("golden_predictions", config, parameters, null);
  }

  public static void main(String[] arguments) throws IOException {
    DeepFMClassificationModel model = model();
    model.write().session(SharedSpark.get()).save(MODEL.toString());
    List<String> lines = new ArrayList<>();
    for (Vector features : vectors()) {
      lines.add(Double.toString(model.predictProbability(features).apply(1)));
    }
    Files.write(PROBABILITIES, lines);
    try (var files = Files.walk(DIRECTORY)) {
      for (Path file : files.filter(GoldenPredictions::isMarker).toList()) {
        Files.delete(file);
      }
    }
  }

  static boolean isMarker(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".crc") || name.equals("_SUCCESS");
  }
}
