package io.sparkdeepfm.persist;

import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import scala.Option;

/**
 * Spark's own part of a stage's metadata: class, uid, Params and defaults, Spark version.
 *
 * <p>Spark's helpers for it are {@code private[ml]} in Scala; calls to them stay in this package.
 */
final class SparkMetadata {
  private final DefaultParamsReader.Metadata metadata;
  private final Path file;

  private SparkMetadata(DefaultParamsReader.Metadata metadata, Path file) {
    this.metadata = metadata;
    this.file = file;
  }

  /** The metadata of an instance as one line of JSON. */
  static String toJson(Params instance, SparkContext context) {
    return DefaultParamsWriter$.MODULE$.getMetadataToSave(
        instance, context, Option.empty(), Option.empty());
  }

  /**
   * @param file where the JSON was read, for messages
   * @throws IllegalArgumentException if one of Spark's keys is missing or of the wrong type
   */
  static SparkMetadata parse(String json, Path file) {
    try {
      String anyClass = "";
      return new SparkMetadata(DefaultParamsReader$.MODULE$.parseMetadata(json, anyClass), file);
    } catch (RuntimeException e) {
      throw CorruptModel.unreadable(file, e);
    }
  }

  String className() {
    return metadata.className();
  }

  String uid() {
    return metadata.uid();
  }

  void restoreParams(Params instance) {
    try {
      metadata.getAndSetParams(instance, Option.empty());
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          String.format(
              "%s has a Param that %s cannot take: %s",
              file, instance.getClass().getName(), CorruptModel.reason(e)),
          e);
    }
  }
}
