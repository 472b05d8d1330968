package io.sparkdeepfm.engine.cuda;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** NVIDIA's compiler of kernels, which needs no GPU. */
final class Nvrtc {
  private final NativeLibrary library;

  Nvrtc(Path file) {
    library = NativeLibrary.getInstance(file.toString());
  }

  private int call(String name, Object... arguments) {
    return library.getFunction(name).invokeInt(arguments);
  }

  /** What a call writes behind the length that another one tells. */
  private String text(Pointer program, String length, String content) {
    Memory size = new Memory(Long.BYTES);
    require(length, call(length, program, size));
    Memory text = new Memory(Math.max(1, size.getLong(0)));
    require(content, call(content, program, text));
    return text.getString(0, StandardCharsets.UTF_8.name());
  }

  private static void require(String name, int status) {
    if (status != 0) {
      throw new IllegalStateException(name + " gave " + status);
    }
  }

  /**
   * Compiles the kernels.
   *
   * @param architecture as in compute_70, for PTX alone, or sm_70, for machine code too
   * @return PTX
   */
  String compile(String architecture) throws IOException {
    Path source = EmulatedGpu.sources().resolve("deepfm.cu");
    Memory made = new Memory(Long.BYTES);
    require(
        "nvrtcCreateProgram",
        call(
            "nvrtcCreateProgram",
            made,
            Files.readString(source),
            "deepfm.cu",
            0,
            Pointer.NULL,
            Pointer.NULL));
    Pointer program = made.getPointer(0);
    List<String> options =
        List.of("--gpu-architecture=" + architecture, "-std=c++17", "-I" + EmulatedGpu.sources());
    int status =
        call(
            "nvrtcCompileProgram",
            program,
            options.size(),
            new StringArray(options.toArray(String[]::new)));
    if (status != 0) {
      throw new IllegalStateException(
          architecture + ": " + text(program, "nvrtcGetProgramLogSize", "nvrtcGetProgramLog"));
    }
    String ptx = text(program, "nvrtcGetPTXSize", "nvrtcGetPTX");
    require("nvrtcDestroyProgram", call("nvrtcDestroyProgram", made));
    return ptx;
  }
}
