package io.sparkdeepfm.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the published test vectors of MurmurHash3_x86_32. */
class Murmur3Test {
  @ParameterizedTest
  @CsvSource({
    "'', 00000000, 00000000",
    "'', 00000001, 514e28b7",
    "'', ffffffff, 81f16f39",
    "ffffffff, 00000000, 76293b50",
    "21436587, 00000000, f55b516b",
    "21436587, 5082edee, 2362f9de",
    "214365, 00000000, 7e4a8634",
    "2143, 00000000, a0f7b07a",
    "21, 00000000, 72661cf4",
    "00000000, 00000000, 2362f9de",
    "000000, 00000000, 85f0b427",
    "0000, 00000000, 30f4c306",
    "00, 00000000, 514e28b7",
  })
  void bytesHashAsPublished(String bytes, String seed, String expected) {
    byte[] input = HexFormat.of().parseHex(bytes);
    int hash = Murmur3.hash(input, 0, input.length, (int) Long.parseLong(seed, 16));
    assertEquals(expected, HexFormat.of().toHexDigits(hash));
  }

  @ParameterizedTest
  @CsvSource({
    "aaaa, 5a97808a",
    "aaa, 283e0130",
    "aa, 5d211726",
    "a, 7fa09ea6",
    "abcd, f0478627",
    "abc, c84a62dd",
    "ab, 74875592",
    "'Hello, world!', 24884cba",
    "ππππππππ, d58063c1",
    "The quick brown fox jumps over the lazy dog, 2fa826cd",
  })
  void textsHashAsPublished(String text, String expected) {
    assertEquals(expected, HexFormat.of().toHexDigits(Murmur3.hash(text, 0x9747b28c)));
  }

  @Test
  void aRangeHashesLikeItsCopy() {
    byte[] bytes = "surroundings of a token".getBytes(StandardCharsets.UTF_8);
    for (int begin = 0; begin < 8; begin++) {
      for (int end = begin; end <= bytes.length; end++) {
        byte[] copy = Arrays.copyOfRange(bytes, begin, end);
        assertEquals(Murmur3.hash(copy, 0, copy.length, 7), Murmur3.hash(bytes, begin, end, 7));
      }
    }
  }
}
