package io.sparkdeepfm.train;

import io.sparkdeepfm.encode.FieldCounts.FieldUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sentences about a training that went well by its numbers, but hardly can have. */
public final class TrainingNotes {
  /** Rows that nobody can tell apart so well in practice. */
  private static final double SUSPICIOUS_AUC = 0.999;

  private static final double HIGH_UNKNOWN_RATE = 1.0 / 3;

  private TrainingNotes() {}

  /**
   * @param validationAuc of the best epoch; NaN without validation rows
   * @param fields as the training rows filled them
   */
  public static List<String> of(double validationAuc, List<FieldUsage> fields) {
    List<String> notes = new ArrayList<>();
    if (validationAuc > SUSPICIOUS_AUC) {
      notes.add(
          String.format(
              Locale.ROOT,
              "A validation AUC of %.4f is hardly possible: look for a field that tells the label,"
                  + " or that is known only after it.",
              validationAuc));
    }
    for (FieldUsage field : fields) {
      if (field.unknownRate() > HIGH_UNKNOWN_RATE) {
        notes.add(
            String.format(
                Locale.ROOT,
                "Field '%s': %.0f %% of the values in the training rows are unknown to its"
                    + " vocabulary; lower minFrequency, raise maxVocabularySize or hash the field.",
                field.name(),
                100 * field.unknownRate()));
      }
    }
    return List.copyOf(notes);
  }
}
