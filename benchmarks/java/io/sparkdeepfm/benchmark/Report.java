package io.sparkdeepfm.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes docs/benchmarks.md from the records of all cases. */
final class Report {
  private static final String PREFACE =
      """
      # Benchmarks

      `benchmarks/run.sh` measures everything below and writes this page and `benchmarks.json`, which holds the same
      figures for machines; both are written by it, so edit neither. `benchmarks/run.sh --only NAME` measures one case and
      leaves the others as they were; each section says when and where its figures were taken.

      Whatever is compared runs in the same run, in turns, and is repeated; a figure is the median, with the smallest and
      the largest value beside it. The machines that such figures come from are often shared: within minutes the limit
      that the matrix products alone set can halve. Absolute times of different runs say little therefore; **a ratio of
      two medians of one run** is what can be compared, and what the targets are about.

      The peers are what one would use instead: a well-tuned PyTorch DeepFM on the CPU (`benchmarks/peers/deepfm.py`; of its
      variants the fastest counts), MLlib's `FMClassifier`, and MLlib's `StringIndexer`, `OneHotEncoder` and
      `VectorAssembler`. `OPENBLAS_CORETYPE` and `OPENBLAS_L2_SIZE` are unset, because some environments pin OpenBLAS, which
      peers may use, to older instructions with them; so are `ONEDNN_MAX_CPU_ISA` and `DNNL_MAX_CPU_ISA`, which do the
      same to the oneDNN of ours and of PyTorch.

      The engine `cuda` is compiled and emulated, not yet run on a GPU: there are no figures of it. `benchmarks/gpu/prepare.sh` makes a
      folder to take to a machine with a GPU, where `./check.sh` compares it with the engine `cpu` and measures it and PyTorch in turns.

      To repeat it one needs JDK 17 and Maven; Python 3.10 or newer, from whose package index PyTorch can be installed (else
      what compares with PyTorch is left out, and the script says so); 24 GiB of memory; and, for the cases on real data,
      `--data DIR` ([examples/README.md](../examples/README.md) says where the data come from).
      """;

  private Report() {}

  /** The whole page. */
  static String document(List<CaseRecord> records) {
    return PREFACE
        + "\n## Targets\n\n"
        + targets(records)
        + records.stream().map(record -> "\n" + section(record)).collect(Collectors.joining());
  }

  private static String targets(List<CaseRecord> records) {
    StringBuilder table =
        new StringBuilder("| comparison | target | measured | met |\n| --- | --- | --- | --- |\n");
    for (CaseRecord record : records) {
      String name = record.result().name();
      for (Comparison comparison : record.result().comparisons()) {
        table.append(
            String.format(
                Locale.ROOT,
                "| [%s](#%s): %s | %s %s | %s | %s |%n",
                name,
                anchor(record.result().title()),
                comparison.label(),
                comparison.relation().sign(),
                quantity(comparison.target(), comparison.unit()),
                quantity(comparison.value(), comparison.unit()),
                comparison.met() ? "yes" : "**no**"));
      }
    }
    return table.toString();
  }

  /** A case's part of the page. */
  static String section(CaseRecord record) {
    CaseResult result = record.result();
    Machine machine = record.machine();
    StringBuilder text = new StringBuilder();
    text.append(String.format("## %s%n%n%s%n%n", result.title(), result.method()));
    text.append(
        String.format(
            Locale.ROOT,
            "Measured %s by `benchmarks/run.sh --only %s` on %s, %d cores, %d GiB, %s; %s; Spark"
                + " %s; %s.%n",
            record.date(),
            result.name(),
            machine.cpu(),
            machine.cores(),
            machine.memoryGiB(),
            machine.os(),
            machine.jdk(),
            machine.spark(),
            machine.sgemm()));
    text.append(result.comparisons().isEmpty() ? "" : "\n");
    result.comparisons().forEach(comparison -> text.append(item(comparison)));
    text.append(result.measurements().isEmpty() ? "" : "\n" + table(result.measurements()));
    result.notes().forEach(note -> text.append("\n").append(note).append("\n"));
    return text.toString();
  }

  private static String item(Comparison comparison) {
    return String.format(
        Locale.ROOT,
        "- %s: **%s** (target %s %s, %s)%n",
        comparison.label(),
        quantity(comparison.value(), comparison.unit()),
        comparison.relation().sign(),
        quantity(comparison.target(), comparison.unit()),
        comparison.met() ? "met" : "not met");
  }

  private static String table(List<Measurement> measurements) {
    StringBuilder table =
        new StringBuilder(
            """
            | what | median | min | max | unit | repetitions |
            | --- | --- | --- | --- | --- | --- |
            """);
    for (Measurement measurement : measurements) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %d |%n",
              measurement.label(),
              number(measurement.median()),
              number(measurement.min()),
              number(measurement.max()),
              measurement.unit(),
              measurement.repetitions()));
    }
    return table.toString();
  }

  private static String quantity(double value, String unit) {
    return number(value) + " " + unit;
  }

  /** As many digits as a measurement is good for, and enough to tell a ratio from its target. */
  static String number(double value) {
    double size = Math.abs(value);
    if (Double.isNaN(value)) {
      return "not measured";
    }
    if (value == 0) {
      return "0";
    }
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.01 ? "%.3f" : "%.1e";
    return String.format(Locale.ROOT, format, value);
  }

  /** What GitHub makes of a heading. */
  static String anchor(String title) {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }
}
