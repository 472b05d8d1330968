package io.sparkdeepfm.engine.cuda.device;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.sparkdeepfm.engine.cuda.device.Device.Product;
import io.sparkdeepfm.math.Precision;

/** The host's cuBLAS 12 or 13, with a handle on one stream. */
final class Cublas {
  private static final int FLOAT32 = 0; // cudaDataType_t
  private static final int COMPUTE_FLOAT32 = 68; // cublasComputeType_t
  private static final int COMPUTE_TF32 = 77; // factors rounded, sums in float32
  private static final int COMPUTE_BFLOAT16 = 75; // likewise
  private static final int ANY_ALGORITHM = -1;

  private final NativeLibrary library;
  private final Function multiply;
  private final Pointer handle;
  private final Memory one = new Memory(Float.BYTES);
  private final Memory zero = new Memory(Float.BYTES);

  Cublas(NativeLibrary library, Pointer stream) {
    this.library = library;
    multiply = library.getFunction("cublasGemmEx");
    Memory created = new Memory(Long.BYTES);
    require("begin", library.getFunction("cublasCreate_v2").invokeInt(new Object[] {created}));
    handle = created.getPointer(0);
    int status = call("cublasSetStream_v2", handle, stream);
    if (status != 0) {
      call("cublasDestroy_v2", handle);
    }
    require("take a stream", status);
    one.setFloat(0, 1f);
    zero.setFloat(0, 0f);
  }

  private int call(String name, Object... arguments) {
    return library.getFunction(name).invokeInt(arguments);
  }

  private static void require(String task, int status) {
    if (status != 0) {
      throw new IllegalStateException(
          String.format("cuBLAS could not %s; it gave status %d.", task, status));
    }
  }

  /** As a number of its own. */
  int version() {
    Memory value = new Memory(Integer.BYTES);
    require("tell its version", call("cublasGetVersion_v2", handle, value));
    return value.getInt(0);
  }

  /** As cublasComputeType_t. */
  static int compute(Precision precision) {
    return switch (precision) {
      case FLOAT32, AUTO -> COMPUTE_FLOAT32;
      case TF32 -> COMPUTE_TF32;
      case BFLOAT16 -> COMPUTE_BFLOAT16;
    };
  }

  /** Row-major C ← op(A)·op(B), which is column-major Cᵀ ← op(B)ᵀ·op(A)ᵀ. */
  void multiply(Product p, long a, long b, long c) {
    Object[] arguments = {
      handle,
      p.rightTransposed() ? 1 : 0,
      p.leftTransposed() ? 1 : 0,
      p.n(),
      p.m(),
      p.k(),
      one,
      new Pointer(b),
      FLOAT32,
      p.rightTransposed() ? p.k() : p.n(),
      new Pointer(a),
      FLOAT32,
      p.leftTransposed() ? p.m() : p.k(),
      p.adds() ? one : zero,
      new Pointer(c),
      FLOAT32,
      p.n(),
      compute(p.precision()),
      ANY_ALGORITHM
    };
    require("multiply two matrices", multiply.invokeInt(arguments));
  }

  void close() {
    require("end", call("cublasDestroy_v2", handle));
  }
}
