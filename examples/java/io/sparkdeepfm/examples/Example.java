package io.sparkdeepfm.examples;

import io.sparkdeepfm.cli.Train;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * Prepares raw files, then calls the command line's {@code train} with the fields.json and the
 * recipe of the folder {@code examples/NAME}. What it writes goes to {@code target/examples/NAME}.
 */
public abstract class Example implements Callable<Integer> {
  static final int WRONG_USE = 2;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  boolean help;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The folder with the data set's own files.")
  Path data;

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "N",
      description = "Of random splits and of the training (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--set",
      paramLabel = "param=value",
      description = "Instead of what the recipe says, as --set numEpochs=2; may be repeated.")
  List<String> assignments = new ArrayList<>();

  @Option(names = "--home", defaultValue = ".", hidden = true)
  Path home;

  private final String name;
  private PrintStream out;
  private Consumer<String[]> train;

  /**
   * @param name of the folder in {@code examples/}
   */
  protected Example(String name) {
    this.name = name;
  }

  /** Where to find the data set, for whoever does not have it. */
  abstract DataSet dataSet();

  /**
   * Writes what {@code train} is to read.
   *
   * @param output an existing folder for it
   * @return the options of {@code train} about inputs, format and label
   */
  abstract List<String> prepare(Path output) throws IOException;

  /** Name of the file with the Params, without its ending. */
  String recipe() {
    return "recipe";
  }

  @Override
  public final Integer call() throws IOException {
    dataSet().requireIn(data);
    Recipe recipe = Recipe.read(home.resolve("examples").resolve(name), recipe());
    recipe.set("seed=" + seed);
    assignments.forEach(recipe::set);
    Path output = Files.createDirectories(home.resolve("target").resolve("examples").resolve(name));
    List<String> args = new ArrayList<>(prepare(output));
    args.addAll(List.of("--fields", recipe.fields().toString()));
    args.addAll(recipe.options());
    args.addAll(List.of("--model", output.resolve("model-" + recipe()).toString(), "--overwrite"));
    out.println(command(args));
    train.accept(args.toArray(String[]::new));
    return 0;
  }

  /** The command that trains the same without this example, to be pasted into a shell. */
  private static String command(List<String> args) {
    StringBuilder command = new StringBuilder("submit/train.sh");
    for (String arg : args) {
      boolean plain = arg.matches("[A-Za-z0-9_./=,:+-]+");
      command
          .append(arg.startsWith("--") ? " \\\n  " : " ")
          .append(plain ? arg : "'" + arg.replace("'", "'\\''") + "'");
    }
    return command.toString();
  }

  /**
   * Runs an example.
   *
   * @param train gets the arguments of the command {@code train}
   * @return exit code: 0, or 2 after one sentence on what the user did wrong
   */
  public static int run(
      Example example, Consumer<String[]> train, PrintStream out, PrintStream err, String... args) {
    example.train = train;
    example.out = out;
    return commandLine(example, err)
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .execute(args);
  }

  /** A command that answers what the user did wrong by one sentence. */
  static CommandLine commandLine(Callable<Integer> example, PrintStream err) {
    return new CommandLine(example)
        .setParameterExceptionHandler(
            (mistake, given) -> {
              err.println(mistake.getMessage() + " (--help lists the options)");
              return WRONG_USE;
            })
        .setExecutionExceptionHandler(
            (thrown, commandLine, parsed) -> {
              if (!(thrown instanceof IllegalArgumentException)) {
                throw thrown;
              }
              err.println(thrown.getMessage());
              return WRONG_USE;
            });
  }

  /** Runs an example in this JVM's streams. */
  static void main(Example example, String... args) {
    int code = run(example, Train::main, System.out, System.err, args);
    if (code != 0) {
      System.exit(code);
    }
  }
}
