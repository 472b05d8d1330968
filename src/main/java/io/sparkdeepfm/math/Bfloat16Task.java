package io.sparkdeepfm.math;

import io.sparkdeepfm.math.Sgemm.Epilogue;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;

/**
 * What {@link Bfloat16Gemm} has compiled for matrices of one shape; the operands of a product in
 * the order A, B, C, bias or addend.
 */
enum Bfloat16Task {
  /** f(A·B + bias) with packed B, rounded. */
  MULTIPLY,
  /** f(addend + A·B) with packed B, rounded. */
  MULTIPLY_ONTO,
  /** f(A·B + bias), f(C + A·B) or A·B with packed B, as floats. */
  MULTIPLY_TO_FLOATS,
  /** A·Bᵀ with packed B, rounded. */
  MULTIPLY_TRANSPOSED,
  /** A·Bᵀ with packed B as floats. */
  MULTIPLY_TRANSPOSED_TO_FLOATS,
  /** C + Aᵀ·B as floats. */
  ADD_TRANSPOSED_LEFT,
  /** m floats, rounded. */
  ROUND,
  /** m rounded numbers as floats. */
  WIDEN,
  /** The gradient of m outputs of an activation → that of its inputs. */
  DERIVATIVE;

  private static final memory.data_type ROUNDED = memory.data_type.bf16;
  private static final memory.data_type FLOAT = memory.data_type.f32;
  private static final int[] COPY = {dnnl.DNNL_ARG_FROM, dnnl.DNNL_ARG_TO};
  private static final int[] GRADIENTS = {
    dnnl.DNNL_ARG_DST, dnnl.DNNL_ARG_DIFF_DST, dnnl.DNNL_ARG_DIFF_SRC
  };

  /**
   * Compiles the task for one shape.
   *
   * @param packed layout of B, where that is packed
   */
  OneDnn.Call compile(int m, int n, int k, Epilogue epilogue, memory.desc packed) {
    return switch (this) {
      case MULTIPLY, MULTIPLY_TRANSPOSED -> product(m, n, k, epilogue, packed, ROUNDED);
      case MULTIPLY_ONTO ->
          OneDnn.productOnto(
              OneDnn.matrix(m, k, false, ROUNDED),
              packed,
              OneDnn.matrix(m, n, false, FLOAT),
              OneDnn.matrix(m, n, false, ROUNDED),
              epilogue);
      case MULTIPLY_TO_FLOATS, MULTIPLY_TRANSPOSED_TO_FLOATS ->
          product(m, n, k, epilogue, packed, FLOAT);
      case ADD_TRANSPOSED_LEFT -> weightGradient(m, n, k, epilogue);
      case ROUND -> copy(vector(m, FLOAT), vector(m, ROUNDED));
      case WIDEN -> copy(vector(m, ROUNDED), vector(m, FLOAT));
      case DERIVATIVE -> derivative(m, epilogue);
    };
  }

  private static memory.desc vector(int length, memory.data_type elements) {
    return OneDnn.matrix(1, length, false, elements);
  }

  /** A copy into other elements or another layout. */
  static OneDnn.Call copy(memory.desc from, memory.desc to) {
    return new OneDnn.Call(
        new reorder(new reorder.primitive_desc(OneDnn.ENGINE, from, OneDnn.ENGINE, to)),
        COPY,
        from,
        to);
  }

  /** The layout in which a product with an m × k matrix wants its right factor (k × n). */
  static memory.desc packing(int m, int n, int k) {
    memory.desc anyLayout = new memory.desc(new long[] {k, n}, ROUNDED, memory.format_tag.any);
    return new matmul.primitive_desc(
            OneDnn.ENGINE,
            OneDnn.matrix(m, k, false, ROUNDED),
            anyLayout,
            OneDnn.matrix(m, n, false, ROUNDED))
        .weights_desc();
  }

  private static OneDnn.Call product(
      int m, int n, int k, Epilogue epilogue, memory.desc packed, memory.data_type result) {
    memory.desc left = OneDnn.matrix(m, k, false, ROUNDED);
    memory.desc target = OneDnn.matrix(m, n, false, result);
    return epilogue.hasBias()
        ? OneDnn.product(left, packed, vector(n, FLOAT), target, OneDnn.attributes(epilogue))
        : OneDnn.product(left, packed, target, OneDnn.attributes(epilogue));
  }

  private static OneDnn.Call weightGradient(int m, int n, int k, Epilogue epilogue) {
    return OneDnn.product(
        OneDnn.matrix(m, k, true, ROUNDED),
        OneDnn.matrix(k, n, false, ROUNDED),
        OneDnn.matrix(m, n, false, FLOAT),
        OneDnn.attributes(epilogue));
  }

  private static OneDnn.Call derivative(int m, Epilogue epilogue) {
    memory.desc values = vector(m, ROUNDED);
    dnnl.algorithm function =
        switch (epilogue) {
          case BIAS_RELU -> dnnl.algorithm.eltwise_relu_use_dst_for_bwd;
          case BIAS_TANH -> dnnl.algorithm.eltwise_tanh_use_dst_for_bwd;
          case BIAS_SIGMOID -> dnnl.algorithm.eltwise_logistic_use_dst_for_bwd;
          default ->
              throw new IllegalArgumentException(
                  "An activation is needed for its derivative, but the epilogue is "
                      + epilogue
                      + "; use one that applies a function.");
        };
    eltwise_forward.primitive_desc forward =
        new eltwise_forward.primitive_desc(
            OneDnn.ENGINE, dnnl.prop_kind.forward_training, function, values, values);
    eltwise_backward.primitive_desc description =
        new eltwise_backward.primitive_desc(
            OneDnn.ENGINE, function, values, values, values, forward);
    return new OneDnn.Call(new eltwise_backward(description), GRADIENTS, values, values, values);
  }
}
