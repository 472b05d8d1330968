package io.sparkdeepfm.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class CountTokensTest {
  private static final int NUM_ROWS = 20_000;
  private static final int NUM_TOKENS = 5_000;

  private static Iterator<Row> count(long maxMemory) {
    CountTokens count =
        new CountTokens(
            new TokenReader[] {new TokenReader.Single()},
            new int[] {0},
            new int[] {-1},
            1,
            maxMemory);
    return count.call(
        IntStream.range(0, NUM_ROWS)
            .mapToObj(i -> RowFactory.create(token(i % NUM_TOKENS)))
            .iterator());
  }

  private static Object token(int i) {
    return Integer.toString(i).getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Long> sums(Iterator<Row> counts) {
    Map<String, Long> sums = new HashMap<>();
    while (counts.hasNext()) {
      Row row = counts.next();
      String token = new String(row.<byte[]>getAs(1), StandardCharsets.UTF_8);
      sums.merge(row.getInt(0) + "/" + token, row.getLong(2), Long::sum);
    }
    return sums;
  }

  private static int length(Iterator<Row> rows) {
    int length = 0;
    for (; rows.hasNext(); rows.next()) {
      length++;
    }
    return length;
  }

  @Test
  void withEnoughMemoryEachTokenComesOnce() {
    assertEquals(NUM_TOKENS + 1, length(count(CountTokens.MAX_TASK_MEMORY)));
  }

  @Test
  void withLittleMemoryCountsComeInPartsThatAddUp() {
    long little = 20_000;
    assertTrue(length(count(little)) > 2 * NUM_TOKENS);
    Map<String, Long> sums = sums(count(little));
    for (int i = 0; i < NUM_TOKENS; i++) {
      assertEquals(NUM_ROWS / NUM_TOKENS, sums.get("0/" + i));
    }
    assertTrue(sums.get("1/") > 0, "the column holds values");
    assertEquals(NUM_TOKENS + 1, sums.size());
  }
}
