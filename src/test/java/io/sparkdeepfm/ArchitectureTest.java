package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the main classes to {@link ArchitectureRules}, and the rules to being able to fail. */
@Tag("spark4")
class ArchitectureTest {
  private static final Path MAIN_SOURCES =
      Path.of(System.getProperty("project.basedir", ""), "src", "main");
  private static final JavaClasses MAIN_CLASSES =
      new ClassFileImporter()
          .withImportOption(place -> !place.contains("/test-classes/"))
          .importPackages("io.sparkdeepfm");

  @TempDir Path folder;

  @Test
  void theMainClassesAreFound() {
    assertTrue(MAIN_CLASSES.contain("io.sparkdeepfm.data.FieldSchema"));
    assertFalse(MAIN_CLASSES.contain("io.sparkdeepfm.ArchitectureTest"));
  }

  @Test
  void importsPointDownwards() {
    ArchitectureRules.importsPointDownwards().check(MAIN_CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    ArchitectureRules.noPackageCycles().check(MAIN_CLASSES);
  }

  @Test
  void theCoreKnowsNothingOfSpark() {
    ArchitectureRules.theCoreKnowsNothingOfSpark().check(MAIN_CLASSES);
  }

  @Test
  void theReportKnowsNothingOfSpark() {
    ArchitectureRules.theReportKnowsNothingOfSpark().check(MAIN_CLASSES);
  }

  @Test
  void thePlatformNamesNeitherSparkNorScala() {
    ArchitectureRules.thePlatformNamesNeitherSparkNorScala().check(MAIN_CLASSES);
  }

  @Test
  void onlyTheDl4jEngineImportsDl4j() {
    ArchitectureRules.onlyTheDl4jEngineImportsDl4j().check(MAIN_CLASSES);
  }

  @Test
  void theDoorToDl4jNamesNoneOfItsClasses() {
    ArchitectureRules.theDoorToDl4jNamesNoneOfItsClasses().check(MAIN_CLASSES);
  }

  @Test
  void onlyMathCallsNativeCode() {
    ArchitectureRules.onlyMathCallsNativeCode().check(MAIN_CLASSES);
  }

  /** What users name; package-info.java says what it is. */
  @Test
  void theRootPackageIsAtMostEightFilesOfPublicInterface() {
    Path root = MAIN_SOURCES.resolve("java/io/sparkdeepfm");
    List<Path> files =
        ArchitectureRules.sources(root).stream()
            .filter(file -> file.getParent().equals(root))
            .filter(file -> !file.endsWith("package-info.java"))
            .toList();
    assertTrue(1 < files.size() && files.size() <= 8, files.toString());
  }

  @Test
  void noMainSourceIsTooLong() {
    List<Path> sources = ArchitectureRules.sources(MAIN_SOURCES);
    assertTrue(sources.size() > 1, "sources under " + MAIN_SOURCES);
    assertEquals(List.of(), ArchitectureRules.tooLong(sources));
  }

  @ParameterizedTest
  @CsvSource({
    "root, cli",
    "fit, root",
    "cli, fit",
    "train, fit",
    "fit, stage",
    "cli.input, cli",
    "stage, root",
    "stage, train",
    "stage, cli",
    "stage.token, stage",
    "stage.token, stage.vocabulary",
    "stage.vocabulary, stage",
    "train, root",
    "train, stage",
    "train, param",
    "train, persist",
    "encode, train",
    "encode, param",
    "encode, stage",
    "param, root",
    "param, stage",
    "column, param",
    "column, encode",
    "metric, engine",
    "metric, train",
    "insight, root",
    "persist, root",
    "persist, stage",
    "persist, train",
    "persist, param",
    "platform, persist",
    "platform, data",
    "catalyst, platform",
    "evaluation, root",
    "evaluation, stage",
    "evaluation, train",
    "evaluation, engine",
    "scoring, root",
    "scoring, persist",
    "stage, scoring",
    "train, scoring",
    "catalyst, root",
    "catalyst, scoring",
    "insight, evaluation",
    "catalyst, stage",
    "cli, report",
    "train, report",
    "report, root",
    "report, stage",
    "stage, evaluation",
    "engine, train",
    "engine, stage",
    "engine, param",
    "engine.dl4j, root",
    "model, engine",
    "model, metric",
    "data, persist",
    "data, column",
    "optim, train",
    "math, data",
    "math, model",
    "math, engine",
    "export, root",
    "stage, export",
    "serving, export",
    "serving, stage",
    "serving, metric",
    "scoring, serving",
    "model, serving",
    "token, column",
    "token, stage.token"
  })
  void importsAgainstTheArrowsAreSeen(String from, String to) throws IOException {
    assertFails(ArchitectureRules.importsPointDownwards(), importing(layer(from), layer(to)));
  }

  @ParameterizedTest
  @CsvSource({
    "cli, root",
    "root, evaluation",
    "root, fit",
    "fit, train",
    "fit, persist",
    "fit, report",
    "cli, cli.input",
    "cli, stage",
    "cli, data",
    "cli.input, evaluation",
    "root, insight",
    "root, param",
    "root, train",
    "root, math",
    "insight, stage",
    "insight, encode",
    "stage, stage.vocabulary",
    "stage.vocabulary, stage.token",
    "stage, persist",
    "stage, param",
    "stage, column",
    "stage, data",
    "param, train",
    "param, engine",
    "param, column",
    "cli, evaluation",
    "root, report",
    "report, train",
    "report, metric",
    "evaluation, persist",
    "evaluation, param",
    "evaluation, data",
    "train, engine",
    "train, encode",
    "train, metric",
    "engine, metric",
    "encode, column",
    "root, scoring",
    "scoring, catalyst",
    "scoring, model",
    "catalyst, data",
    "stage, catalyst",
    "persist, model",
    "persist, platform",
    "stage, platform",
    "cli, platform",
    "metric, optim",
    "engine, optim",
    "engine.dl4j, engine",
    "column, data",
    "model, data",
    "optim, math",
    "data, math",
    "root, export",
    "cli, export",
    "export, stage",
    "export, param",
    "export, persist",
    "export, serving",
    "cli, serving",
    "serving, model",
    "serving, token",
    "serving, math",
    "stage, token",
    "stage.token, token",
    "token, data"
  })
  void importsAlongTheArrowsAreAllowed(String from, String to) throws IOException {
    ArchitectureRules.importsPointDownwards().check(importing(layer(from), layer(to)));
  }

  @Test
  void packageCyclesAreSeen() throws IOException {
    JavaClasses cycle =
        compile(
            List.of(
                source("io.sparkdeepfm.model", "A", "io.sparkdeepfm.optim.B"),
                source("io.sparkdeepfm.optim", "B", "io.sparkdeepfm.model.A")));
    assertFails(ArchitectureRules.noPackageCycles(), cycle);
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "model", "optim", "math", "metric", "token", "serving"})
  void sparkInTheCoreIsSeen(String layer) throws IOException {
    assertFails(
        ArchitectureRules.theCoreKnowsNothingOfSpark(),
        importing(layer(layer), "org.apache.spark.sql"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"org.apache.spark", "scala.util"})
  void sparkOrScalaInThePlatformIsSeen(String library) throws IOException {
    assertFails(
        ArchitectureRules.thePlatformNamesNeitherSparkNorScala(),
        importing(layer("platform"), library));
  }

  @Test
  void sparkInTheReportIsSeen() throws IOException {
    assertFails(
        ArchitectureRules.theReportKnowsNothingOfSpark(),
        importing(layer("report"), "org.apache.spark.sql"));
  }

  @ParameterizedTest
  @CsvSource({"engine, org.nd4j.linalg", "train, org.deeplearning4j.nn", "root, org.nd4j"})
  void dl4jOutsideItsEngineIsSeen(String layer, String library) throws IOException {
    assertFails(ArchitectureRules.onlyTheDl4jEngineImportsDl4j(), importing(layer(layer), library));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "engine", "root"})
  void nativeCodeOutsideMathIsSeen(String layer) throws IOException {
    assertFails(
        ArchitectureRules.onlyMathCallsNativeCode(),
        importing(layer(layer), "org.bytedeco.javacpp"));
  }

