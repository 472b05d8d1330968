package io.sparkdeepfm.engine.cuda.device;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** Our kernels, as the driver has compiled them for a GPU. For the context that is current. */
final class Kernels {
  private static final String SHIPPED = "/io/sparkdeepfm/engine/cuda/deepfm.ptx";
  private static final int ERROR_LOG = 5; // CUjit_option
  private static final int ERROR_LOG_BYTES = 6;
  private static final int LOG_BYTES = 1 << 13;

  private final CudaDriver driver;
  private final Pointer module;
  private final Map<String, Pointer> functions = new HashMap<>();

  /**
   * @param ptx as text
   * @throws IllegalStateException if the driver cannot compile it; with what its compiler says
   */
  Kernels(CudaDriver driver, byte[] ptx) {
    this.driver = driver;
    Memory image = text(ptx);
    Memory log = new Memory(LOG_BYTES);
    log.clear();
    Memory options = new Memory(2L * Integer.BYTES);
    options.setInt(0, ERROR_LOG);
    options.setInt(Integer.BYTES, ERROR_LOG_BYTES);
    Memory values = new Memory(2L * Long.BYTES);
    values.setPointer(0, log);
    values.setLong(Long.BYTES, LOG_BYTES);
    Memory made = new Memory(Long.BYTES);
    int status = driver.call("cuModuleLoadDataEx", made, image, 2, options, values);
    driver.require("compile the kernels", status, log.getString(0).strip());
    module = made.getPointer(0);
  }

  /** Those that are shipped. */
  static byte[] shipped() {
    try (InputStream in = Kernels.class.getResourceAsStream(SHIPPED)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Memory text(byte[] bytes) {
    Memory text = new Memory(bytes.length + 1L);
    text.write(0, bytes, 0, bytes.length);
    text.setByte(bytes.length, (byte) 0);
    return text;
  }

  /** The handle of a kernel. */
  Pointer function(String name) {
    return functions.computeIfAbsent(name, this::find);
  }

  private Pointer find(String name) {
    Memory found = new Memory(Long.BYTES);
    driver.require("find kernel " + name, driver.call("cuModuleGetFunction", found, module, name));
    return found.getPointer(0);
  }

  void close() {
    driver.require("unload the kernels", driver.call("cuModuleUnload", module));
  }
}
