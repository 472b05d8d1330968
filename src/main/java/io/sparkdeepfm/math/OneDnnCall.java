package io.sparkdeepfm.math;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.javacpp.Pointer;

/** What oneDNN has compiled, with the places of its operands. A call of it allocates nothing. */
final class OneDnnCall {
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
  OneDnnCall(primitive compiled, int[] names, memory.desc... descriptions) {
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
