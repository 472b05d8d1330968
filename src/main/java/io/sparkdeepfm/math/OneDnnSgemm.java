package io.sparkdeepfm.math;

import io.sparkdeepfm.math.Sgemm.Epilogue;
import io.sparkdeepfm.math.Sgemm.Form;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;

/**
 * Products by oneDNN, which compiles one for each shape. A network multiplies few shapes over and
 * over, so these are kept; the oldest is dropped where there are many.
 */
final class OneDnnSgemm implements Sgemm.Kernel {
  private static final int CAPACITY = 64;

  private final Precision precision;
  private final Product[] products = new Product[CAPACITY];
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
      Form form,
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
  private Product product(Form form, int m, int n, int k, Epilogue epilogue) {
    for (int i = 0; i < size; i++) {
      if (products[i].is(form, m, n, k, epilogue)) {
        return products[i];
      }
    }
    Product made = new Product(form, m, n, k, epilogue, precision);
    if (size < CAPACITY) {
      products[size++] = made;
    } else {
      products[oldest] = made;
      oldest = (oldest + 1) % CAPACITY;
    }
    return made;
  }

  /**
   * A product of matrices of one shape, which oneDNN compiles when it is made. For the thread that
   * made it, which has called {@link OneDnn#keepToThisThread}.
   */
  private static final class Product {
    private final Form form;
    private final int m;
    private final int n;
    private final int k;
    private final Epilogue epilogue;
    private final OneDnn.Call call;

    Product(Form form, int m, int n, int k, Epilogue epilogue, Precision precision) {
      this.form = form;
      this.m = m;
      this.n = n;
      this.k = k;
      this.epilogue = epilogue;
      memory.desc left = matrix(m, k, form == Form.TRANSPOSED_LEFT);
      memory.desc right = matrix(k, n, form == Form.TRANSPOSED_RIGHT);
      memory.desc result = matrix(m, n, false);
      primitive_attr attributes = OneDnn.attributes(epilogue);
      if (precision == Precision.BFLOAT16) {
        attributes.set_fpmath_mode(dnnl.fpmath_mode.bf16);
      }
      call =
          epilogue.hasBias()
              ? OneDnn.product(left, right, matrix(1, n, false), result, attributes)
              : OneDnn.product(left, right, result, attributes);
    }

    private static memory.desc matrix(long rows, long columns, boolean transposed) {
      return OneDnn.matrix(rows, columns, transposed, memory.data_type.f32);
    }

    boolean is(Form otherForm, int otherM, int otherN, int otherK, Epilogue otherEpilogue) {
      return m == otherM
          && n == otherN
          && k == otherK
          && form == otherForm
          && epilogue == otherEpilogue;
    }

    /**
     * @param bias null without
     */
    void execute(
        dnnl_stream stream, FloatMemory a, FloatMemory b, FloatMemory bias, FloatMemory c) {
      call.set(0, a.pointer());
      call.set(1, b.pointer());
      call.set(2, c.pointer());
      if (bias != null) {
        call.set(3, bias.pointer());
      }
      call.execute(stream);
    }
  }
}
