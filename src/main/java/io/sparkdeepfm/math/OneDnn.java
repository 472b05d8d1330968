package io.sparkdeepfm.math;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import io.sparkdeepfm.math.Sgemm.Epilogue;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/** The library oneDNN, loaded: what all threads share. */
final class OneDnn {
  static final engine ENGINE;

  /** Whether this is a kind of processor that the tests of this library run on. */
  static final boolean IS_TESTED = System.getProperty("os.arch").matches("amd64|x86_64");

  private static final Function SET_NUM_THREADS;
  private static final int[] PRODUCT = {
    dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST, dnnl.DNNL_ARG_BIAS
  };

  private static final int[] PRODUCT_ONTO = {
    dnnl.DNNL_ARG_SRC,
    dnnl.DNNL_ARG_WEIGHTS,
    dnnl.DNNL_ARG_DST,
    dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | dnnl.DNNL_ARG_SRC_1
  };

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

  /**
   * Whether the processor multiplies bfloat16 numbers by itself, as far as is known: the numbers of
   * instruction sets that oneDNN gives mean others on ARM.
   */
  static boolean multipliesBfloat16() {
    if (!IS_TESTED) {
      return false;
    }
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    return (isa & dnnl.dnnl_cpu_isa_avx512_core_bf16) == dnnl.dnnl_cpu_isa_avx512_core_bf16
        || (isa & dnnl.dnnl_cpu_isa_avx2_vnni_2) == dnnl.dnnl_cpu_isa_avx2_vnni_2;
  }

  /** A row-major matrix, or the transpose of one. */
  static memory.desc matrix(
      long rows, long columns, boolean transposed, memory.data_type elements) {
    long[] strides = transposed ? new long[] {1, rows} : new long[] {columns, 1};
    return new memory.desc(new long[] {rows, columns}, elements, strides);
  }

  /** What an epilogue asks for, a bias aside. */
  static primitive_attr attributes(Epilogue epilogue) {
    post_ops after = new post_ops();
    if (epilogue.adds()) {
      after.append_sum();
    }
    appendFunction(after, epilogue);
    primitive_attr attributes = new primitive_attr();
    attributes.set_post_ops(after);
    return attributes;
  }

  private static void appendFunction(post_ops after, Epilogue epilogue) {
    switch (epilogue) {
      case NONE, BIAS, ADD -> {}
      case BIAS_RELU, ADD_RELU -> after.append_eltwise(dnnl.algorithm.eltwise_relu, 0, 0);
      case BIAS_TANH, ADD_TANH -> after.append_eltwise(dnnl.algorithm.eltwise_tanh, 0, 0);
      case BIAS_SIGMOID, ADD_SIGMOID -> after.append_eltwise(dnnl.algorithm.eltwise_logistic, 0, 0);
    }
  }

  /**
   * The function f of an epilogue in f(addend + product), with the operands left, right, result and
   * addend.
   */
  static Call productOnto(
      memory.desc left,
      memory.desc right,
      memory.desc addend,
      memory.desc result,
      Epilogue epilogue) {
    post_ops after = new post_ops();
    after.append_binary(dnnl.algorithm.binary_add, addend);
    appendFunction(after, epilogue);
    primitive_attr attributes = new primitive_attr();
    attributes.set_post_ops(after);
    matmul.primitive_desc description =
        new matmul.primitive_desc(ENGINE, left, right, result, attributes, false);
    return new Call(new matmul(description), PRODUCT_ONTO, left, right, result, addend);
  }

  /** A product, with the operands left, right and result. */
  static Call product(
      memory.desc left, memory.desc right, memory.desc result, primitive_attr attributes) {
    matmul.primitive_desc description =
        new matmul.primitive_desc(ENGINE, left, right, result, attributes, false);
    return new Call(new matmul(description), PRODUCT, left, right, result);
  }

  /** A product, with the operands left, right, result and bias. */
  static Call product(
      memory.desc left,
      memory.desc right,
      memory.desc bias,
      memory.desc result,
      primitive_attr attributes) {
    matmul.primitive_desc description =
        new matmul.primitive_desc(ENGINE, left, right, bias, result, attributes, false);
    return new Call(new matmul(description), PRODUCT, left, right, result, bias);
  }

