package io.sparkdeepfm.benchmark;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Single rows of 39 numbers, encoded before, scored on one thread by XGBoost4J with 300 trees of
 * depth 8. Their number and depth are usual for click data; what they learned does not matter, as
 * each row goes through every tree.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class TreeRows {
  private static final int FIELDS = 39;
  private static final int TREES = 300;
  private static final int TRAINED = 20_000;
  private static final int ROWS = 1 << 10;

  private final float[][] rows = new float[ROWS][FIELDS];
  private Booster booster;
  private int next;

  @Setup
  public void train() throws XGBoostError {
    Random random = new Random(5);
    float[] values = new float[TRAINED * FIELDS];
    float[] labels = new float[TRAINED];
    for (int r = 0; r < TRAINED; r++) {
      double logit = random.nextGaussian();
      for (int f = 0; f < FIELDS; f++) {
        float value = random.nextFloat();
        values[r * FIELDS + f] = value;
        logit += Math.sin(9 * value + f) / 2;
      }
      labels[r] = logit > 0 ? 1 : 0;
    }
    DMatrix matrix = new DMatrix(values, TRAINED, FIELDS, Float.NaN);
    matrix.setLabel(labels);
    Map<String, Object> params = new HashMap<>();
    params.put("objective", "binary:logistic");
    params.put("max_depth", 8);
    params.put("nthread", 1);
    booster = XGBoost.train(matrix, params, TREES, Map.of(), null, null);
    for (float[] row : rows) {
      for (int f = 0; f < FIELDS; f++) {
        row[f] = random.nextFloat();
      }
    }
  }

  @Benchmark
  public float encodedRowByXgboost() throws XGBoostError {
    next = (next + 1) & (ROWS - 1);
    return booster.inplace_predict(rows[next], 1, FIELDS, Float.NaN)[0][0];
  }
}
