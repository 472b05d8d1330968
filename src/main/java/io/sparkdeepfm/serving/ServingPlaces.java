package io.sparkdeepfm.serving;

import io.sparkdeepfm.data.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Finds the file for serving in what a user names: a file, a zip of one, or a stream. */
final class ServingPlaces {
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private ServingPlaces() {}

  static ServingModel open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw Refusal.of(
          Files.isDirectory(path.resolve("metadata"))
              ? "'%s' is a directory that Spark saved, whose Parquet tables only Spark reads; write a"
                  + " file for serving of it with submit/export.sh."
              : "'%s' is a directory, but a file for serving is wanted, as submit/export.sh writes"
                  + " it.",
          path);
    }
    if (!Files.exists(path)) {
      throw new NoSuchFileException(
          String.format("There is no file '%s'; name one that submit/export.sh wrote.", path));
    }
    return isZip(path) ? openZip(path) : ServingFile.open(path);
  }

  private static boolean isZip(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(ZIP.length), ZIP);
    }
  }

  private static ServingModel openZip(Path path) throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      List<? extends ZipEntry> files =
          Collections.list(zip.entries()).stream().filter(entry -> !entry.isDirectory()).toList();
      if (files.size() != 1) {
        throw Refusal.of(
            "Zip '%s' holds %d files, but must hold the one file for serving that submit/export.sh"
                + " wrote; a zipped directory of Spark's must be exported first.",
            path, files.size());
      }
      return open(zip.getInputStream(files.get(0)));
    }
  }

  static ServingModel open(InputStream stream) throws IOException {
    Path copy = Files.createTempFile("spark-deepfm-", ".serving");
    try {
      Files.copy(stream, copy, StandardCopyOption.REPLACE_EXISTING);
      return ServingFile.open(copy);
    } finally {
      deleteEarly(copy);
    }
  }

  /**
   * What is mapped stays readable on most systems; where it does not, the file waits for the end.
   */
  private static void deleteEarly(Path copy) {
    try {
      Files.delete(copy);
    } catch (IOException e) {
      copy.toFile().deleteOnExit();
    }
  }
}
