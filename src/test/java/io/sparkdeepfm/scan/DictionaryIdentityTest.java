package io.sparkdeepfm.scan;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.spark.sql.execution.datasources.parquet.ParquetDictionary;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

/** Two dictionaries must never be taken for one; one should be known again. */
class DictionaryIdentityTest {
  private final Dictionary words = dictionary();
  private final Dictionary others = dictionary();

  private static Dictionary dictionary() {
    return new Dictionary(Encoding.RLE_DICTIONARY) {
      @Override
      public int getMaxId() {
        return 0;
      }
    };
  }

  private static WritableColumnVector batch(ParquetDictionary dictionary) {
    WritableColumnVector vector = new OnHeapColumnVector(1, DataTypes.StringType);
    vector.setDictionary(dictionary);
    return vector;
  }

  private static WritableColumnVector batch(Dictionary dictionary) {
    return batch(new ParquetDictionary(dictionary, false));
  }

  @Test
  void aDictionaryThatIsWrappedAnewIsKnownAgain() {
    DictionaryIdentity identity = DictionaryIdentity.reachable();
    assertSame(identity.of(batch(words)), identity.of(batch(words)));
    assertNotSame(identity.of(batch(words)), identity.of(batch(others)));
  }

  @Test
  void wrappersThatCannotBeOpenedAreToldApart() {
    var identity = new DictionaryIdentity(DictionaryIdentity.fieldOfVector(), null);
    ParquetDictionary wrapper = new ParquetDictionary(words, false);
    assertSame(identity.of(batch(wrapper)), identity.of(batch(wrapper)));
    assertNotSame(identity.of(batch(wrapper)), identity.of(batch(words)));
    assertNotSame(identity.of(batch(wrapper)), identity.of(batch(others)));
  }

  @Test
  void aBatchWhoseDictionaryCannotBeReadHasOneOfItsOwn() {
    var identity = new DictionaryIdentity(null, DictionaryIdentity.fieldOfWrapper());
    WritableColumnVector batch = batch(words);
    assertNotSame(identity.of(batch), identity.of(batch));
  }
}
