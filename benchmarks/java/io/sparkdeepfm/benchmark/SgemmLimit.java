package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.model.DeepFMConfig;
import java.util.Random;

/**
 * Examples per second if a training step were the matrix products of its MLP and nothing else:
 * forward, weight gradient and input gradient of each hidden layer, slice by slice, on matrices of
 * random normal numbers, since a processor may run faster on zeros.
 */
final class SgemmLimit {
  /** Examples per product; 128 to 512 are about equal. */
  private static final int SLICE = 256;

  private final Layer[][] layers;

  /** What one thread needs for one layer. The results are apart, so that nothing grows. */
  private record Layer(
      int in,
      int out,
      FloatMemory x,
      FloatMemory w,
      FloatMemory y,
      FloatMemory newX,
      FloatMemory newW,
      FloatMemory newY) {
    static Layer of(int in, int out, Random random) {
      return new Layer(
          in,
          out,
          normal(SLICE * in, random),
          normal(in * out, random),
          normal(SLICE * out, random),
          normal(SLICE * in, random),
          normal(in * out, random),
          normal(SLICE * out, random));
    }

    void multiply(Sgemm products) {
      products.multiply(SLICE, out, in, x, w, newY);
      products.addTransposedLeft(in, out, SLICE, x, y, newW);
      products.multiplyTransposedRight(SLICE, in, out, y, w, newX);
    }
  }

  SgemmLimit(DeepFMConfig config, int threads) {
    Random random = new Random(5);
    layers = new Layer[threads][config.numHiddenLayers()];
    for (Layer[] ofThread : layers) {
      for (int l = 0; l < ofThread.length; l++) {
        ofThread[l] = Layer.of(config.layerInput(l), config.units(l), random);
      }
    }
  }

  static FloatMemory normal(int length, Random random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    FloatMemory memory = FloatMemory.allocate(length);
    memory.put(0, values, 0, length);
    return memory;
  }

  /**
   * @param examples at least a slice per thread; what is left over is not counted
   */
  double examplesPerSecond(int examples) {
    int slices = examples / SLICE / layers.length;
    Thread[] workers = new Thread[layers.length];
    long begin = System.nanoTime();
    for (int t = 0; t < workers.length; t++) {
      Layer[] own = layers[t];
      workers[t] = new Thread(() -> multiply(own, slices));
      workers[t].start();
    }
    join(workers);
    return (double) SLICE * slices * workers.length / ((System.nanoTime() - begin) * 1e-9);
  }

  private static void multiply(Layer[] layers, int slices) {
    Sgemm products = new Sgemm();
    for (int s = 0; s < slices; s++) {
      for (Layer layer : layers) {
        layer.multiply(products);
      }
    }
  }

  private static void join(Thread[] workers) {
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
