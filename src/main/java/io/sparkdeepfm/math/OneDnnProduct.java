package io.sparkdeepfm.math;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
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
  private final matmul product;
  private final memory[] operands; // A, B, C, bias: kept, because the natives do not own them
  private final dnnl_memory[] handles;
  private final FloatMemory[] current;
  private final dnnl_primitive primitive;
  private final dnnl_exec_arg_t arguments;

  OneDnnProduct(ProductShape shape, Precision precision) {
    this.shape = shape;
    memory.desc left = matrix(shape.m(), shape.k(), shape.form() == ProductForm.TRANSPOSED_LEFT);
    memory.desc right = matrix(shape.k(), shape.n(), shape.form() == ProductForm.TRANSPOSED_RIGHT);
    memory.desc result = matrix(shape.m(), shape.n(), false);
    memory.desc bias = matrix(1, shape.n(), false);
    boolean hasBias = shape.epilogue().hasBias();
    primitive_attr attributes = attributes(precision);
    product =
        new matmul(
            hasBias
                ? new matmul.primitive_desc(
                    OneDnn.ENGINE, left, right, bias, result, attributes, false)
                : new matmul.primitive_desc(OneDnn.ENGINE, left, right, result, attributes, false));
    primitive = product.get();
    operands =
        hasBias
            ? new memory[] {operand(left), operand(right), operand(result), operand(bias)}
            : new memory[] {operand(left), operand(right), operand(result)};
    handles = new dnnl_memory[operands.length];
    current = new FloatMemory[operands.length];
    arguments = new dnnl_exec_arg_t(operands.length);
    for (int i = 0; i < operands.length; i++) {
      handles[i] = operands[i].get();
      arguments.position(i).arg(NAMES[i]).memory(handles[i]);
    }
    arguments.position(0);
  }

  private primitive_attr attributes(Precision precision) {
    primitive_attr attributes = new primitive_attr();
    if (precision == Precision.BFLOAT16) {
      attributes.set_fpmath_mode(dnnl.fpmath_mode.bf16);
    }
    post_ops after = new post_ops();
    switch (shape.epilogue()) {
      case NONE, BIAS -> {}
      case ADD -> after.append_sum();
      case BIAS_RELU -> after.append_eltwise(dnnl.algorithm.eltwise_relu, 0, 0);
      case BIAS_TANH -> after.append_eltwise(dnnl.algorithm.eltwise_tanh, 0, 0);
      case BIAS_SIGMOID -> after.append_eltwise(dnnl.algorithm.eltwise_logistic, 0, 0);
    }
    attributes.set_post_ops(after);
    return attributes;
  }

  /** A row-major matrix, or the transpose of one. */
  private static memory.desc matrix(long rows, long columns, boolean transposed) {
    long[] strides = transposed ? new long[] {1, rows} : new long[] {columns, 1};
    return new memory.desc(new long[] {rows, columns}, memory.data_type.f32, strides);
  }

  private static memory operand(memory.desc description) {
    return new memory(description, OneDnn.ENGINE, (org.bytedeco.javacpp.Pointer) null);
  }

  ProductShape shape() {
    return shape;
  }

  /**
   * @param bias null without
   */
  void execute(dnnl_stream stream, FloatMemory a, FloatMemory b, FloatMemory bias, FloatMemory c) {
    set(0, a);
    set(1, b);
    set(2, c);
    if (bias != null) {
      set(3, bias);
    }
    check(dnnl.dnnl_primitive_execute(primitive, stream, operands.length, arguments));
  }

  private void set(int operand, FloatMemory matrix) {
    if (current[operand] != matrix) {
      check(dnnl.dnnl_memory_set_data_handle(handles[operand], matrix.pointer()));
      current[operand] = matrix;
    }
  }

  private static void check(int status) {
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException(
          "oneDNN could not multiply two matrices; it gave status " + status + ".");
    }
  }
}
