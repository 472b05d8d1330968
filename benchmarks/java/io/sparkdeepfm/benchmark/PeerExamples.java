package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A folder of examples for {@link TorchPeer}: shape.json, and label, numbers and rows of 4 bytes as
 * they follow each other, example by example; rows count through all fields, −1 where missing.
 */
final class PeerExamples {
  private PeerExamples() {}

  /** Writes examples of numeric fields, then single-valued ones. */
  static void write(FieldSchema schema, ExampleBlock block, Path folder) throws IOException {
    Files.createDirectories(folder);
    int fields = schema.numFields();
    int numbers = (int) Arrays.stream(block.columns()).takeWhile(FieldColumn::isNumeric).count();
    String sizes =
        IntStream.range(numbers, fields)
            .mapToObj(f -> Integer.toString(schema.field(f).size()))
            .collect(Collectors.joining(","));
    Files.writeString(
        folder.resolve("shape.json"), "{\"numbers\":" + numbers + ",\"sizes\":[" + sizes + "]}\n");
    ByteBuffer example = ByteBuffer.allocate(4 * (1 + fields)).order(ByteOrder.LITTLE_ENDIAN);
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(folder.resolve("examples")), 1 << 16)) {
      for (int b = 0; b < block.size(); b++) {
        example.clear().putFloat(block.labels()[b]);
        for (int f = 0; f < numbers; f++) {
          example.putFloat(block.columns()[f].values()[b]);
        }
        int first = 0;
        for (int f = numbers; f < fields; f++) {
          int row = block.columns()[f].rows()[b];
          example.putInt(row < 0 ? -1 : first + row);
          first += schema.field(f).size();
        }
        out.write(example.array());
      }
    }
  }
}
