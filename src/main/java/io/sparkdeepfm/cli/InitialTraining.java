package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.input.FieldSpec;
import io.sparkdeepfm.cli.input.InputOptions.Format;
import io.sparkdeepfm.cli.input.UserMistake.Sentence;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.persist.SavedStages;
import io.sparkdeepfm.stage.LogMinMaxScaler;
import io.sparkdeepfm.stage.LogMinMaxScalerModel;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.stage.VocabularyIndexerModel;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.sql.SparkSession;

/**
 * A directory that an earlier {@code train} wrote and that this one goes on from: its vocabularies
 * are extended, its scalers are taken over as they are, because a refit would change what a value
 * means, and its model is trained on.
 */
record InitialTraining(String directory, PipelineModel pipeline) {
  private static final String OPTION = "--initial-model";

  /**
   * What may change from one training to the next: it decides only about new values; fields.json of
   * earlier releases did not say weightDelimiter.
   */
  private static final Set<String> FREE =
      Set.of("minFrequency", "maxVocabularySize", "weightDelimiter");

  /**
   * @param fields of this training, which must be those of the earlier
   * @param stages which are accepted
   * @throws IllegalArgumentException if there is no model, or it had other fields
   */
  static InitialTraining load(
      SparkSession spark,
      String directory,
      Format format,
      List<FieldSpec> fields,
      StageOptions stages) {
    SavedModel saved = SavedModel.load(spark, OPTION, directory, format, null, stages);
    checkFields(directory, saved.fields(), fields);
    return new InitialTraining(directory, saved.pipeline());
  }

  /** The stages with what the earlier training knows put in. */
  List<PipelineStage> extend(List<PipelineStage> stages) {
    return stages.stream().map(this::extend).toList();
  }

  private PipelineStage extend(PipelineStage stage) {
    if (stage instanceof VocabularyIndexer indexer) {
      return indexer.setInitialModel(find(VocabularyIndexerModel.class));
    }
    return stage instanceof LogMinMaxScaler ? find(LogMinMaxScalerModel.class) : stage;
  }

  /**
   * The trained model.
   *
   * @throws IllegalArgumentException if it is not of that kind
   */
  <M extends PredictionModel<?, ?>> M model(Class<M> type) {
    return find(type);
  }

  private <T> T find(Class<T> type) {
    T found = SavedStages.last(pipeline, type);
    if (found == null) {
      throw Refusal.of(
          "%s '%s' has no %s; name a directory that train wrote.",
          OPTION, directory, type.getSimpleName());
    }
    return found;
  }

  /**
   * @throws IllegalArgumentException that names the first difference
   */
  private static void checkFields(String directory, List<FieldSpec> old, List<FieldSpec> fields) {
    for (int f = 0; f < Math.max(old.size(), fields.size()); f++) {
      String was = f < old.size() ? "'" + old.get(f).column() + "'" : "missing";
      String is = f < fields.size() ? "'" + fields.get(f).column() + "'" : "missing";
      if (!was.equals(is)) {
        throw Refusal.of(
            "%s '%s': field %d is %s there, but %s in --fields; name the same fields in the"
                + " same order.",
            OPTION, directory, f + 1, was, is);
      }
      checkField(directory, old.get(f), fields.get(f));
    }
  }

  private static void checkField(String directory, FieldSpec old, FieldSpec field) {
    for (RecordComponent component : FieldSpec.class.getRecordComponents()) {
      Object was = value(component, old);
      Object is = value(component, field);
      if (!FREE.contains(component.getName()) && !Objects.equals(was, is)) {
        throw Refusal.of(
            "%s '%s': the %s of field '%s' is %s there, but %s in --fields; say the same.",
            OPTION,
            directory,
            option(component.getName()),
            field.column(),
            text(component.getName(), was),
            text(component.getName(), is));
      }
    }
  }

  /** The name of a component in fields.json. */
  private static String option(String component) {
    return switch (component) {
      case "logMinMax" -> "transform";
      case "hashed" -> "encoding";
      default -> component;
    };
  }

  private static String text(String component, Object value) {
    if (value instanceof Boolean yes) {
      boolean hashes = component.equals("hashed");
      return yes ? (hashes ? "hash" : "logMinMax") : (hashes ? "vocabulary" : "none");
    }
    if (value instanceof Enum<?> constant) {
      return Sentence.lower(constant);
    }
    return value == null ? "not set" : "'" + value + "'";
  }

  private static Object value(RecordComponent component, FieldSpec field) {
    try {
      return component.getAccessor().invoke(field);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + component + ".", e);
    }
  }
}
