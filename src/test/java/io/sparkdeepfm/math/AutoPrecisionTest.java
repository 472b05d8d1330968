package io.sparkdeepfm.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is meant where a processor decides. */
class AutoPrecisionTest {
  @Test
  void autoRoundsTheFactorsOfWideLayersWhereTheProcessorMultipliesThem() {
    Precision onWide = Sgemm.multipliesBfloat16() ? Precision.BFLOAT16 : Precision.FLOAT32;
    assertEquals(onWide, Precision.AUTO.of(List.of(64, 256)));
    assertEquals(Precision.FLOAT32, Precision.AUTO.of(List.of(255, 255, 255)));
    assertEquals(Precision.FLOAT32, Precision.AUTO.of(List.of()));
  }

  @Test
  void whatIsSaidIsMeant() {
    for (Precision precision : List.of(Precision.FLOAT32, Precision.BFLOAT16)) {
      assertEquals(precision, precision.of(List.of(400)));
      assertEquals(precision, precision.of(List.of()));
    }
  }
}
