package io.sparkdeepfm.math;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.javacpp.Loader;

/** The library oneDNN, loaded: what all threads share. */
final class OneDnn {
  static final engine ENGINE;
  private static final Function SET_NUM_THREADS;

  static {
    // The library divides its work between OpenMP threads, as many as the machine has cores, while
    // our threads each take a slice of their own. OpenMP's call is not in the Java bindings; it is
    // found in what the bindings have loaded.
    SET_NUM_THREADS =
        NativeLibrary.getInstance(Loader.load(dnnl.class)).getFunction("omp_set_num_threads");
    ENGINE = new engine(engine.kind.cpu, 0);
  }

  private OneDnn() {}

  /** Lets the library work on the calling thread alone, whenever that thread calls it. */
  static void keepToThisThread() {
    SET_NUM_THREADS.invokeVoid(new Object[] {1});
  }

  /** Whether the processor multiplies bfloat16 numbers by itself. */
  static boolean multipliesBfloat16() {
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    return (isa & dnnl.dnnl_cpu_isa_avx512_core_bf16) == dnnl.dnnl_cpu_isa_avx512_core_bf16
        || (isa & dnnl.dnnl_cpu_isa_avx2_vnni_2) == dnnl.dnnl_cpu_isa_avx2_vnni_2;
  }

  /**
   * Whether a product of float32 matrices may be made of rounded factors: oneDNN does so with AMX's
   * tiles only, and elsewhere keeps to float32, faster units or not.
   */
  static boolean roundsFactors() {
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    return (isa & dnnl.dnnl_cpu_isa_avx512_core_amx) == dnnl.dnnl_cpu_isa_avx512_core_amx;
  }

  /** A row-major matrix, or the transpose of one. */
  static memory.desc matrix(
      long rows, long columns, boolean transposed, memory.data_type elements) {
    long[] strides = transposed ? new long[] {1, rows} : new long[] {columns, 1};
    return new memory.desc(new long[] {rows, columns}, elements, strides);
  }

  /** What an epilogue asks for, a bias aside. */
  static post_ops postOps(Epilogue epilogue) {
    post_ops after = new post_ops();
    switch (epilogue) {
      case NONE, BIAS -> {}
      case ADD -> after.append_sum();
      case BIAS_RELU -> after.append_eltwise(dnnl.algorithm.eltwise_relu, 0, 0);
      case BIAS_TANH -> after.append_eltwise(dnnl.algorithm.eltwise_tanh, 0, 0);
      case BIAS_SIGMOID -> after.append_eltwise(dnnl.algorithm.eltwise_logistic, 0, 0);
    }
    return after;
  }

  /** Version and the instructions it uses here. */
  static String description() {
    return "oneDNN "
        + dnnl.DNNL_VERSION_MAJOR
        + "."
        + dnnl.DNNL_VERSION_MINOR
        + "."
        + dnnl.DNNL_VERSION_PATCH
        + " ("
        + dnnl.get_effective_cpu_isa()
        + ")";
  }
}
