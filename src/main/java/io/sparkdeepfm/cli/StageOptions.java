package io.sparkdeepfm.cli;

import io.sparkdeepfm.persist.TrustedStages;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** The option of every command that loads a model: which stages it may have. */
final class StageOptions {
  private static final String REMEDY = "add --allow-stage %s";

  @Option(
      names = "--allow-stage",
      paramLabel = "CLASS",
      description =
          "A class that the model's stages may be of, beside those that run nothing of their own"
              + " (SECURITY.md); may be repeated.")
  List<String> allowed = new ArrayList<>();

  /**
   * @param name of the directory in messages
   * @throws IllegalArgumentException if a stage of the saved pipeline is of another class
   */
  void check(String name, String directory, Configuration hadoop) {
    TrustedStages.and(allowed, REMEDY).check(name, directory, hadoop);
  }
}
