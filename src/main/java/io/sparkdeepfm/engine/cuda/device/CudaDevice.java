package io.sparkdeepfm.engine.cuda.device;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.math.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * An NVIDIA GPU, by the driver and cuBLAS of the host. The kernels are PTX for compute capability
 * 7.0, which the driver compiles for the GPU that is there, and keeps.
 */
public final class CudaDevice implements Device {
  private static final int NON_BLOCKING = 1; // a stream that does not wait for the default one
  private static final int ROUNDING_CAPABILITY = 80; // products of rounded factors

  /** Contexts stay for the life of the process, or a thread might go on with one that is gone. */
  private static final ThreadLocal<Pointer> CURRENT = new ThreadLocal<>();

  private final CudaDriver driver;
  private final Pointer context;
  private final CopyStream copies;
  private final Pointer stream;
  private final Cublas products;
  private final CublasLt epilogues; // null where it is missing or not wanted
  private final Kernels kernels;
  private final Memory parameters = new Memory(64L * Long.BYTES);
  private final String description;
  private final int ordinal;
  private final int capability;
  private final List<Runnable> ends = new ArrayList<>();

  /**
   * Opens a GPU.
   *
   * @param libraries of the host
   * @param ordinal its number among those that this process sees
   * @param precision of the factors in products
   * @throws IllegalArgumentException if the driver, the GPU or cuBLAS is missing or too old
   */
  public CudaDevice(CudaLibraries libraries, int ordinal, Precision precision) {
    this(libraries, ordinal, precision, true);
  }

  /**
   * As the other one.
   *
   * @param withEpilogues whether products have epilogues where cuBLASLt is there; for comparisons
   */
  public CudaDevice(
      CudaLibraries libraries, int ordinal, Precision precision, boolean withEpilogues) {
    driver = new CudaDriver(libraries);
    this.ordinal = ordinal;
    int device = driver.device(ordinal);
    String name = driver.name(device);
    capability = driver.capability(device);
    if (!multiplies(precision)) {
      throw Refusal.of(
          "matmulPrecision is '%s', but GPU %d, %s, has no such products; use 'float32'.",
          EnumNames.nameOf(precision), ordinal, name);
    }
    NativeLibrary cublas = libraries.cublas(driver.cudaVersion(), capability);
    context = pointer("be opened", at -> driver.call("cuDevicePrimaryCtxRetain", at, device));
    useContext();
    stream = pointer("make a stream", at -> driver.call("cuStreamCreate", at, NON_BLOCKING));
    ends.add(() -> require("end a stream", driver.call("cuStreamDestroy_v2", stream)));
    try {
      products = new Cublas(cublas, stream);
      ends.add(products::close);
      epilogues =
          CublasLt.of(withEpilogues ? CudaLibraries.cublasLt(cublas) : null, driver, stream);
      if (epilogues != null) {
        ends.add(epilogues::close);
      }
      description =
          String.format(
              "%s, compute capability %d.%d, driver for CUDA %s, cuBLAS %d with%s cuBLASLt",
              name,
              capability / 10,
              capability % 10,
              CudaDriver.versionName(driver.cudaVersion()),
              products.version(),
              epilogues == null ? "out" : "");
      copies = new CopyStream(driver);
      ends.add(copies::close);
      kernels = new Kernels(driver, Kernels.shipped());
      ends.add(kernels::close);
    } catch (RuntimeException | Error e) {
      end(new Endings()).finishBehind(e);
      throw e;
    }
  }

  /**
   * How many GPUs this process sees.
   *
   * @throws IllegalArgumentException if there is no driver, or none that can run our kernels
   */
  public static int count(CudaLibraries libraries) {
    return new CudaDriver(libraries).deviceCount();
  }

  /** What was begun last ends first. */
  private Endings end(Endings endings) {
    for (int i = ends.size() - 1; i >= 0; i--) {
      endings.then(ends.get(i));
    }
    return endings;
  }

  /** A call that writes a pointer where it is told to. */
  private interface PointerCall {
    int into(Memory target);
  }

  private Pointer pointer(String task, PointerCall call) {
    Memory target = new Memory(Long.BYTES);
    driver.require(task, call.into(target));
    return target.getPointer(0);
  }

