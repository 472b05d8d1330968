package io.sparkdeepfm.engine.cuda.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.NativeLibrary;
import io.sparkdeepfm.engine.cuda.EmulatedGpu;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class CudaLibrariesTest {
  private static final int DRIVER_12 = 12040;
  private static final int DRIVER_13 = 13000;

  @TempDir Path folder;

  @Test
  void namedFoldersComeFirstThenThoseOfTheToolkitThenTheLinkers() {
    CudaLibraries libraries =
        CudaLibraries.of("/a", Map.of("SPARK_DEEPFM_CUDA_LIBRARIES", "/b:/c", "CUDA_HOME", "/d"));
    assertEquals(
        List.of("/a/libcuda.so.1", "/b/libcuda.so.1", "/c/libcuda.so.1", "libcuda.so.1"),
        libraries.driverCandidates());
    assertEquals(
        List.of("/a", "/b", "/c", "/d/lib64", "/usr/local/cuda/lib64"), libraries.folders());
    assertEquals(
        List.of("libcublas.so.13", "libcublas.so.12"),
        CudaLibraries.in(folder).cublasCandidates(DRIVER_13, 75).subList(2, 4));
  }

  @Test
  void aDriverForCuda12IsServedCublas12Only() {
    assertTrue(
        CudaLibraries.of("", Map.of()).cublasCandidates(DRIVER_12, 90).stream()
            .allMatch(name -> name.endsWith("libcublas.so.12")));
  }

  @Test
  void voltaIsServedCublas12Only() {
    assertEquals(
        List.of(folder + "/libcublas.so.12", "libcublas.so.12"),
        CudaLibraries.in(folder).cublasCandidates(DRIVER_13, 70));
  }

  @Test
  @EnabledIf(
      value = "io.sparkdeepfm.engine.cuda.EmulatedGpu#canBeCompiled",
      disabledReason = "there is no g++ to compile the kernels with")
  void aLibraryStaysLoadedWhenNobodyHoldsIt() throws IOException {
    for (String name : List.of("libcuda.so.1", "libcublas.so.12")) {
      Files.copy(EmulatedGpu.libraries().resolve(name), folder.resolve(name));
    }
    CudaLibraries libraries = CudaLibraries.in(folder);
    WeakReference<NativeLibrary> driver = new WeakReference<>(libraries.driver());
    WeakReference<NativeLibrary> cublas = new WeakReference<>(libraries.cublas(DRIVER_12, 80));
    System.gc();
    assertNotNull(driver.get());
    assertNotNull(cublas.get());
  }

  @Test
  @EnabledIf(
      value = "io.sparkdeepfm.engine.cuda.EmulatedGpu#canBeCompiled",
      disabledReason = "there is no g++ to compile the kernels with")
  void anErrorThatAProcessCannotRecoverFromSaysSo() {
    CudaDriver driver = new CudaDriver(CudaLibraries.in(EmulatedGpu.libraries()));
    for (int status : new int[] {214, 700, 719, 999}) {
      assertEquals(
          "The GPU could not copy: error "
              + status
              + "; this process cannot use it any more, restart the executor.",
          assertThrows(IllegalStateException.class, () -> driver.require("copy", status))
              .getMessage());
    }
    assertEquals(
        "The GPU could not copy: out of memory (2).",
        assertThrows(IllegalStateException.class, () -> driver.require("copy", 2)).getMessage());
  }

  @Test
  @EnabledIf(
      value = "io.sparkdeepfm.engine.cuda.EmulatedGpu#canBeCompiled",
      disabledReason = "there is no g++ to compile the kernels with")
  void kernelsThatTheDriverCannotCompileAreToldWithWhatItsCompilerSays() {
    try (Device device = EmulatedGpu.open()) {
      device.synchronize(); // the thread has a context now
      CudaDriver driver = new CudaDriver(CudaLibraries.in(EmulatedGpu.libraries()));
      String message =
          assertThrows(
                  IllegalStateException.class,
                  () -> new Kernels(driver, "no PTX".getBytes(StandardCharsets.US_ASCII)))
              .getMessage();
      assertTrue(
          message.matches(
              "The GPU could not compile the kernels: a PTX JIT compilation failed \\(218\\), there"
                  + " is no kernel \\w+\\."),
          message);
    }
  }

  @Test
  void aMissingDriverIsToldInASentence() {
    assertEquals(
        "engine and scoringEngine 'cuda' need NVIDIA's driver, but "
            + folder
            + "/libcuda.so.1 cannot be loaded on this machine; install the driver, or choose"
            + " 'cpu'.",
        assertThrows(IllegalArgumentException.class, () -> CudaLibraries.in(folder).driver())
            .getMessage());
  }

  @Test
  void missingLibrariesAreToldWithAllPlacesWhereTheyWereLookedFor() {
    CudaLibraries nowhere = new CudaLibraries(List.of(), List.of(folder.toString()));
    String message =
        "engine and scoringEngine 'cuda' need cuBLAS 12, but can load none of "
            + folder
            + "/libcublas.so.12, libcublas.so.12; install it (CUDA's packages and pip have it),"
            + " name its folder in the environment variable SPARK_DEEPFM_CUDA_LIBRARIES, or choose"
            + " 'cpu'.";
    try {
      nowhere.cublas(DRIVER_12, 80); // on a machine that has it
    } catch (IllegalArgumentException e) {
      assertEquals(message, e.getMessage());
    }
  }
}
