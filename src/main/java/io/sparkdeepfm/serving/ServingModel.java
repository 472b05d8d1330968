package io.sparkdeepfm.serving;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * All that scoring raw rows takes: a model and how each of its fields is made.
 *
 * @param sources by field
 */
public record ServingModel(
    DeepFMConfig config, DeepFMParameters parameters, List<FieldSource> sources) {
  /**
   * @throws IllegalArgumentException if there is not one source per field, or one gives indices
   *     that its field does not have
   */
  public ServingModel {
    sources = List.copyOf(sources);
    parameters.checkShape(config);
    if (sources.size() != config.schema().numFields()) {
      throw Refusal.of(
          "There are %d sources, but the model has %d fields; give one for each.",
          sources.size(), config.schema().numFields());
    }
    for (int f = 0; f < sources.size(); f++) {
      checkSize(config.schema().field(f).name(), config.schema().field(f).size(), sources.get(f));
    }
  }

  private static void checkSize(String field, int size, FieldSource source) {
    int given = 1;
    if (source instanceof FieldSource.Tokens tokens) {
      given = tokens.encoder().size();
    } else if (source instanceof FieldSource.Bucket bucket) {
      given = bucket.splits().size() - (bucket.keepsInvalid() ? 0 : 1);
    }
    boolean spares = source instanceof FieldSource.Bucket && given < size;
    if (given != size && !spares) {
      throw Refusal.of(
          "The stages give field '%s' %d indices, but the model was trained on %d; export the"
              + " stages that it was trained with.",
          field, given, size);
    }
  }

  /** The raw columns, by the first field that reads them. */
  public List<String> columns() {
    LinkedHashSet<String> columns = new LinkedHashSet<>();
    sources.forEach(source -> columns.add(source.column()));
    return List.copyOf(columns);
  }
}
