package io.sparkdeepfm.stage.vocabulary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.stage.vocabulary.MergeCounts.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Merging and ranking, against sorting everything at once. */
class RankTokensTest {
  private static final int VOCABULARIES = 3;
  private static final MergeCounts.Known NONE_KNOWN = new MergeCounts.Known(null, 0);

  /** Counts of tokens of all vocabularies from several tasks, and what they add up to. */
  private final List<Row> shards = new ArrayList<>();

  private final List<Map<String, Long>> totals = new ArrayList<>();

  private void count(int numTasks, int numTokens) {
    Random random = new Random(3);
    for (int v = 0; v < VOCABULARIES; v++) {
      totals.add(new HashMap<>());
    }
    for (int task = 0; task < numTasks; task++) {
      CountTokens.Shards shardsOfTask = new CountTokens.Shards();
      for (int v = 0; v < VOCABULARIES; v++) {
        TokenCounter counter = new TokenCounter();
        for (int i = 0; i < numTokens; i++) {
          String token = "tøken " + random.nextInt(numTokens);
          byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
          counter.add(bytes, 0, bytes.length, v + 1);
          totals.get(v).merge(token, v + 1L, Long::sum);
        }
        shardsOfTask.add(v, counter);
      }
      shardsOfTask.rows().forEachRemaining(shards::add);
    }
    shards.sort(Comparator.comparingInt(row -> row.getInt(0)));
  }

  /** The parts as Spark sorts them for {@link RankTokens}. */
  private List<Row> parts(int numPartitions, int minCount) {
    List<Row> parts = new ArrayList<>();
    for (int p = 0; p < numPartitions; p++) {
      int partition = p;
      Iterator<Row> rows =
          shards.stream().filter(row -> row.getInt(0) % numPartitions == partition).iterator();
      int[] minCounts = {minCount, minCount, minCount};
      new MergeCounts(NONE_KNOWN, minCounts).call(rows).forEachRemaining(parts::add);
    }
    parts.sort(
        Comparator.<Row>comparingInt(row -> row.getInt(0))
            .thenComparing(row -> new MergeCounts.CountedToken(row.getLong(1), row.getAs(2))));
    return parts;
  }

  private List<Row> expected(int minCount, int maxSize) {
    List<Row> expected = new ArrayList<>();
    for (int v = 0; v < VOCABULARIES; v++) {
      List<MergeCounts.CountedToken> sorted =
          totals.get(v).entrySet().stream()
              .filter(entry -> entry.getValue() >= minCount)
              .map(
                  entry ->
                      new MergeCounts.CountedToken(
                          entry.getValue(), entry.getKey().getBytes(StandardCharsets.UTF_8)))
              .sorted()
              .limit(maxSize)
              .toList();
      for (int i = 0; i < sorted.size(); i++) {
        MergeCounts.CountedToken token = sorted.get(i);
        expected.add(RowFactory.create(v, i + 1, text(token.token()), token.count()));
      }
    }
    return expected;
  }

  private static List<Row> ranked(int maxSize, List<Row> parts) {
    int[] maxSizes = {maxSize, maxSize, maxSize};
    List<Row> ranked = new ArrayList<>();
    new RankTokens.RankedTokens(maxSizes, parts.iterator())
        .forEachRemaining(
            row ->
                ranked.add(
                    RowFactory.create(
                        row.getInt(0), row.getInt(1), text(row.getAs(2)), row.getLong(3))));
    return ranked;
  }

  private static String text(byte[] token) {
    return new String(token, StandardCharsets.UTF_8);
  }

  @Test
  void tokensComeByCountThenBytesWithoutGaps() {
    count(3, 500);
    assertEquals(expected(1, Integer.MAX_VALUE), ranked(Integer.MAX_VALUE, parts(4, 1)));
  }

  @Test
  void rareTokensAndThoseBeyondTheSizeAreCut() {
    count(3, 500);
    assertEquals(expected(4, 60), ranked(60, parts(4, 4)));
    assertEquals(List.of(), ranked(0, parts(4, 4)));
    assertEquals(List.of(), ranked(10, parts(4, 1_000_000)));
  }

  @Test
  void runsOfSeveralPartsAreMergedInOrder() {
    count(2, 30_000);
    List<Row> parts = parts(2, 1);
    assertTrue(parts.size() > 2 * 2 * VOCABULARIES, "each run has several parts");
    assertEquals(expected(1, Integer.MAX_VALUE), ranked(Integer.MAX_VALUE, parts));
  }
}
