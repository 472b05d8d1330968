package io.sparkdeepfm.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenTableTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void tokensAreNumberedAsTheyCome() {
    TokenTable table = new TokenTable();
    assertEquals(0, table.add(bytes("b"), 0, 1));
    assertEquals(1, table.add(bytes(""), 0, 0));
    assertEquals(2, table.add(bytes("xay"), 1, 2));
    assertEquals(0, table.add(bytes("b"), 0, 1));
    assertEquals(3, table.size());
    assertEquals("a", new String(table.token(2), StandardCharsets.UTF_8));
    assertEquals(-1, table.find(bytes("c"), 0, 1));
  }

  @Test
  void agreesWithAHashMapOverManyTokens() {
    Random random = new Random(5);
    TokenTable table = new TokenTable();
    Map<String, Integer> expected = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      String token = Integer.toString(random.nextInt(20_000), 36);
      expected.putIfAbsent(token, expected.size());
      assertEquals(expected.get(token), table.add(bytes(token), 0, token.length()));
    }
    for (int i = 0; i < 20_000; i++) {
      String token = Integer.toString(i, 36);
      int number = expected.getOrDefault(token, -1);
      assertEquals(number, table.find(bytes(token), 0, token.length()));
    }
    assertEquals(expected.size(), table.size());
  }

  @Test
  void shortAndLongTokensAreToldApart() {
    TokenTable table = new TokenTable();
    byte[] zeros = new byte[24];
    for (int length = 0; length <= zeros.length; length++) {
      assertEquals(length, table.add(zeros, 0, length));
    }
    byte[] ones = new byte[24];
    Arrays.fill(ones, (byte) -1);
    for (int length = 0; length <= zeros.length; length++) {
      assertEquals(length, table.find(zeros, zeros.length - length, zeros.length));
      assertEquals(length == 0 ? 0 : -1, table.find(ones, 0, length));
    }
  }

  /** So many that the bits of the hash that slots hold agree for some hundred pairs. */
  @Test
  void longTokensOfTheSameTagAreToldApart() {
    int n = 400_000;
    TokenTable table = new TokenTable();
    for (int i = 0; i < n; i++) {
      byte[] token = bytes("a longer token " + i);
      assertEquals(i, table.add(token, 0, token.length));
    }
    for (int i = 0; i < 2 * n; i++) {
      byte[] token = bytes("a longer token " + i);
      assertEquals(i < n ? i : -1, table.find(token, 0, token.length));
    }
  }

  @Test
  void aTokenTakesAboutFortyBytesBesideItself() {
    TokenTable table = new TokenTable();
    long tokenBytes = 0;
    int n = 1_000_000;
    for (int i = 0; i < n; i++) {
      byte[] token = bytes(Integer.toHexString(i));
      tokenBytes += token.length;
      table.add(token, 0, token.length);
    }
    double overhead = (table.memory() - tokenBytes) / (double) n;
    assertEquals(40, overhead, 10);
  }
}
