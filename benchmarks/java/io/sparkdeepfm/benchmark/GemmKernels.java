package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Sgemm;
import java.util.Random;
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

/** The three matrix products of a layer of Criteo's MLP, on one slice of examples, one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 7, time = 1)
public class GemmKernels {
  static final int OUTPUTS = 400;

  @Param({"256"})
  public int examples;

  @Param({"624", "400"})
  public int inputs;

  private Sgemm products;
  private FloatMemory x;
  private FloatMemory w;
  private FloatMemory y;
  private FloatMemory product;

  @Setup
  public void prepare() {
    products = new Sgemm();
    Random random = new Random(3);
    x = SgemmLimit.normal(examples * inputs, random);
    w = SgemmLimit.normal(inputs * OUTPUTS, random);
    y = SgemmLimit.normal(examples * OUTPUTS, random);
    product = FloatMemory.allocate((long) Math.max(examples, inputs) * Math.max(inputs, OUTPUTS));
  }

  @Benchmark
  public void forward() {
    products.multiply(examples, OUTPUTS, inputs, x, w, product);
  }

  @Benchmark
  public void weightGradient() {
    products.addTransposedLeft(inputs, OUTPUTS, examples, x, y, product);
  }

  @Benchmark
  public void inputGradient() {
    products.multiplyTransposedRight(examples, inputs, OUTPUTS, y, w, product);
  }
}
