package io.sparkdeepfm;

import io.sparkdeepfm.report.Fact;
import io.sparkdeepfm.report.Parameter;
import io.sparkdeepfm.train.FieldUsage;
import io.sparkdeepfm.train.ValidationCurves;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * What a training report shows besides the epochs.
 *
 * @param finished when the training ended
 * @param curves ROC and calibration of the validation rows after the best epoch
 * @param fields what the training rows have in each field
 * @param parameters all Params, by name
 * @param versions of the library and what it ran on
 */
public record TrainingDetails(
    Instant finished,
    ValidationCurves curves,
    List<FieldUsage> fields,
    List<Parameter> parameters,
    List<Fact> versions)
    implements Serializable {
  public TrainingDetails {
    fields = List.copyOf(fields);
    parameters = List.copyOf(parameters);
    versions = List.copyOf(versions);
  }
}
