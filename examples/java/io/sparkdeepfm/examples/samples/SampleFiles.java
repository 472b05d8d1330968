package io.sparkdeepfm.examples.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Writes the files of a sample: train.parquet, test.parquet, fields.json, README.md. */
public final class SampleFiles {
  /** All that {@code generate-samples} writes into a folder. */
  public static final Set<String> NAMES =
      Set.of("train.parquet", "test.parquet", "fields.json", SampleReadme.NAME);

  private static final long LONGEST_README = 1 << 20;

  private final SparkSession spark;
  private final Sample sample;
  private final Path folder;

  public SampleFiles(SparkSession spark, Sample sample, Path folder) {
    this.spark = spark;
    this.sample = sample;
    this.folder = folder;
  }

  /** True for a folder whose README says that {@code generate-samples} made it. */
  public static boolean isMade(Path folder) throws IOException {
    Path readme = folder.resolve(SampleReadme.NAME);
    return Files.isRegularFile(readme)
        && Files.size(readme) < LONGEST_README
        && Files.readString(readme, StandardCharsets.UTF_8).contains(SampleReadme.ORIGIN);
  }

  public Path train() {
    return folder.resolve("train.parquet");
  }

  public Path test() {
    return folder.resolve("test.parquet");
  }

  /** Writes the rows and fields.json. */
  public void writeData(long seed) {
    List<Row> rows = sample.rows(seed);
    try {
      Files.createDirectories(folder);
      writeRows(rows.subList(0, sample.trainRows()), train());
      writeRows(rows.subList(sample.trainRows(), rows.size()), test());
      String fields = "    " + String.join(",\n    ", sample.fields());
      Files.writeString(
          folder.resolve("fields.json"), "{\n  \"fields\": [\n" + fields + "\n  ]\n}\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the README, with checksums of the files that are there. */
  public void writeReadme(long seed, String trainBound, String testBound) {
    try {
      Files.writeString(
          folder.resolve(SampleReadme.NAME),
          new SampleReadme(sample, seed)
              .text(
                  List.of(
                      new SampleReadme.DataFile(
                          "train.parquet", sample.trainRows(), sha256(train()), trainBound),
                      new SampleReadme.DataFile(
                          "test.parquet", sample.testRows(), sha256(test()), testBound))),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One file rather than Spark's directory of parts and markers. */
  private void writeRows(List<Row> rows, Path file) throws IOException {
    Path parts = folder.resolve("." + file.getFileName() + ".parts");
    spark
        .createDataFrame(rows, sample.schema())
        .coalesce(1)
        .write()
        .mode("overwrite")
        .option("compression", "zstd")
        .parquet(parts.toString());
    try (Stream<Path> written = Files.list(parts)) {
      Path part = written.filter(p -> p.toString().endsWith(".parquet")).findFirst().orElseThrow();
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
    try (Stream<Path> rest = Files.list(parts)) {
      for (Path path : rest.toList()) {
        Files.delete(path);
      }
    }
    Files.delete(parts);
  }

  private static String sha256(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
