package io.sparkdeepfm.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The PTX that is shipped, against the kernels' sources; without a GPU. {@code
 * -Dkernels.write=true} writes it, with the compiler that src/test/cuda/nvrtc.sh fetches.
 */
class ShippedKernelsTest {
  private static final Path BASE = Path.of(System.getProperty("project.basedir", "."));
  private static final Path PTX =
      BASE.resolve("src/main/resources/io/sparkdeepfm/engine/cuda/deepfm.ptx");

  /** Of the oldest toolkit that cuBLAS 12 belongs to, because its PTX loads on most drivers. */
  private static final Path NVRTC_12 =
      BASE.resolve("target/nvrtc/nvidia/cuda_nvrtc/lib/libnvrtc.so.12");

  /** Comes with the PyTorch that the benchmarks compare with. */
  private static final Path NVRTC_13 =
      BASE.resolve(
          "target/benchmarks/venv/lib/python3.11/site-packages/nvidia/cu13/lib/libnvrtc.so.13");

  private static Nvrtc compiler(Path library) {
    assumeTrue(
        Files.exists(library),
        () -> "skipped: NVRTC is not at " + library + "; src/test/cuda/nvrtc.sh fetches NVRTC 12");
    return new Nvrtc(library);
  }

  @Test
  void theShippedPtxIsWhatTheSourcesGive() throws IOException {
    String compiled = compiler(NVRTC_12).compile("compute_70");
    if (Boolean.getBoolean("kernels.write")) {
      Files.writeString(PTX, compiled);
    }
    assertEquals(compiled, Files.readString(PTX));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm_70", "sm_75", "sm_80", "sm_86", "sm_89", "sm_90"})
  void theKernelsCompileForVoltaToHopper(String architecture) throws IOException {
    assertTrue(compiler(NVRTC_12).compile(architecture).contains(".entry look_up("));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm_100", "sm_120"})
  void theKernelsCompileForBlackwell(String architecture) throws IOException {
    assertTrue(compiler(NVRTC_13).compile(architecture).contains(".entry look_up("));
  }

  @Test
  void theShippedPtxIsForVoltaAndHasEveryKernelOfTheSources() throws IOException {
    String ptx = Files.readString(PTX);
    assertTrue(ptx.contains(".target sm_70"));
    for (String kernel : EmulatedGpu.kernels()) {
      assertTrue(ptx.contains(".entry " + kernel + "("), kernel);
    }
  }
}
