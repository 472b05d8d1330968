package io.sparkdeepfm.math;

import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/**
 * A product of matrices of one shape, which oneDNN compiles when it is made. For the thread that
 * made it, which has called {@link OneDnn#keepToThisThread}.
 */
final class OneDnnProduct {
  private static final int[] NAMES = {
    dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST, dnnl.DNNL_ARG_BIAS
  };

  private final ProductShape shape;
  private final OneDnnCall call;

  OneDnnProduct(ProductShape shape, Precision precision) {
    this.shape = shape;
    memory.desc left = matrix(shape.m(), shape.k(), shape.form() == ProductForm.TRANSPOSED_LEFT);
    memory.desc right = matrix(shape.k(), shape.n(), shape.form() == ProductForm.TRANSPOSED_RIGHT);
    memory.desc result = matrix(shape.m(), shape.n(), false);
    memory.desc bias = matrix(1, shape.n(), false);
    boolean hasBias = shape.epilogue().hasBias();
    primitive_attr attributes = attributes(precision);
    call =
        hasBias
            ? new OneDnnCall(
                new matmul(
                    new matmul.primitive_desc(
                        OneDnn.ENGINE, left, right, bias, result, attributes, false)),
                NAMES,
                left,
                right,
                result,
                bias)
            : new OneDnnCall(
                new matmul(
                    new matmul.primitive_desc(
                        OneDnn.ENGINE, left, right, result, attributes, false)),
                NAMES,
                left,
                right,
                result);
  }

  private primitive_attr attributes(Precision precision) {
    primitive_attr attributes = new primitive_attr();
    if (precision == Precision.BFLOAT16) {
      attributes.set_fpmath_mode(dnnl.fpmath_mode.bf16);
    }
    attributes.set_post_ops(OneDnn.postOps(shape.epilogue()));
    return attributes;
  }

  private static memory.desc matrix(long rows, long columns, boolean transposed) {
    return OneDnn.matrix(rows, columns, transposed, memory.data_type.f32);
  }

  ProductShape shape() {
    return shape;
  }

  /**
   * @param bias null without
   */
  void execute(dnnl_stream stream, FloatMemory a, FloatMemory b, FloatMemory bias, FloatMemory c) {
    call.set(0, a.pointer());
    call.set(1, b.pointer());
    call.set(2, c.pointer());
    if (bias != null) {
      call.set(3, bias.pointer());
    }
    call.execute(stream);
  }
}
