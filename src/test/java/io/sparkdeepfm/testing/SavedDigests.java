package io.sparkdeepfm.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Makes saved stages what releases before 0.2 saved: without digests of their files. */
public final class SavedDigests {
  private SavedDigests() {}

  /** Takes the digests out of all metadata below a directory, and Hadoop's checksums with them. */
  public static void remove(Path directory) throws IOException {
    for (Path file : files(directory)) {
      String name = file.getFileName().toString();
      if (name.endsWith(".crc")) {
        Files.delete(file);
      } else if (file.getParent().endsWith("metadata") && name.startsWith("part-")) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode metadata = (ObjectNode) mapper.readTree(Files.readString(file));
        metadata.remove(List.of("files", "sha256"));
        Files.writeString(file, mapper.writeValueAsString(metadata) + "\n");
      }
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
