package io.sparkdeepfm.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.apache.spark.sql.execution.datasources.parquet.ParquetDictionary;
import org.apache.spark.sql.execution.vectorized.Dictionary;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;

/**
 * Which dictionary the cells of a batch refer to. Spark has no getters for it and wraps the same
 * Parquet dictionary anew for each batch, so it is read from private fields. What cannot be reached
 * counts as a dictionary of its own: results are then computed more often, but never wrong.
 *
 * @param ofVector the field of a column vector; null where a build of Spark or the JVM refuses
 * @param ofWrapper the field of Spark's wrapper; null likewise
 */
record DictionaryIdentity(VarHandle ofVector, VarHandle ofWrapper) {
  /** With all fields that this build of Spark and this JVM give. */
  static DictionaryIdentity reachable() {
    return new DictionaryIdentity(fieldOfVector(), fieldOfWrapper());
  }

  static VarHandle fieldOfVector() {
    try {
      return field(WritableColumnVector.class, Dictionary.class);
    } catch (ReflectiveOperationException | LinkageError e) {
      return null;
    }
  }

  static VarHandle fieldOfWrapper() {
    try {
      return field(ParquetDictionary.class, org.apache.parquet.column.Dictionary.class);
    } catch (ReflectiveOperationException | LinkageError e) {
      return null;
    }
  }

  private static VarHandle field(Class<?> owner, Class<?> type)
      throws ReflectiveOperationException {
    return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
        .findVarHandle(owner, "dictionary", type);
  }

  /**
   * @param vector has a dictionary
   * @return the same object only for batches of one dictionary
   */
  Object of(WritableColumnVector vector) {
    if (ofVector == null) {
      return new Object(); // all that is certain is that a batch has but one
    }
    Object dictionary = ofVector.get(vector);
    boolean unwrap = ofWrapper != null && dictionary instanceof ParquetDictionary;
    return unwrap ? ofWrapper.get(dictionary) : dictionary;
  }
}
