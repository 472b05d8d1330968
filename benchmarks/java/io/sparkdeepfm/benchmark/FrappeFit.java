package io.sparkdeepfm.benchmark;

import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.SparkSession;

/**
 * What one fit on Frappe took and reached.
 *
 * @param seconds of {@code fit}, reading of the training file included
 * @param auc of the test file, over all distinct probabilities
 */
record FrappeFit(double seconds, double auc) {
  static FrappeFit of(
      SparkSession spark, FrappeFiles files, ProbabilisticClassifier<Vector, ?, ?> classifier) {
    long begin = System.nanoTime();
    var model = classifier.fit(spark.read().parquet(files.train().toString()));
    double seconds = (System.nanoTime() - begin) * 1e-9;
    double auc =
        new BinaryClassificationEvaluator()
            .setNumBins(0)
            .evaluate(model.transform(spark.read().parquet(files.test().toString())));
    return new FrappeFit(seconds, auc);
  }
}
