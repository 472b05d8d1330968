package io.sparkdeepfm.benchmark;

import java.util.List;

/**
 * What a case found; the components are the JSON keys.
 *
 * @param name the case's name
 * @param title heading of its section in docs/benchmarks.md
 * @param method one paragraph: what is measured, and how
 * @param measurements figures of this machine
 * @param comparisons ratios of one run, each with its target
 * @param notes sentences on what else a reader must know, such as a peer that was not there
 */
record CaseResult(
    String name,
    String title,
    String method,
    List<Measurement> measurements,
    List<Comparison> comparisons,
    List<String> notes) {
  CaseResult {
    measurements = List.copyOf(measurements);
    comparisons = List.copyOf(comparisons);
    notes = List.copyOf(notes);
  }

  /** The same, as measured with a part of the processor's instructions; empty for all. */
  CaseResult limitedTo(String instructions) {
    return instructions.isEmpty()
        ? this
        : new CaseResult(
            name + "-" + instructions,
            title + ", " + instructions,
            method,
            measurements,
            comparisons,
            notes);
  }
}
