package io.sparkdeepfm.engine.cuda;

import com.sun.jna.NativeLibrary;
import io.sparkdeepfm.engine.cuda.device.CudaDevice;
import io.sparkdeepfm.engine.cuda.device.CudaLibraries;
import io.sparkdeepfm.math.Precision;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A GPU that is this machine's processor: NVIDIA's driver and cuBLAS as src/test/cuda emulates
 * them, with the kernels of src/main/cuda compiled by g++, once per JVM.
 */
public final class EmulatedGpu {
  private static final Pattern KERNEL =
      Pattern.compile("^(?:TEAM_)?KERNEL\\((\\w+)\\)", Pattern.MULTILINE);

  private EmulatedGpu() {}

  private static final class Loaded {
    static final Path FOLDER = load();

    private static Path load() {
      try {
        return compile();
      } catch (IOException e) {
        throw new IllegalStateException("The kernels could not be compiled.", e);
      }
    }
  }

  /** The folder with its libraries. */
  public static Path libraries() {
    return Loaded.FOLDER;
  }

  /** Opens it. */
  public static CudaDevice open() {
    return new CudaDevice(CudaLibraries.in(Loaded.FOLDER), 0, Precision.FLOAT32);
  }

  /** What goes wrong with products with epilogues, by its number in cublaslt.h. */
  enum Fault {
    NONE(0),
    NO_HEURISTIC(1),
    NO_ALGORITHM(2),
    NO_MASK(3),
    REFUSES(4),
    WRONG_BIAS(5),
    WRONG_MASK(6),
    WRONG_GRADIENT(7);

    private final int number;

    Fault(int number) {
      this.number = number;
    }
  }

  /** Lets it go wrong on all devices of the emulation from now on. */
  static void emulate(Fault fault) {
    NativeLibrary.getInstance(Loaded.FOLDER.resolve("libcublasLt.so.12").toString())
        .getFunction("emulateEpilogues")
        .invokeVoid(new Object[] {fault.number});
  }

  /** Whether there is a compiler; tests of the emulation are skipped without one. */
  public static boolean canBeCompiled() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "g++")));
  }

  /** The folder with the kernels' sources. */
  static Path sources() {
    return base().resolve("src/main/cuda");
  }

  private static Path base() {
    return Path.of(System.getProperty("project.basedir", "."));
  }

  /** The names of all kernels. */
  static List<String> kernels() throws IOException {
    List<String> kernels = new ArrayList<>();
    try (Stream<Path> files = Files.list(sources())) {
      for (Path file : files.sorted().toList()) {
        KERNEL.matcher(Files.readString(file)).results().forEach(k -> kernels.add(k.group(1)));
      }
    }
    return kernels;
  }

  private static Path compile() throws IOException {
    Path folder = Files.createTempDirectory("deepfm-emulation");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder.toFile())));
    run(List.of(base().resolve("src/test/cuda/emulate.sh").toString(), folder.toString()));
    return folder;
  }

  private static void delete(File folder) {
    File[] files = folder.listFiles();
    if (files != null) {
      Stream.of(files).forEach(EmulatedGpu::delete);
    }
    folder.delete();
  }

  /** Compiles a library of which cublasLtCreate is the only function. */
  static void compileBeginOfCublasLt(Path library) throws IOException {
    Path source = library.resolveSibling("begin.cpp");
    Files.writeString(source, "extern \"C\" int cublasLtCreate(void**) { return 0; }");
    run(List.of("g++", "-shared", "-fPIC", source.toString(), "-o", library.toString()));
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException("emulate.sh failed:\n" + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("emulate.sh was interrupted.", e);
    }
  }
}
