package io.sparkdeepfm.engine.cuda.device;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.sparkdeepfm.data.Refusal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** NVIDIA's driver, loaded: its calls, and what it says of this machine's GPUs. */
final class CudaDriver {
  /** Our kernels are PTX 8.1, which drivers know from CUDA 12.1 on. */
  static final int LEAST_VERSION = 12010;

  private static final int LEAST_CAPABILITY = 70;
  private static final int MAJOR = 75; // attributes of a device
  private static final int MINOR = 76;
  private static final int UNCORRECTABLE = 214; // CUresult: an error of ECC
  private static final int FIRST_OF_LAUNCH = 700; // an illegal address
  private static final int LAST_OF_LAUNCH = 719; // a launch that failed
  private static final int NO_DEVICE = 100;
  private static final int UNKNOWN = 999;

  private final NativeLibrary library;
  private final Map<String, Function> functions = new ConcurrentHashMap<>();
  private final int version;

  /**
   * @throws IllegalArgumentException if there is none, or none that can run our kernels
   */
  CudaDriver(CudaLibraries libraries) {
    library = libraries.driver();
    int started = call("cuInit", 0);
    if (started == NO_DEVICE) {
      throw Refusal.of(
          "engine and scoringEngine 'cuda' need an NVIDIA GPU, but the driver sees none%s; attach"
              + " one, or choose 'cpu'.",
          System.getenv("CUDA_VISIBLE_DEVICES") == null
              ? ""
              : ", with CUDA_VISIBLE_DEVICES=" + System.getenv("CUDA_VISIBLE_DEVICES"));
    }
    require("start", started);
    version = version();
    if (version < LEAST_VERSION) {
      throw Refusal.of(
          "engine and scoringEngine 'cuda' need NVIDIA's driver for CUDA 12.1 or newer (530), but the one here is for"
              + " CUDA %s; update it, or choose 'cpu'.",
          versionName(version));
    }
  }

  /** Calls a function; its status. */
  int call(String name, Object... arguments) {
    return functions.computeIfAbsent(name, library::getFunction).invokeInt(arguments);
  }

  /**
   * Says what a status other than 0 means.
   *
   * @param task behind "could not"
   */
  void require(String task, int status) {
    require(task, status, "");
  }

  /**
   * As the other one.
   *
   * @param detail what else is known of the reason; may be empty
   */
  void require(String task, int status, String detail) {
    if (status != 0) {
      throw new IllegalStateException(
          String.format(
              "The GPU could not %s: %s%s%s.",
              task,
              text(status),
              detail.isEmpty() ? "" : ", " + detail,
              endsContext(status)
                  ? "; this process cannot use it any more, restart the executor"
                  : ""));
    }
  }

  /** Whether all calls of a process fail from now on: CUDA's errors of kernels and memory. */
  private static boolean endsContext(int status) {
    return (status >= FIRST_OF_LAUNCH && status <= LAST_OF_LAUNCH)
        || status == UNCORRECTABLE
        || status == UNKNOWN;
  }

  private String text(int status) {
    Memory pointer = new Memory(Long.BYTES);
    int known = call("cuGetErrorString", status, pointer);
    Pointer text = known == 0 ? pointer.getPointer(0) : null;
    return text == null ? "error " + status : text.getString(0) + " (" + status + ")";
  }

  private int version() {
    Memory value = new Memory(Integer.BYTES);
    require("tell its driver's version", call("cuDriverGetVersion", value));
    return value.getInt(0);
  }

  /** Of CUDA, as 1000 · major + 10 · minor. */
  int cudaVersion() {
    return version;
  }

  static String versionName(int number) {
    return number / 1000 + "." + number % 1000 / 10;
  }

  int deviceCount() {
    Memory value = new Memory(Integer.BYTES);
    require("be counted", call("cuDeviceGetCount", value));
    return value.getInt(0);
  }

  /**
   * The handle of a GPU.
   *
   * @throws IllegalArgumentException if there is none of that number, or it is too old
   */
  int device(int ordinal) {
    if (ordinal < 0 || ordinal >= deviceCount()) {
      throw Refusal.of(
          "cudaDevice is %d, but there are %d GPUs here, counted from 0; give another"
              + " number, or choose 'cpu'.",
          ordinal, deviceCount());
    }
    Memory value = new Memory(Integer.BYTES);
    require("be opened", call("cuDeviceGet", value, ordinal));
    int device = value.getInt(0);
    if (capability(device) < LEAST_CAPABILITY) {
      throw Refusal.of(
          "engine and scoringEngine 'cuda' need compute capability 7.0 (Volta) or newer, but GPU %d, %s, has %d.%d;"
              + " choose 'cpu'.",
          ordinal, name(device), capability(device) / 10, capability(device) % 10);
    }
    return device;
  }

  /** 10 · major + minor. */
  int capability(int device) {
    return 10 * attribute(device, MAJOR) + attribute(device, MINOR);
  }

  private int attribute(int device, int number) {
    Memory value = new Memory(Integer.BYTES);
    require("tell what it is", call("cuDeviceGetAttribute", value, number, device));
    return value.getInt(0);
  }

  String name(int device) {
    Memory text = new Memory(256);
    require("tell its name", call("cuDeviceGetName", text, (int) text.size(), device));
    return text.getString(0);
  }
}
