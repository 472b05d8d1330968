package io.sparkdeepfm.engine.cuda.device;

/**
 * A call of a kernel, put together argument by argument; the last word says on how many threads.
 * One object serves all calls of a device.
 */
public final class KernelCall {
  /** Threads of a block, which the kernels of teams count on. */
  public static final int TEAM = 256;

  /**
   * Kernels go over their work in strides, so more blocks than a device can run at once are idle.
   */
  private static final int MOST_BLOCKS = 1 << 14;

  private final Device device;
  private final Arguments arguments = new Arguments();
  private String name;

  public KernelCall(Device device) {
    this.device = device;
  }

  /** Begins a call. */
  public KernelCall of(String kernel) {
    name = kernel;
    arguments.clear();
    return this;
  }

  /** A pointer to the begin of memory; null for none. */
  public KernelCall at(DeviceMemory memory) {
    return at(memory, 0);
  }

  /** A pointer to floats or ints from the given one on. */
  public KernelCall at(DeviceMemory memory, long index) {
    arguments.add(memory == null ? 0L : memory.address() + index * Float.BYTES);
    return this;
  }

  public KernelCall integer(int value) {
    arguments.add(value);
    return this;
  }

  public KernelCall number(long value) {
    arguments.add(value);
    return this;
  }

  public KernelCall real(float value) {
    arguments.add(value);
    return this;
  }

  public KernelCall real(double value) {
    arguments.add(value);
    return this;
  }

  public KernelCall structure(byte[] bytes) {
    arguments.add(bytes);
    return this;
  }

  /** Runs a kernel whose threads work on their own, about one for each of so many elements. */
  public void over(long elements) {
    if (elements > 0) {
      onTeams((int) Math.min(MOST_BLOCKS, (elements + TEAM - 1) / TEAM));
    }
  }

  /** Runs it on so many blocks of {@link #TEAM} threads. */
  public void onTeams(int blocks) {
    device.launch(name, blocks, TEAM, arguments);
  }
}
