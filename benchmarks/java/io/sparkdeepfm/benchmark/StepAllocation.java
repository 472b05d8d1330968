package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.math.Precision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One call of {@code Replica.train} for some number of steps. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 7)
public class StepAllocation {
  static final String FEW = "2";
  static final String MANY = "34";

  @Param({FEW, MANY})
  public int steps;

  private OurTraining training;

  /** Trains before anything is counted: arrays that grow to what a batch needs have grown then. */
  @Setup
  public void prepare() {
    int most = Integer.parseInt(MANY) * CriteoShape.BATCH;
    training = new OurTraining(1_000_000, most, Precision.FLOAT32, Settings.threads());
    training.epoch();
  }

  @Benchmark
  public void train() {
    training.train(steps * CriteoShape.BATCH);
  }
}
