package io.sparkdeepfm.engine.cuda.device;

import io.sparkdeepfm.math.Precision;
import java.nio.ByteBuffer;

/**
 * A processor with memory of its own that runs our kernels and multiplies matrices. What is asked
 * of it is done in order, but for {@link #uploadAside}; only copies from and to the heap and {@link
 * #synchronize} wait for that. For one thread at a time.
 */
public interface Device extends AutoCloseable {
  /** Its name and what drives it, for logs. */
  String description();

  /** Whether it has products with factors of so many bits. */
  boolean multiplies(Precision precision);

  /** Its number among those that this process sees. */
  int ordinal();

  /** Bytes of its memory that nobody has allocated. */
  long freeBytes();

  /**
   * Memory with any content, aligned to 256 bytes.
   *
   * @param bytes above 0
   * @return its address on the device
   * @throws IllegalStateException if there is not so much
   */
  long allocate(long bytes);

  /** Gives memory back. */
  void free(long address);

  /** Sets {@code count} words of four bytes. */
  void fill(long address, int word, long count);

  /** Copies the remaining bytes of a direct buffer to the device; it may be reused at once. */
  void upload(long target, ByteBuffer source);

  /** Fills the remaining bytes of a direct buffer, when all that was asked for before is done. */
  void download(ByteBuffer target, long source);

  /**
   * Memory of the host, of any content, that the device can copy from by itself.
   *
   * @param bytes above 0
   */
  ByteBuffer allocateHost(int bytes);

  /** Gives such memory back, when the copies from it are done. */
  void freeHost(ByteBuffer memory);

  /**
   * Begins to copy the remaining bytes of such memory, which stay as they are until {@link
   * #finishAside}, beside all else that is asked of the device; what was asked before does not use
   * the target any more.
   */
  void uploadAside(long target, ByteBuffer source);

  /** What is asked from now on begins when the copies of {@link #uploadAside} so far are done. */
  void waitForAside();

  /** Waits until these copies are done. */
  void finishAside();

  /** Copies bytes on the device. */
  void copy(long target, long source, long bytes);

  /**
   * Runs a kernel.
   *
   * @param blocks of {@code threads} threads
   * @throws IllegalStateException if there is no such kernel, or it cannot run
   */
  void launch(String kernel, int blocks, int threads, Arguments arguments);

  /** C ← op(A)·op(B), row-major float32. */
  void multiply(Product product, long a, long b, long c);

  /**
   * The same with what follows the product, where the device can do both at once.
   *
   * @return false if it cannot; nothing has been asked of it then
   */
  boolean multiply(Product product, Epilogue epilogue, long a, long b, long c);

  /** Waits until all that was asked for is done; reports what has failed on the way. */
  void synchronize();

  /** Frees what is not memory; no call follows. */
  @Override
  void close();

  /**
   * A matrix product, op(A) (m × k) times op(B) (k × n).
   *
   * @param leftTransposed whether A is k × m in memory
   * @param rightTransposed whether B is n × k in memory
   * @param adds whether it is added to C
   * @param precision of the factors
   */
  record Product(
      boolean leftTransposed,
      boolean rightTransposed,
      int m,
      int n,
      int k,
      boolean adds,
      Precision precision) {}

  /**
   * What is done with the elements of a product, m × n, before they are written.
   *
   * @param kind what it is
   * @param vector address of n floats: biases, or where their gradients go
   * @param mask address of a bit for each element, m × {@link #maskStride} bits, in an order that
   *     the device alone knows; 0 for none
   */
  record Epilogue(Kind kind, long vector, long mask) {
    private static final int MASK_ALIGNMENT = 128;

    /** What follows a product P. */
    public enum Kind {
      /** C ← max(P + bias, 0). */
      RELU,
      /** The same, and the mask says which elements are above 0. */
      MASKING_RELU,
      /** C ← P where the mask says so, else 0; biases' gradients ← Σ of C's rows. */
      RELU_GRADIENT
    }

    /** Bits from one row of a mask to the next. */
    public static long maskStride(int n) {
      return ((long) n + MASK_ALIGNMENT - 1) / MASK_ALIGNMENT * MASK_ALIGNMENT;
    }
  }
}
