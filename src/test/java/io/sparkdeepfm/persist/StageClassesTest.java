package io.sparkdeepfm.persist;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.ml.util.MLWritable;
import org.junit.jupiter.api.Test;

class StageClassesTest {
  @Test
  void everyNameIsThatOfAClassThatCanBeSaved() throws ClassNotFoundException {
    for (String name : StageClasses.WITHOUT_CODE) {
      Class<?> type = Class.forName(name, false, getClass().getClassLoader());
      assertTrue(MLWritable.class.isAssignableFrom(type), name);
    }
  }

  @Test
  void whatRunsCodeIsNotAmongThem() {
    for (String name : StageClasses.WITHOUT_CODE) {
      assertFalse(name.contains("SQL") || name.contains("OneVsRest"), name);
    }
  }
}
