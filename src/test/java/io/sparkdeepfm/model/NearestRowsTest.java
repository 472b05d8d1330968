package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link EmbeddingTable#nearest}. */
class NearestRowsTest {
  /** Rows of two floats and a first-order weight that would change everything if it were read. */
  private static EmbeddingTable table(float... embeddings) {
    int n = embeddings.length / 2;
    EmbeddingTable table = new EmbeddingTable("v", n, 2);
    for (int r = 0; r < n; r++) {
      System.arraycopy(embeddings, 2 * r, table.values(), 3 * r, 2);
      table.values()[3 * r + 2] = 100f * (r % 2);
    }
    return table;
  }

  private static List<Integer> rows(List<EmbeddingTable.Neighbor> neighbors) {
    return neighbors.stream().map(EmbeddingTable.Neighbor::row).toList();
  }

  @Test
  void directionCountsAndLengthDoesNot() {
    EmbeddingTable table = table(1, 0, 1, 0, 0, 9, -7, 0, 0.1f, 0.1f, 50, 0);
    List<EmbeddingTable.Neighbor> found = table.nearest(0, 0, 9);
    assertEquals(List.of(1, 5, 4, 2, 3), rows(found));
    double[] expected = {1, 1, Math.sqrt(0.5), 0, -1};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found.get(i).similarity(), 1e-7);
    }
  }

  @Test
  void atMostKRowsFromTheFirstOneOn() {
    EmbeddingTable table = table(1, 0, 1, 0, 0, 9, -7, 0, 0.1f, 0.1f, 50, 0);
    assertEquals(List.of(5, 4), rows(table.nearest(1, 1, 2)));
    assertEquals(List.of(1, 5), rows(table.nearest(0, 1, 2)));
    assertEquals(List.of(4), rows(table.nearest(2, 2, 1)));
  }

  @Test
  void zerosAreSimilarToNothing() {
    EmbeddingTable table = table(1, 1, 0, 0, -1, -1, 0, 0);
    assertEquals(0, table.nearest(0, 0, 1).get(0).similarity());
    assertEquals(List.of(1, 3, 2), rows(table.nearest(0, 0, 3)));
    assertEquals(List.of(0, 2, 3), rows(table.nearest(1, 0, 3)));
  }

  @Test
  void manyRowsAreSortedLikeAllOfThem() {
    Random random = new Random(3);
    int dim = 6;
    EmbeddingTable table = new EmbeddingTable("v", 500, dim);
    for (int i = 0; i < table.values().length; i++) {
      table.values()[i] = (float) random.nextGaussian();
    }
    List<Integer> expected =
        IntStream.range(1, 500)
            .filter(r -> r != 17)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer r) -> -cosine(table, 17, r)))
            .limit(40)
            .toList();
    assertEquals(expected, rows(table.nearest(17, 1, 40)));
  }

  private static double cosine(EmbeddingTable table, int a, int b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int k = 0; k < table.embeddingDim(); k++) {
      double u = table.values()[a * table.rowLength() + k];
      double v = table.values()[b * table.rowLength() + k];
      ab += u * v;
      aa += u * u;
      bb += v * v;
    }
    return ab / Math.sqrt(aa) / Math.sqrt(bb);
  }
}
