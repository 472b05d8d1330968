package io.sparkdeepfm.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sparkdeepfm.optim.Optimizer.ParameterArrays;
import io.sparkdeepfm.optim.Optimizer.Step;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Steps without data gradients: many at once against one after the other. */
class IdleStepsTest {
  private static final int LENGTH = 40;
  private static final int ROW_LENGTH = 5;
  private static final float LEARNING_RATE = 0.01f;

  /** Parameters and states after some steps with data. */
  private static final class Trained {
    final ParameterArrays arrays;
    long step;

    Trained(Optimizer optimizer, long seed) {
      Random random = new Random(seed);
      arrays = new ParameterArrays(optimizer, LENGTH);
      for (int i = 0; i < LENGTH; i++) {
        arrays.values[i] = (float) (0.3 * random.nextGaussian());
      }
      for (step = 1; step <= 20; step++) {
        for (int i = 0; i < LENGTH; i++) {
          arrays.gradients[i] = (float) (0.1 * random.nextGaussian());
        }
        optimizer.update(arrays, LENGTH, new Step().set(step, 1, LEARNING_RATE));
      }
    }

    float[] parameters() {
      return arrays.values;
    }

    void idle(Optimizer optimizer, int times) {
      optimizer.idle(arrays, LENGTH, new Step().set(step, times, LEARNING_RATE));
      step += times;
    }

    void stepWithGradientZero(Optimizer optimizer) {
      Arrays.fill(arrays.gradients, 0f);
      optimizer.update(arrays, LENGTH, new Step().set(step, 1, LEARNING_RATE));
    }
  }

  private static Optimizer optimizer(OptimizerType type, double l1, double l2) {
    return TrainingConfigs.optimizer(type, LEARNING_RATE, new Penalty(l1, l2)).forRows(ROW_LENGTH);
  }

  /** AdamW left out: its moments belong to the data alone, and rest when there are none. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ADAM_W")
  void oneIdleStepIsAStepWithGradientZero(OptimizerType type) {
    Optimizer optimizer = optimizer(type, 0.01, 0.1);
    Trained idle = new Trained(optimizer, 1);
    Trained stepped = new Trained(optimizer, 1);
    idle.idle(optimizer, 1);
    stepped.stepWithGradientZero(optimizer);
    assertArrayEquals(stepped.parameters(), idle.parameters(), 1e-7f);
  }

  @ParameterizedTest
  @EnumSource(OptimizerType.class)
  void exactOptimizersMakeManyIdleStepsAtOnce(OptimizerType type) {
    for (double[] strengths : new double[][] {{0, 0.1}, {0.01, 0}, {0.01, 0.1}}) {
      Optimizer optimizer = optimizer(type, strengths[0], strengths[1]);
      if (optimizer.idlesExactly()) {
        Trained atOnce = new Trained(optimizer, 2);
        Trained single = new Trained(optimizer, 2);
        atOnce.idle(optimizer, 1000);
        for (int step = 0; step < 1000; step++) {
          single.idle(optimizer, 1);
        }
        assertArrayEquals(single.parameters(), atOnce.parameters(), 2e-5f, type.toString());
      }
    }
  }

  @Test
  void theExactOnesAreThoseThatTheDocumentsName() {
    assertEquals(true, optimizer(OptimizerType.SGD, 0, 0.1).idlesExactly());
    assertFalse(optimizer(OptimizerType.SGD, 0.1, 0).idlesExactly());
    for (OptimizerType type : OptimizerType.values()) {
      boolean exact =
          switch (type) {
            case ADAM_W, PROXIMAL_ADAGRAD, FTRL, SGD -> true;
            case ADAM, ADAGRAD, ROW_WISE_ADAGRAD -> false;
          };
      assertEquals(exact, optimizer(type, 0, 0.1).idlesExactly(), type.toString());
    }
  }

  @ParameterizedTest
  @EnumSource(OptimizerType.class)
  void withoutPenaltyNothingMoves(OptimizerType type) {
    Optimizer optimizer = optimizer(type, 0, 0);
    assertFalse(optimizer.movesIdle());
    Trained trained = new Trained(optimizer, 3);
    float[] before = trained.parameters().clone();
    trained.idle(optimizer, 64);
    assertArrayEquals(before, trained.parameters());
  }

  @ParameterizedTest
  @EnumSource(OptimizerType.class)
  void aPenaltyNeverTurnsASignInStrides(OptimizerType type) {
    Optimizer optimizer = optimizer(type, 0.01, 0.1);
    Trained trained = new Trained(optimizer, 4);
    for (int step = 0; step < 32; step++) { // lets the momentum die away
      trained.idle(optimizer, 1);
    }
    for (int stride = 4; stride <= 256; stride *= 2) {
      float[] before = trained.parameters().clone();
      trained.idle(optimizer, stride);
      for (int i = 0; i < LENGTH; i++) {
        float product = before[i] * trained.parameters()[i];
        assertFalse(product < 0, type + " turns " + before[i] + " to " + trained.parameters()[i]);
      }
    }
  }
}
