package io.sparkdeepfm.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** Quantities that are measured in turns, round after round. */
final class Samples {
  private final Map<String, double[]> values = new LinkedHashMap<>();
  private final Map<String, DoubleSupplier> sources = new LinkedHashMap<>();
  private final String unit;

  Samples(String unit) {
    this.unit = unit;
  }

  void add(String label, DoubleSupplier source) {
    sources.put(label, source);
  }

  /** Takes each quantity once per round, in the order in which they were added. */
  void measure(int rounds) {
    sources.keySet().forEach(label -> values.put(label, new double[rounds]));
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, DoubleSupplier> source : sources.entrySet()) {
        double value = source.getValue().getAsDouble();
        values.get(source.getKey())[round] = value;
        System.out.printf(
            "  %d/%d %s: %s %s%n", round + 1, rounds, source.getKey(), Report.number(value), unit);
      }
    }
  }

  double median(String label) {
    return Measurement.of(label, unit, values.get(label)).median();
  }

  List<Measurement> measurements() {
    return values.entrySet().stream()
        .map(entry -> Measurement.of(entry.getKey(), unit, entry.getValue()))
        .toList();
  }
}
