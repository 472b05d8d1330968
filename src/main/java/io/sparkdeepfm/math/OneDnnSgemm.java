package io.sparkdeepfm.math;

import io.sparkdeepfm.math.Sgemm.Epilogue;
import io.sparkdeepfm.math.Sgemm.Form;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/** Products by oneDNN, which compiles one for each shape. */
final class OneDnnSgemm implements Sgemm.Kernel {
  private static final int CAPACITY = 128;

  private final OneDnn.Calls calls = new OneDnn.Calls(CAPACITY);

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
    OneDnn.Call call = calls.find(form, m, n, k, epilogue);
    if (call == null) {
      call = calls.keep(form, m, n, k, epilogue, compile(form, m, n, k, epilogue));
    }
    call.set(0, a.pointer());
    call.set(1, b.pointer());
    call.set(2, c.pointer());
    if (bias != null) {
      call.set(3, bias.pointer());
    }
    call.execute(calls.queueHandle);
  }

  private OneDnn.Call compile(Form form, int m, int n, int k, Epilogue epilogue) {
    memory.desc left = matrix(m, k, form == Form.TRANSPOSED_LEFT);
    memory.desc right = matrix(k, n, form == Form.TRANSPOSED_RIGHT);
    memory.desc result = matrix(m, n, false);
    primitive_attr attributes = OneDnn.attributes(epilogue);
    return epilogue.hasBias()
        ? OneDnn.product(left, right, matrix(1, n, false), result, attributes)
        : OneDnn.product(left, right, result, attributes);
  }

  private static memory.desc matrix(long rows, long columns, boolean transposed) {
    return OneDnn.matrix(rows, columns, transposed, memory.data_type.f32);
  }
}
