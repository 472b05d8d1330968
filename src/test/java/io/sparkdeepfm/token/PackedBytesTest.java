package io.sparkdeepfm.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PackedBytesTest {
  @Test
  void numbersAndTextsComeBackInOrder() {
    long[] numbers = {0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE, Long.MAX_VALUE};
    byte[] text = "é".repeat(100).getBytes(StandardCharsets.UTF_8);
    PackedBytes.Writer writer = new PackedBytes.Writer(1);
    for (long number : numbers) {
      writer.number(number);
      writer.text(text, 2, text.length);
      writer.text(text, 0, 0);
    }
    PackedBytes.Reader reader = new PackedBytes.Reader(writer.take());
    for (long number : numbers) {
      assertEquals(number, reader.number());
      reader.text();
      assertEquals(text.length - 2, reader.textEnd() - reader.textBegin());
      assertEquals(text[2], reader.source()[reader.textBegin()]);
      assertArrayEquals(new byte[0], reader.copyText());
    }
    assertFalse(reader.hasRemaining());
  }

  @Test
  void aWriterBeginsAnewAfterItsBytesWereTaken() {
    PackedBytes.Writer writer = new PackedBytes.Writer(8);
    writer.number(5);
    byte[] first = writer.take();
    writer.number(6);
    assertArrayEquals(new byte[] {5}, first);
    assertArrayEquals(new byte[] {6}, writer.take());
    assertEquals(0, writer.length());
  }
}
