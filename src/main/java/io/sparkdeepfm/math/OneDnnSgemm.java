package io.sparkdeepfm.math;

import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.stream;

/**
 * Products by oneDNN, which compiles one for each shape. A network multiplies few shapes over and
 * over, so these are kept; the oldest is dropped where there are many.
 */
final class OneDnnSgemm implements SgemmKernel {
  private static final int CAPACITY = 64;

  private final Precision precision;
  private final OneDnnProduct[] products = new OneDnnProduct[CAPACITY];
  private final stream queue; // kept, because the native below does not own it
  private final dnnl_stream queueHandle;
  private int size;
  private int oldest;
  private Thread thread;

  OneDnnSgemm(Precision precision) {
    this.precision = precision;
    queue = new stream(OneDnn.ENGINE);
    queueHandle = queue.get();
  }

  @Override
  public String name() {
    return OneDnn.description();
  }

  @Override
  public void multiply(
      ProductForm form,
      int m,
      int n,
      int k,
      FloatMemory a,
      FloatMemory b,
      Epilogue epilogue,
      FloatMemory bias,
      FloatMemory c) {
    if (thread != Thread.currentThread()) {
      thread = Thread.currentThread();
      OneDnn.keepToThisThread();
    }
    product(form, m, n, k, epilogue).execute(queueHandle, a, b, bias, c);
  }

  /** A search along the array: shapes are few, and a map would allocate its keys. */
  private OneDnnProduct product(ProductForm form, int m, int n, int k, Epilogue epilogue) {
    for (int i = 0; i < size; i++) {
      if (products[i].shape().is(form, m, n, k, epilogue)) {
        return products[i];
      }
    }
    OneDnnProduct made = new OneDnnProduct(new ProductShape(form, m, n, k, epilogue), precision);
    if (size < CAPACITY) {
      products[size++] = made;
    } else {
      products[oldest] = made;
      oldest = (oldest + 1) % CAPACITY;
    }
    return made;
  }
}
