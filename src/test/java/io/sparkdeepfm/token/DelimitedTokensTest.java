package io.sparkdeepfm.token;

import static io.sparkdeepfm.testing.Frames.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DelimitedTokensTest {
  private static List<String> read(String delimiter, String weightDelimiter, String cell) {
    List<String> tokens = new ArrayList<>();
    byte[] source = ("::" + cell + ",,").getBytes(StandardCharsets.UTF_8);
    new DelimitedTokens("apps", delimiter, weightDelimiter)
        .split(
            source,
            2,
            source.length - 2,
            (bytes, begin, end, weight) ->
                tokens.add(
                    new String(bytes, begin, end - begin, StandardCharsets.UTF_8) + "=" + weight));
    return tokens;
  }

  @Test
  void entriesHaveTheirWeightOrOne() {
    assertEquals(List.of("qq=0.9", "weixin=1.0"), read(",", ":", "qq:0.9,weixin"));
  }

  @Test
  void theWeightFollowsTheLastWeightDelimiter() {
    assertEquals(List.of("a:b=2.0"), read(",", ":", "a:b:2"));
  }

  @Test
  void blanksAndEmptyEntriesDoNotCount() {
    assertEquals(List.of("qq=0.9", "we chat=1.0"), read(",", ":", " qq : 0.9 ,, we chat , "));
    assertEquals(List.of(), read(",", ":", ""));
  }

  @Test
  void delimitersMayHaveSeveralCharacters() {
    assertEquals(List.of("a=2.0", "b=1.0"), read("||", "=>", "a=>2||b"));
    assertEquals(List.of("é=1.0", "ü=1.0"), read("→", ":", "é→ü"));
  }

  @Test
  void withoutAWeightDelimiterValuesHoldAnything() {
    assertEquals(List.of("12:30=1.0", "a:b=1.0"), read(" ", "", "12:30 a:b"));
  }

  @Test
  void entriesOfWeightZeroAreLeftOut() {
    assertEquals(List.of("b=-1.5"), read(",", ":", "a:0,b:-1.5,c:0.0"));
  }

  @Test
  void aWeightThatIsNoNumberIsRefused() {
    assertRefused("Column 'apps' has the entry 'qq:x'", () -> read(",", ":", "a:1,qq:x"));
    assertRefused("leave out its weightDelimiter, or set it to ''", () -> read(",", ":", "qq:"));
  }

  @Test
  void aWeightThatIsNotFiniteIsRefused() {
    assertRefused("Column 'apps' has weight NaN for value 'qq'", () -> read(",", ":", "qq:NaN"));
    assertRefused("weight Infinity for value 'qq'", () -> read(",", ":", "qq:Infinity"));
  }
}
