package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.math.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Where the time of a training step goes by the recipe for Frappe, in the fastest precision. */
final class FrappeRecipeProfileCase extends StepProfileCase {
  @Override
  public String name() {
    return "frappe-recipe-profile";
  }

  @Override
  String title() {
    return "Profile of a step by the recipe for Frappe";
  }

  @Override
  String examples() {
    return "*The recipe for Frappe*, with bfloat16 products where the processor has them,";
  }

  @Override
  OurTraining training(int examples) {
    try {
      FrappeRecipe frappe = FrappeRecipe.read(Settings.data("frappe").resolve("train.csv"));
      List<Precision> precisions = Settings.precisions();
      Precision fastest = precisions.get(precisions.size() - 1);
      return new OurTraining(frappe.replica(fastest, 1), frappe.block(), examples);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
