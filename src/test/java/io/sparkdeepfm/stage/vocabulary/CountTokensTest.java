package io.sparkdeepfm.stage.vocabulary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.token.PackedBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class CountTokensTest {
  private static final int NUM_ROWS = 20_000;
  private static final int NUM_TOKENS = 5_000;

  private static Iterator<Row> count(long maxMemory) {
    CountTokens count = new CountTokens(new int[] {0}, new boolean[] {false}, 1, maxMemory);
    return count.call(
        IntStream.range(0, NUM_ROWS).mapToObj(i -> packed(i % NUM_TOKENS)).iterator());
  }

  /** A row of one cell. */
  private static byte[] packed(int i) {
    byte[] token = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
    PackedBytes.Writer writer = new PackedBytes.Writer(4);
    writer.number(1);
    writer.text(token, 0, token.length);
    writer.number(0);
    return writer.take();
  }

  /** All counts, as "vocabulary/token=count". */
  private static List<String> entries(Iterator<Row> shards) {
    List<String> entries = new ArrayList<>();
    while (shards.hasNext()) {
      PackedBytes.Reader reader = new PackedBytes.Reader(shards.next().getAs(1));
      while (reader.hasRemaining()) {
        long vocabulary = reader.number();
        long count = reader.number();
        String token = new String(reader.copyText(), StandardCharsets.UTF_8);
        entries.add(vocabulary + "/" + token + "=" + count);
      }
    }
    return entries;
  }

  private static Map<String, Long> sums(Iterator<Row> counts) {
    Map<String, Long> sums = new HashMap<>();
    for (String entry : entries(counts)) {
      String[] parts = entry.split("=", -1);
      sums.merge(parts[0], Long.valueOf(parts[1]), Long::sum);
    }
    return sums;
  }

  @Test
  void withEnoughMemoryEachTokenComesOnce() {
    assertEquals(NUM_TOKENS + 1, entries(count(CountTokens.MAX_TASK_MEMORY)).size());
  }

  @Test
  void withLittleMemoryCountsComeInPartsThatAddUp() {
    long little = 20_000;
    assertTrue(entries(count(little)).size() > 2 * NUM_TOKENS);
    Map<String, Long> sums = sums(count(little));
    for (int i = 0; i < NUM_TOKENS; i++) {
      assertEquals(NUM_ROWS / NUM_TOKENS, sums.get("0/" + i));
    }
    assertTrue(sums.get("1/") > 0, "the column holds values");
    assertEquals(NUM_TOKENS + 1, sums.size());
  }

  @Test
  void cellsOfSeveralTokensCountEachOnceWhateverColumnsShareAVocabulary() {
    CountTokens count =
        new CountTokens(
            new int[] {0, 0}, new boolean[] {true, false}, 1, CountTokens.MAX_TASK_MEMORY);
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      PackedBytes.Writer writer = new PackedBytes.Writer(4);
      for (String token : new String[] {"a", "b", "a", null, i % 2 == 0 ? "a" : "c", null}) {
        if (token != null) {
          writer.number(1);
          writer.text(token.getBytes(StandardCharsets.UTF_8), 0, 1);
        } else {
          writer.number(0);
        }
      }
      rows.add(writer.take());
    }
    Map<String, Long> expected =
        Map.of("0/a", 1500L, "0/b", 1000L, "0/c", 500L, "1/", 1L, "2/", 1L);
    assertEquals(expected, sums(count.call(rows.iterator())));
  }
}
