package io.sparkdeepfm.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.optim.LearningRateSchedule.ScheduleType;
import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
  private static LearningRateSchedule schedule(ScheduleType type) {
    return new LearningRateSchedule(type, 10, 0.01, 110);
  }

  @Test
  void everyScheduleRisesInAStraightLineFirst() {
    for (ScheduleType type : ScheduleType.values()) {
      assertEquals(0.1, schedule(type).rate(1, 1, 1), 1e-12);
      assertEquals(0.25, schedule(type).rate(0.5, 1, 5), 1e-12);
      assertEquals(1, schedule(type).rate(1, 1, 10), 1e-12);
      assertFalse(schedule(type).isConstantAfter(9));
    }
  }

  @Test
  void linearIsHalfAtTheMiddleAndAtTheFloorInTheEnd() {
    LearningRateSchedule linear = schedule(ScheduleType.LINEAR);
    assertEquals(0.5, linear.rate(1, 1, 60), 1e-12);
    assertEquals(0.05, linear.rate(1, 1, 105), 1e-12);
    assertEquals(0.01, linear.rate(1, 1, 110));
    assertEquals(0.01, linear.rate(1, 1, 500), "past the end");
    assertFalse(linear.isConstantAfter(60));
  }

  @Test
  void cosineFallsByHalfOfOnePlusTheCosine() {
    LearningRateSchedule cosine = schedule(ScheduleType.COSINE);
    assertEquals(0.5, cosine.rate(1, 1, 60), 1e-12);
    assertEquals(0.5 * (1 + Math.cos(Math.PI / 4)), cosine.rate(1, 1, 35), 1e-12);
    assertEquals(0.01, cosine.rate(1, 1, 110));
  }

  @Test
  void plateausScaleDownToTheFloor() {
    LearningRateSchedule plateau = schedule(ScheduleType.PLATEAU);
    assertEquals(1, plateau.rate(1, 1, 50));
    assertEquals(0.1, plateau.rate(1, 0.1, 50), 1e-12);
    assertEquals(0.01, plateau.rate(1, 1e-5, 50));
    assertTrue(plateau.isConstantAfter(10));
  }

  @Test
  void theFloorDoesNotRaiseALearningRateThatIsLower() {
    assertEquals(0.001, schedule(ScheduleType.CONSTANT).rate(0.001, 1, 50));
    assertEquals(0.001, schedule(ScheduleType.LINEAR).rate(0.001, 1, 109));
  }
}
