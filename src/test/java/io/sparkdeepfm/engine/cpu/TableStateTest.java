package io.sparkdeepfm.engine.cpu;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.optim.Optimizer;
import io.sparkdeepfm.optim.Optimizer.ParameterArrays;
import io.sparkdeepfm.optim.Optimizer.Step;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.optim.Penalty;
import io.sparkdeepfm.testing.TrainingConfigs;
import org.junit.jupiter.api.Test;

class TableStateTest {
  private static final int ROW_LENGTH = 3;

  private static final Optimizer ADAM =
      TrainingConfigs.optimizer(OptimizerType.ADAM, 0.1, Penalty.NONE).forRows(ROW_LENGTH);

  private final EmbeddingTable table = new EmbeddingTable("apps", 4, ROW_LENGTH - 1);
  private final TableState state = new TableState(table, new Stateful(2), true);

  /** State k begins at k + 1. */
  private record Stateful(int numStates) implements Optimizer {
    @Override
    public float initialState(int index) {
      return index + 1;
    }

    @Override
    public void update(ParameterArrays arrays, int length, Step step) {
      throw new UnsupportedOperationException("A table's state makes no steps.");
    }

    @Override
    public boolean movesIdle() {
      return false;
    }

    @Override
    public boolean idlesExactly() {
      return true;
    }

    @Override
    public void idle(ParameterArrays arrays, int length, Step step) {
      throw new UnsupportedOperationException("A table's state makes no steps.");
    }
  }

  private static float[][] read(TableState state, int row) {
    float[][] buffers = new float[2][ROW_LENGTH];
    state.read(row, buffers, 0);
    return buffers;
  }

  @Test
  void everyStateBeginsAtItsInitialValue() {
    for (int row = 0; row < 4; row++) {
      assertArrayEquals(new float[][] {{1, 1, 1}, {2, 2, 2}}, read(state, row));
    }
    TableState zero = new TableState(table, ADAM, false);
    assertArrayEquals(new float[2][ROW_LENGTH], read(zero, 3));
  }

  @Test
  void whatIsWrittenIsReadAgainAndTheNeighboursStay() {
    float[][] buffers = {{0, 0, 0, 11, 12, 13}, {0, 0, 0, 21, 22, 23}};
    state.write(2, buffers, 1);
    assertArrayEquals(new float[][] {{11, 12, 13}, {21, 22, 23}}, read(state, 2));
    for (int row : new int[] {0, 1, 3}) {
      assertArrayEquals(new float[][] {{1, 1, 1}, {2, 2, 2}}, read(state, row));
    }
    float[][] wide = new float[2][3 * ROW_LENGTH];
    state.read(2, wide, 2);
    assertArrayEquals(new float[] {0, 0, 0, 0, 0, 0, 11, 12, 13}, wide[0]);
  }

  @Test
  void touchesAreCountedAndTheFirstIsTold() {
    assertTrue(state.touch(1, 3));
    assertFalse(state.touch(1, 2));
    assertEquals(5, state.touches(1));
    assertEquals(0, state.touches(2));
    state.clearTouches(1);
    assertEquals(0, state.touches(1));
    assertTrue(state.touch(1, 1));
  }

  @Test
  void aRowOfWeightZeroIsTouchedAllTheSame() {
    assertFalse(state.isTouched(3));
    assertTrue(state.touch(3, 0));
    assertTrue(state.isTouched(3));
    assertFalse(state.touch(3, 2));
    assertEquals(2, state.touches(3));
  }

  @Test
  void rowWiseAdagradKeepsTwoFloatsPerRow() {
    Optimizer rowWise =
        TrainingConfigs.optimizer(OptimizerType.ROW_WISE_ADAGRAD, 0.1, Penalty.NONE)
            .forRows(ROW_LENGTH);
    TableState small = new TableState(table, rowWise, false);
    small.write(1, new float[][] {{5, 6, 7, 8}}, 1);
    float[][] buffers = new float[1][4];
    small.read(1, buffers, 0);
    small.read(2, buffers, 1);
    assertArrayEquals(new float[] {7, 8, 0.1f, 0.1f}, buffers[0]);
  }

  @Test
  void theLastStepOfARowIsKeptForTheRegularisation() {
    assertEquals(0, state.lastStep(1));
    state.setLastStep(1, 9);
    assertEquals(9, state.lastStep(1));
    assertEquals(0, state.lastStep(2));
  }

  @Test
  void whereNoRowIdlesNoStepIsKept() {
    TableState busy = new TableState(table, ADAM, false);
    assertDoesNotThrow(() -> busy.setLastStep(1, 9));
  }

  @Test
  void aStateLargerThanAnArrayIsRefused() {
    assertRefused(
        "The optimizer's state of vocabulary 'apps' needs 12000000000 floats, but 2³¹ is the"
            + " limit; use a smaller embeddingDim or vocabulary, or an optimizer with less state.",
        () -> new TableState(table, new Stateful(1_000_000_000), false));
  }
}
