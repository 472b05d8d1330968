package io.sparkdeepfm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What may import what, and how long a file may be. Packages that do not exist yet break none. */
final class ArchitectureRules {
  static final int MAX_LINES = 300;
  private static final String ROOT = "io.sparkdeepfm";

  private ArchitectureRules() {}

  /** The picture of docs/architecture.md: who may name the classes of whom. */
  static ArchRule importsPointDownwards() {
    return Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("cli")
        .definedBy(ROOT + ".cli")
        .layer("cli.input")
        .definedBy(ROOT + ".cli.input..")
        .layer("python")
        .definedBy(ROOT + ".python..")
        .layer("root")
        .definedBy(ROOT)
        .layer("fit")
        .definedBy(ROOT + ".fit..")
        .layer("evaluation")
        .definedBy(ROOT + ".evaluation..")
        .layer("insight")
        .definedBy(ROOT + ".insight..")
        .layer("scoring")
        .definedBy(ROOT + ".scoring..")
        .layer("report")
        .definedBy(ROOT + ".report..")
        .layer("stage")
        .definedBy(ROOT + ".stage")
        .layer("stage.vocabulary")
        .definedBy(ROOT + ".stage.vocabulary..")
        .layer("stage.token")
        .definedBy(ROOT + ".stage.token..")
        .layer("param")
        .definedBy(ROOT + ".param..")
        .layer("train")
        .definedBy(ROOT + ".train..")
        .layer("encode")
        .definedBy(ROOT + ".encode..")
        .layer("persist")
        .definedBy(ROOT + ".persist..")
        .layer("engine")
        .definedBy(ROOT + ".engine..")
        .layer("checkpoint")
        .definedBy(ROOT + ".checkpoint..")
        .layer("broadcast")
        .definedBy(ROOT + ".broadcast..")
        .layer("catalyst")
        .definedBy(ROOT + ".catalyst..")
        .layer("column")
        .definedBy(ROOT + ".column..")
        .layer("platform")
        .definedBy(ROOT + ".platform..")
        .layer("metric")
        .definedBy(ROOT + ".metric..")
        .layer("export")
        .definedBy(ROOT + ".export..")
        .layer("serving")
        .definedBy(ROOT + ".serving..")
        .layer("core")
        .definedBy(ROOT + ".model..", ROOT + ".optim..", ROOT + ".data..", ROOT + ".token..")
        .layer("math")
        .definedBy(ROOT + ".math..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("python")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("cli.input")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("root")
        .mayOnlyBeAccessedByLayers("cli", "python")
        .whereLayer("fit")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("evaluation")
        .mayOnlyBeAccessedByLayers("cli", "cli.input", "root")
        .whereLayer("insight")
        .mayOnlyBeAccessedByLayers("python", "root")
        .whereLayer("scoring")
        .mayOnlyBeAccessedByLayers("root", "insight")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("root", "fit")
        .whereLayer("stage")
        .mayOnlyBeAccessedByLayers("cli", "root", "insight", "export")
        .whereLayer("stage.vocabulary")
        .mayOnlyBeAccessedByLayers("stage")
        .whereLayer("stage.token")
        .mayOnlyBeAccessedByLayers("stage", "stage.vocabulary")
        .whereLayer("param")
        .mayOnlyBeAccessedByLayers(
            "python",
            "root",
            "fit",
            "evaluation",
            "insight",
            "scoring",
            "export",
            "stage",
            "stage.vocabulary",
            "stage.token")
        .whereLayer("train")
        .mayOnlyBeAccessedByLayers("cli", "python", "root", "fit", "report", "param")
        .whereLayer("encode")
        .mayOnlyBeAccessedByLayers("root", "fit", "insight", "scoring", "report", "param", "train")
        .whereLayer("persist")
        .mayOnlyBeAccessedByLayers(
            "cli",
            "python",
            "root",
            "fit",
            "evaluation",
            "insight",
            "export",
            "stage",
            "stage.vocabulary")
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("root", "fit", "param", "scoring", "train")
        .whereLayer("checkpoint")
        .mayOnlyBeAccessedByLayers("fit", "train", "engine")
        .whereLayer("checkpoint")
        .mayOnlyAccessLayers("core")
        .whereLayer("broadcast")
        .mayOnlyBeAccessedByLayers("root", "insight", "scoring", "engine")
        .whereLayer("broadcast")
        .mayOnlyAccessLayers("core")
        .whereLayer("catalyst")
        .mayOnlyBeAccessedByLayers(
            "root", "insight", "scoring", "stage", "stage.vocabulary", "stage.token", "encode")
        .whereLayer("column")
        .mayOnlyBeAccessedByLayers(
            "cli",
            "cli.input",
            "root",
            "fit",
            "evaluation",
            "insight",
            "scoring",
            "stage",
            "stage.vocabulary",
            "stage.token",
            "param",
            "encode",
            "catalyst")
        .whereLayer("platform")
        .mayOnlyBeAccessedByLayers(
            "cli", "python", "root", "evaluation", "stage", "param", "persist")
        .whereLayer("platform")
        .mayNotAccessAnyLayer()
        .whereLayer("metric")
        .mayOnlyBeAccessedByLayers(
            "root", "fit", "evaluation", "insight", "scoring", "report", "train", "engine")
        .whereLayer("export")
        .mayOnlyBeAccessedByLayers("cli", "root", "fit")
        .whereLayer("serving")
        .mayOnlyBeAccessedByLayers("cli", "root", "fit", "export")
        .whereLayer("serving")
        .mayOnlyAccessLayers("core", "math")
        .whereLayer("core")
        .mayOnlyAccessLayers("math")
        .whereLayer("math")
        .mayNotAccessAnyLayer()
        .because("a change below must never need a change above to compile")
        .allowEmptyShould(true);
  }

  static ArchRule noPackageCycles() {
    return slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
  }

  static ArchRule theCoreKnowsNothingOfSpark() {
    return noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + ".data..",
            ROOT + ".model..",
            ROOT + ".optim..",
            ROOT + ".math..",
            ROOT + ".token..",
            ROOT + ".serving..",
            ROOT + ".metric..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .because("the model must run and be tested without Spark")
        .allowEmptyShould(true);
  }

  static ArchRule theReportKnowsNothingOfSpark() {
    return noClasses()
        .that()
        .resideInAPackage(ROOT + ".report..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache..")
        .because("a page is made of records and must be tested without Spark")
        .allowEmptyShould(true);
  }

  static ArchRule onlyTheDl4jEngineImportsDl4j() {
    return onlyPackageMayImport(ROOT + ".engine.dl4j..", "org.deeplearning4j..", "org.nd4j..")
        .because("every other engine must work without its 400 MB on the class path");
  }

  /** The Params name the engine before anybody knows whether Deeplearning4j is there. */
  static ArchRule theDoorToDl4jNamesNoneOfItsClasses() {
    return noClasses()
        .that()
        .haveSimpleName("Dl4jEngine")
        .or()
        .haveSimpleName("AveragingOptions")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..")
        .allowEmptyShould(true);
  }

  static ArchRule onlyMathCallsNativeCode() {
    return onlyPackageMayImport(ROOT + ".math..", "org.bytedeco..")
        .because("one seam holds the fast code and its portable substitute");
  }

  /** It must link on a Spark and a Scala that nothing else here links with. */
  static ArchRule thePlatformNamesNeitherSparkNorScala() {
    return noClasses()
        .that()
        .resideInAPackage(ROOT + ".platform..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache..", "scala..")
        .allowEmptyShould(true);
  }

  private static ArchRule onlyPackageMayImport(String owner, String... libraries) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(owner)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .allowEmptyShould(true);
  }

  /** The Java sources under a folder, at any depth. */
  static List<Path> sources(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One line "file: n lines" for each source of more than {@link #MAX_LINES} lines. */
  static List<String> tooLong(List<Path> sources) {
    List<String> tooLong = new ArrayList<>();
    for (Path source : sources) {
      int lines = countLines(source);
      if (lines > MAX_LINES) {
        tooLong.add(source.getFileName() + ": " + lines + " lines");
      }
    }
    return tooLong;
  }

  private static int countLines(Path file) {
    try {
      return Files.readAllLines(file).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
