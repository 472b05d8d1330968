package io.sparkdeepfm.engine.cuda.device;

import com.sun.jna.NativeLibrary;
import io.sparkdeepfm.data.Refusal;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * NVIDIA's libraries on this machine: the driver and cuBLAS 12 or 13 with cuBLASLt. None comes with
 * this project.
 *
 * @param driverCandidates names for the linker or files, the first choice first
 * @param folders where cuBLAS is looked for before the linker's own places
 */
public record CudaLibraries(List<String> driverCandidates, List<String> folders) {
  /** Folders to look in first, separated by colons; likewise a system property. */
  static final String FOLDERS_VARIABLE = "SPARK_DEEPFM_CUDA_LIBRARIES";

  /** Where the environment of a process cannot be set. */
  public static final String FOLDERS_PROPERTY = "sparkdeepfm.cuda.libraries";

  private static final String DRIVER = "libcuda.so.1";
  private static final String CUBLAS_13 = "libcublas.so.13";
  private static final String CUBLAS_12 = "libcublas.so.12";
  private static final int FIRST_DRIVER_OF_13 = 13000;
  private static final int LEAST_CAPABILITY_OF_13 = 75; // CUDA 13 has no code for Volta

  /** Never cleared: JNA unloads a library when nobody holds it, and GPUs are used by turns. */
  private static final Map<String, NativeLibrary> LOADED = new ConcurrentHashMap<>();

  /** Those that the environment of this process leads to. */
  public static CudaLibraries ofHost() {
    return of(System.getProperty(FOLDERS_PROPERTY, ""), System.getenv());
  }

  static CudaLibraries of(String property, Map<String, String> environment) {
    String named = property + File.pathSeparator + environment.getOrDefault(FOLDERS_VARIABLE, "");
    List<String> folders = new ArrayList<>();
    Stream.of(named.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .forEach(folders::add);
    List<String> drivers = new ArrayList<>();
    folders.forEach(folder -> drivers.add(folder + "/" + DRIVER));
    drivers.add(DRIVER);
    Stream.of("CUDA_HOME", "CUDA_PATH")
        .map(environment::get)
        .filter(home -> home != null && !home.isEmpty())
        .forEach(home -> folders.add(home + "/lib64"));
    folders.add("/usr/local/cuda/lib64");
    return new CudaLibraries(drivers, folders);
  }

  /** Those in one folder alone. */
  public static CudaLibraries in(Path folder) {
    return new CudaLibraries(
        List.of(folder.resolve(DRIVER).toString()), List.of(folder.toString()));
  }

  /**
   * The driver, loaded.
   *
   * @throws IllegalArgumentException if there is none
   */
  NativeLibrary driver() {
    NativeLibrary found = firstOf(driverCandidates);
    if (found == null) {
      throw Refusal.of(
          "engine and scoringEngine 'cuda' need NVIDIA's driver, but %s cannot be loaded on this machine; install"
              + " the driver, or choose 'cpu'.",
          String.join(", ", driverCandidates));
    }
    return found;
  }

  /**
   * The newest cuBLAS that serves a driver and a GPU, loaded.
   *
   * @param driverVersion as 1000 · major + 10 · minor of CUDA
   * @param capability of the GPU, as 10 · major + minor
   * @throws IllegalArgumentException if there is none
   */
  NativeLibrary cublas(int driverVersion, int capability) {
    List<String> candidates = cublasCandidates(driverVersion, capability);
    NativeLibrary found = firstOf(candidates);
    if (found == null) {
      throw Refusal.of(
          "engine and scoringEngine 'cuda' need cuBLAS%s, but can load none of %s; install it (CUDA's packages and"
              + " pip have it), name its folder in the environment variable %s, or choose"
              + " 'cpu'.",
          canBe13(driverVersion, capability) ? " 12 or 13" : " 12",
          String.join(", ", candidates),
          FOLDERS_VARIABLE);
    }
    return found;
  }

  /** The cuBLASLt that lies where a cuBLAS does, loaded; null if it cannot be. */
  static NativeLibrary cublasLt(NativeLibrary cublas) {
    Path own = cublas.getFile().toPath();
    return load(own.resolveSibling(nameOfLt(own)));
  }

  private static String nameOfLt(Path cublas) {
    return cublas.getFileName().toString().replace("libcublas.", "libcublasLt.");
  }

  private static boolean canBe13(int driverVersion, int capability) {
    return driverVersion >= FIRST_DRIVER_OF_13 && capability >= LEAST_CAPABILITY_OF_13;
  }

  List<String> cublasCandidates(int driverVersion, int capability) {
    List<String> names =
        canBe13(driverVersion, capability) ? List.of(CUBLAS_13, CUBLAS_12) : List.of(CUBLAS_12);
    List<String> candidates = new ArrayList<>();
    for (String folder : folders) {
      names.forEach(name -> candidates.add(folder + "/" + name));
    }
    candidates.addAll(names);
    return candidates;
  }

  private static NativeLibrary firstOf(List<String> candidates) {
    for (String candidate : candidates) {
      NativeLibrary library = load(Path.of(candidate));
      if (library != null) {
        return library;
      }
    }
    return null;
  }

  /** A library, or null if it cannot be loaded. What cuBLAS links to is loaded before it. */
  private static NativeLibrary load(Path library) {
    if (library.isAbsolute() && !Files.exists(library)) {
      return null;
    }
    try {
      Path beside = library.resolveSibling(nameOfLt(library));
      if (library.isAbsolute() && !beside.equals(library) && Files.exists(beside)) {
        keep(beside.toString());
      }
      return keep(library.toString());
    } catch (UnsatisfiedLinkError e) {
      return null;
    }
  }

  private static NativeLibrary keep(String library) {
    return LOADED.computeIfAbsent(library, NativeLibrary::getInstance);
  }
}
