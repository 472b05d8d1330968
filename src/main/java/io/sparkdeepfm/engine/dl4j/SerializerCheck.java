package io.sparkdeepfm.engine.dl4j;

import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;

/** Kryo copies ND4J's off-heap arrays as pointers unless it is told how to write them. */
final class SerializerCheck {
  static final String REGISTRATOR = "org.nd4j.kryo.Nd4jRegistrator";

  private SerializerCheck() {}

  /**
   * @throws IllegalArgumentException if Spark serializes with Kryo and without a registrator
   */
  static void check(SparkConf conf) {
    String serializer = conf.get("spark.serializer", "");
    if (serializer.equals(KryoSerializer.class.getName())
        && conf.get("spark.kryo.registrator", "").isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "spark.serializer is Kryo, but Kryo cannot write the arrays of engine 'dl4j' by itself;"
                  + " set spark.kryo.registrator=%s, or leave spark.serializer unset.",
              REGISTRATOR));
    }
  }
}