  /** Before each call: threads of Spark serve several GPUs in turn. */
  private void useContext() {
    if (!context.equals(CURRENT.get())) {
      driver.require("be used", driver.call("cuCtxSetCurrent", context));
      CURRENT.set(context);
    }
  }

  private void require(String task, int status) {
    driver.require(task, status);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public boolean multiplies(Precision precision) {
    return precision == Precision.FLOAT32 || capability >= ROUNDING_CAPABILITY;
  }

  @Override
  public int ordinal() {
    return ordinal;
  }

  @Override
  public long freeBytes() {
    useContext();
    Memory values = new Memory(2L * Long.BYTES);
    require("tell its memory", driver.call("cuMemGetInfo_v2", values, values.share(Long.BYTES)));
    return values.getLong(0);
  }

  @Override
  public long allocate(long bytes) {
    useContext();
    Memory address = new Memory(Long.BYTES);
    require("allocate " + bytes + " bytes", driver.call("cuMemAlloc_v2", address, bytes));
    return address.getLong(0);
  }

  @Override
  public void free(long address) {
    useContext();
    require("free memory", driver.call("cuMemFree_v2", address));
  }

  @Override
  public void fill(long address, int word, long count) {
    useContext();
    require("fill memory", driver.call("cuMemsetD32Async", address, word, count, stream));
  }

  @Override
  public void upload(long target, ByteBuffer source) {
    useContext();
    Pointer from = Native.getDirectBufferPointer(source).share(source.position());
    long bytes = source.remaining();
    require("be given data", driver.call("cuMemcpyHtoDAsync_v2", target, from, bytes, stream));
    synchronize(); // the buffer is filled again at once
  }

  @Override
  public void download(ByteBuffer target, long source) {
    useContext();
    Pointer to = Native.getDirectBufferPointer(target).share(target.position());
    long bytes = target.remaining();
    require("give data", driver.call("cuMemcpyDtoHAsync_v2", to, source, bytes, stream));
    synchronize();
  }

  @Override
  public ByteBuffer allocateHost(int bytes) {
    useContext();
    Pointer memory =
        pointer(
            "lock " + bytes + " bytes of the host's memory",
            at -> driver.call("cuMemAllocHost_v2", at, (long) bytes));
    return memory.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void freeHost(ByteBuffer memory) {
    useContext();
    copies.finish();
    Pointer begin = Native.getDirectBufferPointer(memory);
    require("free memory of the host", driver.call("cuMemFreeHost", begin));
  }

  @Override
  public void uploadAside(long target, ByteBuffer source) {
    useContext();
    Pointer from = Native.getDirectBufferPointer(source).share(source.position());
    copies.upload(target, from, source.remaining());
  }

  @Override
  public void waitForAside() {
    useContext();
    copies.holdUp(stream);
  }

  @Override
  public void finishAside() {
    useContext();
    copies.finish();
  }

  @Override
  public void copy(long target, long source, long bytes) {
    useContext();
    require("copy", driver.call("cuMemcpyDtoDAsync_v2", target, source, bytes, stream));
  }

  @Override
  public void launch(String kernel, int blocks, int threads, Arguments arguments) {
    useContext();
    Pointer function = kernels.function(kernel);
    Pointer values = Native.getDirectBufferPointer(arguments.values());
    for (int i = 0; i < arguments.size(); i++) {
      parameters.setPointer((long) i * Long.BYTES, values.share(arguments.offset(i)));
    }
    int status =
        driver.call(
            "cuLaunchKernel",
            function,
            blocks,
            1,
            1,
            threads,
            1,
            1,
            0,
            stream,
            parameters,
            Pointer.NULL);
    require("run kernel " + kernel, status);
  }

  @Override
  public void multiply(Product product, long a, long b, long c) {
    useContext();
    products.multiply(product, a, b, c);
  }

  @Override
  public boolean multiply(Product product, Epilogue epilogue, long a, long b, long c) {
    useContext();
    return epilogues != null && epilogues.multiply(product, epilogue, a, b, c);
  }

  /** How many products had an epilogue so far. */
  public long epilogues() {
    return epilogues == null ? 0 : epilogues.done();
  }

  @Override
  public void synchronize() {
    useContext();
    require("finish its work", driver.call("cuStreamSynchronize", stream));
  }

  @Override
  public void close() {
    end(new Endings().then(this::synchronize)).finish();
  }
}
