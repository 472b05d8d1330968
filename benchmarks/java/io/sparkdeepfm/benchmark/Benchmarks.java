package io.sparkdeepfm.benchmark;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What {@code benchmarks/run.sh} calls: {@code list} prints a line {@code NAME HEAP} per case,
 * {@code run} measures one case in this JVM, {@code report} writes the documents.
 */
@Command(name = "benchmarks", description = "Lists, runs and reports the benchmarks.")
public final class Benchmarks {
  static final int WRONG_USE = 2;

  private final PrintStream out;

  Benchmarks(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) {
    System.exit(run(System.out, System.err, args));
  }

  /** Runs a command; 0, or 2 after one sentence on what the user did wrong. */
  static int run(PrintStream out, PrintStream err, String... args) {
    return new CommandLine(new Benchmarks(out))
        .setParameterExceptionHandler((mistake, given) -> refuse(err, mistake.getMessage()))
        .setExecutionExceptionHandler(
            (thrown, commandLine, parsed) -> {
              if (thrown instanceof IllegalArgumentException) {
                return refuse(err, thrown.getMessage());
              }
              throw thrown;
            })
        .execute(args);
  }

  private static int refuse(PrintStream err, String sentence) {
    err.println(sentence);
    return WRONG_USE;
  }

  @Command(name = "list", description = "Prints the names of the cases and their heaps.")
  int list(@Option(names = "--only", description = "One case.") String only) {
    List<BenchmarkCase> cases =
        only == null ? BenchmarkCases.all() : List.of(BenchmarkCases.named(only));
    cases.forEach(benchmark -> out.println(benchmark.name() + " " + benchmark.heap()));
    return 0;
  }

  @Command(name = "run", description = "Measures one case and writes NAME.json.")
  int run(@Parameters(paramLabel = "NAME") String name) throws Exception {
    BenchmarkCase benchmark = BenchmarkCases.named(name);
    Path file = ResultFiles.of(Settings.scratch(), resultName(name));
    Files.deleteIfExists(file);
    try {
      CaseRecord record = CaseRecord.now(benchmark.run().limitedTo(Settings.instructions()));
      ResultFiles.write(file, record);
      out.println(Report.section(record));
    } catch (SkippedCase skipped) {
      out.println(name + " is skipped: " + skipped.getMessage());
    }
    return 0;
  }

  private static String resultName(String name) {
    return Settings.instructions().isEmpty() ? name : name + "-" + Settings.instructions();
  }

  /** Merges what the given cases left behind, where they were not skipped. */
  @Command(name = "report", description = "Writes docs/benchmarks.json and docs/benchmarks.md.")
  int report(
      @Option(names = "--docs", defaultValue = "docs") Path docs,
      @Parameters(paramLabel = "NAME", arity = "0..*") List<String> names)
      throws Exception {
    List<CaseRecord> measured = new ArrayList<>();
    for (String name : names == null ? List.<String>of() : names) {
      Path file = ResultFiles.of(Settings.scratch(), resultName(BenchmarkCases.named(name).name()));
      if (Files.isRegularFile(file)) {
        measured.add(ResultFiles.read(file));
      }
    }
    if (measured.isEmpty()) {
      out.println("No case was measured: " + docs + " stays as it is.");
      return 0;
    }
    Path book = docs.resolve("benchmarks.json");
    List<String> order = BenchmarkCases.resultNames();
    List<CaseRecord> merged = ResultFiles.merge(ResultFiles.readBook(book), measured, order);
    ResultFiles.writeBook(book, merged);
    Path page = docs.resolve("benchmarks.md");
    Files.writeString(page, Report.document(merged));
    out.println(page + " and " + book + " are written.");
    return 0;
  }
}
