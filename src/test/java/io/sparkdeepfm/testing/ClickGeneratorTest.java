package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.testing.ClickGenerator.Clicks;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The generator against itself, and the reference trainer against the generator's truth. */
class ClickGeneratorTest {
  private static final int BATCH_SIZE = 100;

  @Test
  void sameSeedGivesTheSameClicksAndNextGivesOthers() {
    ClickGenerator generator = ClickGenerator.interacting(5);
    Clicks clicks = generator.next(1000);
    Clicks again = ClickGenerator.interacting(5).next(1000);
    assertArrayEquals(clicks.probabilities(), again.probabilities());
    assertArrayEquals(clicks.block().labels(), again.block().labels());
    assertNotEquals(
        Arrays.toString(clicks.probabilities()),
        Arrays.toString(generator.next(1000).probabilities()));
  }

  @Test
  void labelsAreDrawnFromTheTrueProbabilities() {
    for (ClickGenerator generator :
        List.of(ClickGenerator.linear(1), ClickGenerator.interacting(1))) {
      Clicks clicks = generator.next(20_000);
      for (double low = 0; low < 1; low += 0.25) {
        double expected = 0;
        double variance = 0;
        double clicked = 0;
        for (int b = 0; b < clicks.probabilities().length; b++) {
          double p = clicks.probabilities()[b];
          if (p >= low && p < low + 0.25) {
            expected += p;
            variance += p * (1 - p);
            clicked += clicks.block().labels()[b];
          }
        }
        assertTrue(variance > 50, "rows of probability from " + low);
        assertEquals(expected, clicked, 4 * Math.sqrt(variance), "clicks from " + low);
      }
    }
  }

  @Test
  void thereIsSomethingToLearnAndNotEverything() {
    for (ClickGenerator generator :
        List.of(ClickGenerator.linear(1), ClickGenerator.interacting(1))) {
      double bestAuc = generator.next(20_000).bestAuc();
      assertTrue(bestAuc > 0.7 && bestAuc < 0.95, "best AUC " + bestAuc);
    }
  }

  @Test
  void bestLogLossIsTheTruthsMeanLogLoss() {
    ClickGenerator generator = ClickGenerator.interacting(2);
    Clicks clicks = generator.next(500);
    double loss =
        new ReferenceDeepFM(generator.config())
            .meanLoss(
                ReferenceParameters.of(generator.truth()),
                clicks.block(),
                ReferenceDeepFM.Mode.INFERENCE);
    assertEquals(loss, clicks.bestLogLoss(), 1e-12);
  }

  @Test
  void theReferenceRecoversLinearCoefficients() {
    ClickGenerator generator = ClickGenerator.linear(3);
    ReferenceParameters learned = train(generator, zeros(generator), 40_000, 3);
    // A field's weights are known up to a constant, so differences within a field are compared.
    int device = generator.schema().tableOf(2);
    int width = generator.config().embeddingDim() + 1;
    for (int row = 1; row < generator.schema().tableSize(device); row++) {
      float[] truth = generator.truth().table(device).values();
      double expected = truth[row * width + width - 1] - truth[width - 1];
      double actual =
          learned.table(device)[row * width + width - 1] - learned.table(device)[width - 1];
      assertEquals(expected, actual, 0.2, "row " + row);
    }
    Clicks test = generator.next(20_000);
    assertEquals(test.bestAuc(), auc(generator.config(), learned, test), 0.005);
  }

  @Test
  void onlyAModelWithInteractionsReachesTheBoundOfInteractingClicks() {
    ClickGenerator generator = ClickGenerator.interacting(3);
    DeepFMParameters random = RandomParameters.of(generator.config(), 1, 0.1);
    ReferenceParameters full = train(generator, random, 80_000, 4);
    ReferenceParameters linear = train(generator, zeros(generator), 40_000, 3);
    Clicks test = generator.next(20_000);
    double fullAuc = auc(generator.config(), full, test);
    double linearAuc = auc(generator.config(), linear, test);
    assertTrue(fullAuc > test.bestAuc() - 0.01, fullAuc + " of " + test.bestAuc());
    assertTrue(linearAuc < test.bestAuc() - 0.05, linearAuc + " of " + test.bestAuc());
  }

  /** Zero embeddings have zero gradients without a deep part, so the model stays linear. */
  private static DeepFMParameters zeros(ClickGenerator generator) {
    List<EmbeddingTable> tables =
        generator.truth().tables().stream()
            .map(t -> new EmbeddingTable(t.vocabulary(), t.numEmbeddings(), t.embeddingDim()))
            .toList();
    return new DeepFMParameters(tables, new float[1]);
  }

  private static ReferenceParameters train(
      ClickGenerator generator, DeepFMParameters initial, int rows, int epochs) {
    ExampleBlock block = generator.next(rows).block();
    ReferenceTrainer trainer =
        new ReferenceTrainer(generator.config(), initial, ReferenceAdam.withLearningRate(0.01));
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int begin = 0; begin < rows; begin += BATCH_SIZE) {
        trainer.step(MiniBatches.slice(block, begin, begin + BATCH_SIZE));
      }
    }
    return trainer.parameters();
  }

  private static double auc(DeepFMConfig config, ReferenceParameters p, Clicks clicks) {
    double[] logits =
        new ReferenceDeepFM(config).logits(p, clicks.block(), ReferenceDeepFM.Mode.INFERENCE);
    return Auc.auc(logits, clicks.labels());
  }
}
