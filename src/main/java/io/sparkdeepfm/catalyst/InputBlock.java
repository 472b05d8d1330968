package io.sparkdeepfm.catalyst;

import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The part of a file that a task reads at a time, which {@code input_file_name} and its like ask
 * for. Whoever reads rows ahead must set it back when it hands them on.
 *
 * @param path of the file; empty for none
 * @param start of the part in bytes
 * @param length of the part in bytes
 */
record InputBlock(UTF8String path, long start, long length) {
  static final InputBlock NONE = new InputBlock(UTF8String.EMPTY_UTF8, -1, -1);

  /**
   * What the task reads now.
   *
   * @param last the answer before, given again if it is still true
   */
  @SuppressWarnings("ReferenceEquality") // asked for each row
  static InputBlock current(InputBlock last) {
    UTF8String path = InputFileBlockHolder.getInputFilePath();
    long start = InputFileBlockHolder.getStartOffset();
    if (start == last.start && (path == last.path || path.equals(last.path))) {
      return last;
    }
    return path.numBytes() == 0
        ? NONE
        : new InputBlock(path, start, InputFileBlockHolder.getLength());
  }

  /** Makes this what the task reads now. */
  void show() {
    if (path.numBytes() == 0) {
      InputFileBlockHolder.unset();
    } else {
      InputFileBlockHolder.set(path.toString(), start, length);
    }
  }
}
