package io.sparkdeepfm.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON of one case, which its JVM leaves behind, and that of all cases, which is kept. */
final class ResultFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ResultFiles() {}

  /** All cases that have ever been run here; the components are the JSON keys. */
  private record Book(List<CaseRecord> cases) {}

  /** Where a case of this name is written. */
  static Path of(Path folder, String name) {
    return folder.resolve(name + ".json");
  }

  static void write(Path file, CaseRecord record) throws IOException {
    writeJson(file, record);
  }

  static CaseRecord read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), CaseRecord.class);
  }

  /** The records in a book; none where the file is not there. */
  static List<CaseRecord> readBook(Path file) throws IOException {
    return Files.isRegularFile(file)
        ? JSON.readValue(file.toFile(), Book.class).cases()
        : List.of();
  }

  static void writeBook(Path file, List<CaseRecord> records) throws IOException {
    writeJson(file, new Book(records));
  }

  /**
   * The old records, those replaced that have just been measured.
   *
   * @param order names of cases; a record of any other name is dropped
   */
  static List<CaseRecord> merge(
      List<CaseRecord> old, List<CaseRecord> measured, List<String> order) {
    Map<String, CaseRecord> byName = new LinkedHashMap<>();
    old.forEach(record -> byName.put(record.result().name(), record));
    measured.forEach(record -> byName.put(record.result().name(), record));
    List<CaseRecord> merged = new ArrayList<>();
    for (String name : order) {
      if (byName.containsKey(name)) {
        merged.add(byName.get(name));
      }
    }
    return merged;
  }

  private static void writeJson(Path file, Object value) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n");
  }
}
