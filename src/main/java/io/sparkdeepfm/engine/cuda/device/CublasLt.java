package io.sparkdeepfm.engine.cuda.device;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.sparkdeepfm.engine.cuda.device.Device.Epilogue;
import io.sparkdeepfm.engine.cuda.device.Device.Product;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The host's cuBLASLt 12 or 13: products with epilogues, on one stream. How a product is made is
 * chosen once and kept, so that the same product has the same bits.
 */
final class CublasLt {
  private static final List<String> FUNCTIONS =
      List.of(
          "cublasLtCreate",
          "cublasLtDestroy",
          "cublasLtMatmulDescCreate",
          "cublasLtMatmulDescSetAttribute",
          "cublasLtMatmulDescDestroy",
          "cublasLtMatrixLayoutCreate",
          "cublasLtMatrixLayoutDestroy",
          "cublasLtMatmulPreferenceCreate",
          "cublasLtMatmulPreferenceSetAttribute",
          "cublasLtMatmulPreferenceDestroy",
          "cublasLtMatmulAlgoGetHeuristic",
          "cublasLtMatmul");

  private static final int MOST_ALIGNED = 256; // bytes

  /** More are made where batches of many sizes are scored; then all are made anew. */
  private static final int MOST_PLANS = 1000;

  private final CudaDriver driver;
  private final Map<String, Function> functions = new HashMap<>();
  private final Pointer stream;
  private final Pointer handle; // null if it does not begin
  private final Map<Shape, LtPlan> plans = new HashMap<>();
  private Pointer workspace = Pointer.NULL;
  private long workspaceBytes;
  private long done;

  private CublasLt(NativeLibrary library, CudaDriver driver, Pointer stream) {
    FUNCTIONS.forEach(name -> functions.put(name, library.getFunction(name)));
    this.driver = driver;
    this.stream = stream;
    handle = made("cublasLtCreate");
  }

  /** Begins; null if the library or one of its functions is missing, or does not begin. */
  static CublasLt of(NativeLibrary library, CudaDriver driver, Pointer stream) {
    try {
      CublasLt begun = library == null ? null : new CublasLt(library, driver, stream);
      return begun == null || begun.handle == null ? null : begun;
    } catch (UnsatisfiedLinkError e) {
      return null;
    }
  }

  Pointer handle() {
    return handle;
  }

  Pointer stream() {
    return stream;
  }

  /** Whether a function did what was asked. */
  boolean did(String name, Object... arguments) {
    return functions.get(name).invokeInt(arguments) == 0;
  }

  /** What a function makes and writes to where its first argument says; null if it does not. */
  Pointer made(String function, Object... arguments) {
    Memory created = new Memory(Long.BYTES);
    Object[] all = new Object[arguments.length + 1];
    all[0] = created;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return did(function, all) ? created.getPointer(0) : null;
  }

  /** Makes room on the device for what follows in the stream; false if there is none. */
  boolean hasWorkspace(long bytes) {
    if (bytes > workspaceBytes) {
      endWorkspace();
      Memory address = new Memory(Long.BYTES);
      if (driver.call("cuMemAlloc_v2", address, bytes) != 0) {
        return false; // the memory that a training needs was counted without it
      }
      workspace = address.getPointer(0);
      workspaceBytes = bytes;
    }
    return true;
  }

  /** The room; none for 0 bytes. */
  Pointer workspace(long bytes) {
    return bytes == 0 ? Pointer.NULL : workspace;
  }

  private void endWorkspace() {
    if (workspaceBytes > 0) {
      workspaceBytes = 0;
      driver.require("finish its work", driver.call("cuStreamSynchronize", stream));
      driver.require("free memory", driver.call("cuMemFree_v2", workspace));
    }
  }

  /**
   * What decides how a product is made, with the pointers that are part of that.
   *
   * @param a bytes to a multiple of which the matrix is aligned; likewise the others
   */
  record Shape(Product product, Epilogue epilogue, int a, int b, int c) {}

  /**
   * Bytes to which the bias must be aligned. Kernels read sixteen bytes of it at a time, and
   * nothing that the search for one is told says that they may not.
   */
  private static final int VECTOR_ALIGNMENT = 16;

  private static int alignment(long address) {
    return (int) Math.min(MOST_ALIGNED, Long.lowestOneBit(address));
  }

  /** As {@link Device#multiply(Product, Epilogue, long, long, long)}. */
  boolean multiply(Product product, Epilogue epilogue, long a, long b, long c) {
    if ((epilogue.vector() & (VECTOR_ALIGNMENT - 1)) != 0) {
      return false;
    }
    if (plans.size() == MOST_PLANS) {
      endPlans();
    }
    Shape shape = new Shape(product, epilogue, alignment(a), alignment(b), alignment(c));
    boolean multiplied =
        plans.computeIfAbsent(shape, made -> new LtPlan(this, made)).multiply(a, b, c);
    done += multiplied ? 1 : 0;
    return multiplied;
  }

  /** Products that had an epilogue so far. */
  long done() {
    return done;
  }

  private void endPlans() {
    plans.values().forEach(LtPlan::end);
    plans.clear();
  }

  void close() {
    new Endings()
        .then(this::endPlans)
        .then(this::endWorkspace)
        .then(() -> did("cublasLtDestroy", handle))
        .finish();
  }
}
