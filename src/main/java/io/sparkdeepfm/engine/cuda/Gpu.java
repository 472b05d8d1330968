package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.cuda.ColumnSums.At;
import io.sparkdeepfm.engine.cuda.device.Device;
import io.sparkdeepfm.engine.cuda.device.Device.Epilogue;
import io.sparkdeepfm.engine.cuda.device.Device.Product;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.engine.cuda.device.Endings;
import io.sparkdeepfm.engine.cuda.device.KernelCall;

/** A device with what one replica has there. Closing it frees all of that. */
final class Gpu implements AutoCloseable {
  private final Device device;
  private final KernelCall kernels;
  private final DeviceMemory.Allocator memory;
  private final DeviceMemory totals; // of a scan's tiles
  private boolean usesEpilogues;

  Gpu(Device device) {
    this(device, new DeviceMemory.Allocator(device));
  }

  /**
   * @param memory of the device, closed by whoever closes this
   */
  Gpu(Device device, DeviceMemory.Allocator memory) {
    this.device = device;
    this.memory = memory;
    kernels = new KernelCall(device);
    totals = memory.allocate(0);
  }

  Device device() {
    return device;
  }

  DeviceMemory.Allocator memory() {
    return memory;
  }

  /** Begins the call of a kernel. */
  KernelCall call(String kernel) {
    return kernels.of(kernel);
  }

  /** C ← op(A)·op(B). */
  void multiply(Product product, At a, At b, At c) {
    device.multiply(product, a.address(), b.address(), c.address());
  }

  /**
   * The same with what follows the product, where that is used and the device can do both at once.
   *
   * @return false if not; nothing has been asked of the device then
   */
  boolean multiply(Product product, Epilogue epilogue, At a, At b, At c) {
    return usesEpilogues
        && device.multiply(product, epilogue, a.address(), b.address(), c.address());
  }

  /** Whether products have epilogues from now on, where they can; at first they have none. */
  void useEpilogues(boolean used) {
    usesEpilogues = used;
  }

  /** Elements that one block sorts or scans, as in entries.cuh. */
  static final int TILE = 2048;

  static int tiles(long elements) {
    return Math.toIntExact((elements + TILE - 1) / TILE);
  }

  /** Replaces each of n whole numbers by the sum of those before it. */
  void scan(DeviceMemory values, long n) {
    int tiles = tiles(n);
    totals.ensure((long) tiles * Integer.BYTES);
    call("scan_tiles").at(values).number(n).integer(tiles).at(totals).onTeams(tiles);
    call("scan_totals").at(totals).integer(tiles).onTeams(1);
    call("add_totals").at(values).number(n).at(totals).over(n);
  }

  @Override
  public void close() {
    new Endings().then(memory::close).then(device::close).finish();
  }
}
