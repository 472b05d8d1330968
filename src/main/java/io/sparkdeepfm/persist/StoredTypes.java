package io.sparkdeepfm.persist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdeepfm.data.Escaped;
import io.sparkdeepfm.data.Refusal;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The column types that Spark's reader takes from a Parquet file's footer: those that users define
 * are classes, of which it makes instances by name.
 *
 * @param name of what the file is part of, for messages
 */
record StoredTypes(String name) {
  private static final String SCHEMA = "org.apache.spark.sql.parquet.row.metadata";
  private static final Set<String> KNOWN =
      Set.of(
          "org.apache.spark.ml.linalg.VectorUDT",
          "org.apache.spark.ml.linalg.MatrixUDT",
          "org.apache.spark.mllib.linalg.VectorUDT",
          "org.apache.spark.mllib.linalg.MatrixUDT");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @throws IllegalArgumentException if the footer cannot be read or names a class that is not
   *     MLlib's
   */
  void check(Path file, Configuration configuration) {
    String schema =
        ParquetFooters.read(file, configuration, file)
            .getFileMetaData()
            .getKeyValueMetaData()
            .get(SCHEMA);
    if (schema == null) {
      return;
    }
    try {
      for (JsonNode type : JSON.readTree(schema).findValues("class")) {
        if (!KNOWN.contains(type.asText())) {
          throw Refusal.of(
              "%s has a table with columns of class %s, in '%s', which is not one of Spark's vectors"
                  + " and matrices; save it without them.",
              name, Escaped.of(type.asText()), file.getName());
        }
      }
    } catch (JsonProcessingException e) {
      throw CorruptModel.because(e, file, "has a schema that cannot be read");
    }
  }
}