  @Test
  void ownersMayImportTheirLibraries() throws IOException {
    ArchitectureRules.onlyTheDl4jEngineImportsDl4j()
        .check(importing(layer("engine.dl4j"), "org.nd4j.linalg"));
    ArchitectureRules.onlyMathCallsNativeCode()
        .check(importing(layer("math"), "org.bytedeco.javacpp"));
    ArchitectureRules.theCoreKnowsNothingOfSpark()
        .check(importing(layer("engine"), "org.apache.spark.sql"));
  }

  @Test
  void aSourceOfMoreThanTheMaximumOfLinesIsSeen() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("a/b"));
    String maximum = "// line\n".repeat(ArchitectureRules.MAX_LINES);
    Files.writeString(deep.resolve("Long.java"), maximum);
    Files.writeString(deep.resolve("TooLong.java"), maximum + "// line");
    Files.writeString(deep.resolve("notes.txt"), maximum + maximum);
    List<Path> sources = ArchitectureRules.sources(folder);
    assertEquals(2, sources.size());
    assertEquals(List.of("TooLong.java: 301 lines"), ArchitectureRules.tooLong(sources));
  }

  private static String layer(String name) {
    return name.equals("root") ? "io.sparkdeepfm" : "io.sparkdeepfm." + name;
  }

  private static void assertFails(ArchRule rule, JavaClasses classes) {
    assertThrows(AssertionError.class, () -> rule.check(classes));
  }

  /** A class of one package that has a field of a class of another. */
  private JavaClasses importing(String from, String to) throws IOException {
    return compile(List.of(source(from, "User", to + ".Used"), source(to, "Used", "Object")));
  }

  private static String[] source(String packageName, String name, String fieldType) {
    String text =
        String.format("package %s; public class %s { %s field; }", packageName, name, fieldType);
    return new String[] {packageName.replace('.', '/') + "/" + name + ".java", text};
  }

  private JavaClasses compile(List<String[]> sources) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-sourcepath",
                folder.toString(),
                "-cp",
                folder.toString(),
                "-d",
                folder.toString()));
    for (String[] source : sources) {
      Path file = folder.resolve(source[0]);
      Files.createDirectories(file.getParent());
      Files.writeString(file, source[1]);
      arguments.add(file.toString());
    }
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertEquals(0, status, "exit status of the compiler");
    return new ClassFileImporter().importPath(folder);
  }
}
