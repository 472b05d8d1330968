package io.sparkdeepfm.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.CpuReplica;
import io.sparkdeepfm.engine.cpu.Replica;
import io.sparkdeepfm.engine.cpu.RowUpdates;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.testing.RandomParameters;

/** A replica on the emulated device against one of the engine "cpu". */
final class CpuOracle {
  private CpuOracle() {}

  static Replica gpu(DeepFMConfig config, TrainingConfig training, DeepFMParameters initial) {
    return new CudaReplica(config, training, initial, 0, new Gpu(EmulatedGpu.open()));
  }

  /**
   * Compares loss, touched rows, parameters and scores after passing once over a block in a random
   * order.
   */
  static void assertSameTraining(DeepFMConfig config, TrainingConfig training, ExampleBlock block) {
    DeepFMParameters initial = RandomParameters.of(config, 5, 0.3);
    int[] order = new SplitMix64(9).permutation(block.size());
    CpuReplica expected = new CpuReplica(config, training, initial.copy());
    double loss = expected.train(block, order, 0, block.size());
    expected.catchUpAll();
    RowUpdates[] rows = expected.state().takeTouched();
    try (Replica actual = gpu(config, training, initial.copy())) {
      assertEquals(loss, actual.train(block, order, 0, block.size()), 1e-4 * Math.abs(loss));
      actual.catchUpAll();
      RowUpdates[] taken = actual.state().takeTouched();
      assertEquals(expected.step(), actual.step());
      for (int t = 0; t < rows.length; t++) {
        assertArrayEquals(rows[t].rows(), taken[t].rows(), "rows of table " + t);
        assertArrayEquals(rows[t].weights(), taken[t].weights(), 1e-3f, "weights of table " + t);
        assertClose(rows[t].values(), taken[t].values(), "values of table " + t);
        assertClose(
            expected.parameters().table(t).values(),
            actual.parameters().table(t).values(),
            "table " + t);
      }
      assertClose(expected.parameters().dense(), actual.parameters().dense(), "dense");
      assertClose(expected.newScorer().logits(block), actual.newScorer().logits(block), "logits");
    }
  }

  /** To 1e-4 of the expected size, counted from a typical parameter's size on. */
  static void assertClose(float[] expected, float[] actual, String what) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      double tolerance = 1e-4 * Math.max(Math.abs(expected[i]), 0.1);
      assertEquals(expected[i], actual[i], tolerance, what + ", number " + i);
    }
  }
}
