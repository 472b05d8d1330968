package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
@Tag("spark4")
class GoldenPredictionsTest {
  @Test
  void aModelOfFormatOneStillLoadsAndPredictsTheSame() throws IOException {
    DeepFMClassificationModel model =
        DeepFMClassificationModel.read()
            .session(SharedSpark.get())
            .load(GoldenPredictions.MODEL.toString());
    List<String> expected = Files.readAllLines(GoldenPredictions.PROBABILITIES);
    List<Vector> vectors = GoldenPredictions.vectors();
    assertEquals(expected.size(), vectors.size());
    for (int i = 0; i < vectors.size(); i++) {
      // Matrix products round differently from processor to processor.
      assertEquals(
          Double.parseDouble(expected.get(i)),
          model.predictProbability(vectors.get(i)).apply(1),
          1e-6);
    }
  }
}
