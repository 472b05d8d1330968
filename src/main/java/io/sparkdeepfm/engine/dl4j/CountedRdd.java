package io.sparkdeepfm.engine.dl4j;

import org.apache.spark.api.java.JavaRDD;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * The data of a round, which knows its size: Deeplearning4j counts data sets, to cut them into
 * rounds, and would make them all for that.
 */
final class CountedRdd extends JavaRDD<MultiDataSet> {
  private final long count;

  CountedRdd(JavaRDD<MultiDataSet> rdd, long count) {
    super(rdd.rdd(), rdd.classTag());
    this.count = count;
  }

  @Override
  public long count() {
    return count;
  }
}
