package io.sparkdeepfm.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Fixed seeds: a check of chance cannot fail one day and pass the next. */
class SplitMix64Test {
  private static final int DRAWS = 100_000;

  @Test
  void theFirstNumbersAreThoseOfThePublishedCode() {
    SplitMix64 random = new SplitMix64(1234567);
    assertEquals(6457827717110365317L, random.nextLong());
    assertEquals(3203168211198807973L, random.nextLong());
    assertEquals(Long.parseUnsignedLong("9817491932198370423"), random.nextLong());
    assertEquals(4593380528125082431L, random.nextLong());
    assertEquals(Long.parseUnsignedLong("16408922859458223821"), random.nextLong());
  }

  @Test
  void anySeedGivesTheNumbersOfTheJdksGeneratorOfTheSamePaper() {
    for (long seed : new long[] {0, 1, -1, Long.MIN_VALUE, 42}) {
      SplitMix64 random = new SplitMix64(seed);
      SplittableRandom expected = new SplittableRandom(seed);
      for (int i = 0; i < 100; i++) {
        assertEquals(expected.nextLong(), random.nextLong());
      }
    }
  }

  @Test
  void resettingStartsTheSequenceOfTheNewSeed() {
    SplitMix64 random = new SplitMix64(1);
    random.nextLong();
    random.reset(9);
    assertEquals(new SplitMix64(9).nextLong(), random.nextLong());
  }

  @Test
  void combinedSeedsDifferByBothParts() {
    Set<Long> seeds = new HashSet<>();
    for (long seed = -20; seed < 20; seed++) {
      for (long stream = -20; stream < 20; stream++) {
        seeds.add(SplitMix64.combine(seed, stream));
      }
    }
    assertEquals(1600, seeds.size());
    assertEquals(SplitMix64.combine(3, 4), SplitMix64.combine(3, 4));
    assertNotEquals(SplitMix64.combine(3, 4), SplitMix64.combine(4, 3));
  }

  @Test
  void doublesAreUniformInTheUnitInterval() {
    SplitMix64 random = new SplitMix64(5);
    int[] tenths = new int[10];
    double sum = 0;
    for (int i = 0; i < DRAWS; i++) {
      double u = random.nextDouble();
      assertTrue(u >= 0 && u < 1, () -> "drawn: " + u);
      tenths[(int) (10 * u)]++;
      sum += u;
    }
    assertEquals(0.5, sum / DRAWS, 3 / Math.sqrt(12.0 * DRAWS));
    assertUniform(tenths);
  }

  @Test
  void boundedIntsAreUniformBelowTheBound() {
    SplitMix64 random = new SplitMix64(6);
    for (int bound : new int[] {2, 3, 7, 64}) {
      int[] counts = new int[bound];
      for (int i = 0; i < DRAWS; i++) {
        counts[random.nextInt(bound)]++;
      }
      assertUniform(counts);
    }
  }

  @Test
  void theLargestAndTheSmallestBoundAreKept() {
    SplitMix64 random = new SplitMix64(7);
    int largest = 0;
    for (int i = 0; i < 1000; i++) {
      assertEquals(0, random.nextInt(1));
      int drawn = random.nextInt(Integer.MAX_VALUE);
      assertTrue(drawn >= 0 && drawn < Integer.MAX_VALUE, () -> "drawn: " + drawn);
      largest = Math.max(largest, drawn);
    }
    assertTrue(largest > 0.99 * Integer.MAX_VALUE, "largest: " + largest);
  }

  /** Every count within 4 standard deviations of the binomial. */
  private static void assertUniform(int[] counts) {
    double share = 1.0 / counts.length;
    double deviation = Math.sqrt(DRAWS * share * (1 - share));
    for (int count : counts) {
      assertEquals(DRAWS * share, count, 4 * deviation);
    }
  }

  @Test
  void normalNumbersHaveTheMomentsOfTheStandardNormal() {
    SplitMix64 random = new SplitMix64(8);
    double[] moments = new double[5];
    int beyondTwo = 0;
    for (int i = 0; i < DRAWS; i++) {
      double x = random.nextGaussian();
      for (int power = 1; power < moments.length; power++) {
        moments[power] += Math.pow(x, power) / DRAWS;
      }
      beyondTwo += Math.abs(x) > 2 ? 1 : 0;
    }
    // Standard errors: √(Var xᵏ / n) with variances 1, 2, 15, 96.
    double root = Math.sqrt(DRAWS);
    assertEquals(0, moments[1], 3 / root);
    assertEquals(1, moments[2], 3 * Math.sqrt(2) / root);
    assertEquals(0, moments[3], 3 * Math.sqrt(15) / root);
    assertEquals(3, moments[4], 3 * Math.sqrt(96) / root);
    assertEquals(0.0455, (double) beyondTwo / DRAWS, 0.002);
  }

  @Test
  void ordersArePermutationsOfTheirSeed() {
    for (int size : new int[] {0, 1, 2, 1000}) {
      int[] order = new SplitMix64(5).permutation(size);
      assertArrayEquals(order, new SplitMix64(5).permutation(size));
      assertArrayEquals(
          IntStream.range(0, size).toArray(), Arrays.stream(order).sorted().toArray());
    }
    assertFalse(
        Arrays.equals(new SplitMix64(5).permutation(1000), new SplitMix64(6).permutation(1000)));
  }

  @Test
  void everyOrderIsAsLikely() {
    int[] counts = new int[6];
    for (int seed = 0; seed < 6000; seed++) {
      int[] order = new SplitMix64(SplitMix64.mix(seed)).permutation(3);
      counts[2 * order[0] + (order[1] > order[2] ? 1 : 0)]++;
    }
    assertEquals(6000, Arrays.stream(counts).sum());
    for (int count : counts) {
      assertTrue(Math.abs(count - 1000) < 150, Arrays.toString(counts)); // 5 standard deviations
    }
  }
}