  /** Version and the instructions it uses here. */
  static String description() {
    return String.format(
        "oneDNN %s.%s.%s (%s)",
        dnnl.DNNL_VERSION_MAJOR,
        dnnl.DNNL_VERSION_MINOR,
        dnnl.DNNL_VERSION_PATCH,
        IS_TESTED ? dnnl.get_effective_cpu_isa() : System.getProperty("os.arch"));
  }

  /** What oneDNN has compiled, with the places of its operands. A call of it allocates nothing. */
  static final class Call {
    private final primitive compiled; // kept with the operands: the natives do not own them
    private final memory[] operands;
    private final dnnl_primitive handle;
    private final dnnl_memory[] handles;
    private final long[] addresses;
    private final dnnl_exec_arg_t arguments;

    /**
     * @param names oneDNN's numbers of the operands, of which there may be fewer
     * @param descriptions of the operands
     */
    Call(primitive compiled, int[] names, memory.desc... descriptions) {
      this.compiled = compiled;
      handle = this.compiled.get();
      int n = descriptions.length;
      operands = new memory[n];
      handles = new dnnl_memory[n];
      addresses = new long[n];
      arguments = new dnnl_exec_arg_t(n);
      for (int i = 0; i < n; i++) {
        operands[i] = new memory(descriptions[i], OneDnn.ENGINE, (Pointer) null);
        handles[i] = operands[i].get();
        arguments.position(i).arg(names[i]).memory(handles[i]);
      }
      arguments.position(0);
    }

    /** Says where an operand lies from now on. */
    void set(int operand, Pointer data) {
      long address = data.address();
      if (addresses[operand] != address) {
        check(dnnl.dnnl_memory_set_data_handle(handles[operand], data));
        addresses[operand] = address;
      }
    }

    void execute(dnnl_stream stream) {
      check(dnnl.dnnl_primitive_execute(handle, stream, operands.length, arguments));
    }

    private static void check(int status) {
      if (status != dnnl.dnnl_success) {
        throw new IllegalStateException(
            "oneDNN could not compute with two matrices; it gave status " + status + ".");
      }
    }
  }

  /**
   * The calls that were compiled for one thread. A network computes with few shapes over and over,
   * so they are kept; the oldest is dropped where there are many.
   */
  static final class Calls {
    final dnnl_stream queueHandle;
    private final stream queue; // kept, because the native below does not own it
    private final Key[] keys;
    private final Call[] calls;
    private int size;
    private int oldest;
    private Thread thread;

    Calls(int capacity) {
      queue = new stream(ENGINE);
      queueHandle = queue.get();
      keys = new Key[capacity];
      calls = new Call[capacity];
    }

    private record Key(Enum<?> task, int m, int n, int k, Epilogue epilogue) {
      boolean is(Enum<?> otherTask, int otherM, int otherN, int otherK, Epilogue otherEpilogue) {
        return m == otherM
            && n == otherN
            && k == otherK
            && task == otherTask
            && epilogue == otherEpilogue;
      }
    }

    /** To be called before anything is compiled or executed. */
    void useThread() {
      if (thread != Thread.currentThread()) {
        thread = Thread.currentThread();
        keepToThisThread();
      }
    }

    /**
     * The call that was kept for such operands, or null. A search along the array: shapes are few,
     * and a map would allocate its keys.
     */
    Call find(Enum<?> task, int m, int n, int k, Epilogue epilogue) {
      useThread();
      for (int i = 0; i < size; i++) {
        if (keys[i].is(task, m, n, k, epilogue)) {
          return calls[i];
        }
      }
      return null;
    }

    /** Keeps a call, and returns it. */
    Call keep(Enum<?> task, int m, int n, int k, Epilogue epilogue, Call made) {
      int place = size;
      if (size < calls.length) {
        size++;
      } else {
        place = oldest;
        oldest = (oldest + 1) % calls.length;
      }
      keys[place] = new Key(task, m, n, k, epilogue);
      calls[place] = made;
      return made;
    }
  }
}
