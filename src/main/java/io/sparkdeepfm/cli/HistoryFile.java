package io.sparkdeepfm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdeepfm.TrainingSummary;
import io.sparkdeepfm.train.EpochMetrics;
import java.io.UncheckedIOException;
import java.util.List;

/** The file beside a saved model that says how its training went, epoch by epoch. */
final class HistoryFile {
  static final String NAME = "history.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private HistoryFile() {}

  /** The components are the JSON keys. */
  private record History(int bestEpoch, List<EpochMetrics> epochs) {}

  static String text(TrainingSummary summary) {
    try {
      return JSON.writerWithDefaultPrettyPrinter()
              .writeValueAsString(new History(summary.bestEpoch(), summary.history()))
          + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
