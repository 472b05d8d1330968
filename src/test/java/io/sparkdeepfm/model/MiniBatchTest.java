package io.sparkdeepfm.model;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import java.util.List;
import org.junit.jupiter.api.Test;

class MiniBatchTest {
  private final DeepFMConfig config =
      ModelConfigs.of(
          RandomExamples.everyKind(1).schema(),
          16,
          List.of(),
          Activation.RELU,
          0,
          false,
          Interaction.FIELD,
          Head.SUM);

  @Test
  void thereIsRoomForEveryCellOfEveryExample() {
    MiniBatch batch = new MiniBatch(config, 10);
    assertEquals(10 * 8 * 16 - 16, batch.cell(7, 9));
    assertEquals(10 * 8 * 16, batch.cellGradients().length);
    assertEquals(8, batch.columns().length);
  }

  @Test
  void aBatchLargerThanAnArrayIsRefused() {
    assertRefused(
        "batchSize 20000000 times 8 fields times embeddingDim 16 is more than 2³¹ floats;"
            + " use a smaller batchSize.",
        () -> new MiniBatch(config, 20_000_000));
  }
}
