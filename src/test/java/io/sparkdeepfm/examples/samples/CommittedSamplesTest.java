package io.sparkdeepfm.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in data-samples/ are those that the generator makes, and their READMEs are true. */
@Tag("spark")
class CommittedSamplesTest {
  private static final long SEED = 1;

  static List<Sample> samples() {
    return Samples.all();
  }

  private static Path folder(Sample sample) {
    return Path.of(System.getProperty("project.basedir"), "data-samples", sample.name());
  }

  private static List<Row> read(Sample sample, String file) {
    return SharedSpark.get()
        .read()
        .parquet(folder(sample).resolve(file).toString())
        .collectAsList();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void rowsAreThoseOfTheGenerator(Sample sample) {
    List<Row> expected =
        SharedSpark.get().createDataFrame(sample.rows(SEED), sample.schema()).collectAsList();
    assertEquals(expected.subList(0, sample.trainRows()), read(sample, "train.parquet"));
    assertEquals(
        expected.subList(sample.trainRows(), expected.size()), read(sample, "test.parquet"));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theReadmeHasTheFilesChecksums(Sample sample) throws IOException, GeneralSecurityException {
    String readme = Files.readString(folder(sample).resolve("README.md"));
    for (String file : List.of("train.parquet", "test.parquet")) {
      byte[] bytes = Files.readAllBytes(folder(sample).resolve(file));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      assertTrue(readme.contains(HexFormat.of().formatHex(digest)), file);
    }
  }
}
