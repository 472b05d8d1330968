package io.sparkdeepfm.report;

import static io.sparkdeepfm.report.HtmlTable.Column.number;
import static io.sparkdeepfm.report.HtmlTable.Column.text;

import io.sparkdeepfm.encode.FieldCounts.FieldUsage;
import io.sparkdeepfm.report.HtmlTable.Row;
import io.sparkdeepfm.report.TrainingReport.Parameter;
import io.sparkdeepfm.train.EpochMetrics;
import java.util.List;

/** The tables of the page. */
final class ReportTables {
  private final TrainingReport report;

  ReportTables(TrainingReport report) {
    this.report = report;
  }

  HtmlTable epochs() {
    return new HtmlTable(
        "Epochs",
        List.of(
            number("Epoch"),
            number("Training loss"),
            number("Validation log loss"),
            number("Validation AUC"),
            number("Learning rate"),
            number("Time"),
            number("Examples/s"),
            number("Computing"),
            number("Rounds"),
            number("Exchanged"),
            number("Per round")),
        report.epochs().stream().map(this::row).toList());
  }

  private Row row(EpochMetrics epoch) {
    boolean best = report.isValidated() && epoch.epoch() == report.bestEpoch();
    return new Row(
        best,
        List.of(
            epoch.epoch() + (best ? " (best)" : ""),
            Numbers.metric(epoch.loss()),
            Numbers.metric(epoch.validationLogLoss()),
            Numbers.metric(epoch.validationAuc()),
            Numbers.scientific(epoch.learningRate()),
            Numbers.duration(epoch.seconds()),
            Numbers.count(epoch.examplesPerSecond()),
            Numbers.percent(epoch.computeShare()),
            Numbers.count(epoch.rounds()),
            Numbers.bytes((double) epoch.bytesExchanged()),
            Numbers.bytes(epoch.bytesPerRound())));
  }

  HtmlTable fields() {
    return new HtmlTable(
        "Fields",
        List.of(
            text("Field"),
            text("Vocabulary"),
            number("Size"),
            number("Unknown"),
            number("Empty or 0"),
            number("Values per row")),
        report.fields().stream().map(ReportTables::row).toList());
  }

  private static Row row(FieldUsage field) {
    boolean numeric = field.size() == 1;
    return Row.of(
        field.name(),
        numeric ? "numeric" : field.vocabulary(),
        Numbers.count(field.size()),
        Numbers.percent(field.unknownRate()),
        Numbers.percent(field.emptyRate()),
        Numbers.fixed(field.valuesPerExample(), 2));
  }

  /** Those that are not at their defaults. */
  HtmlTable changedParameters() {
    return new HtmlTable(
        "Parameters that differ from their defaults",
        List.of(text("Parameter"), text("Value"), text("Default")),
        report.parameters().stream()
            .filter(Parameter::changed)
            .map(p -> Row.of(p.name(), p.value(), p.defaultValue()))
            .toList());
  }

  HtmlTable defaultParameters() {
    return new HtmlTable(
        "Parameters at their defaults",
        List.of(text("Parameter"), text("Value")),
        report.parameters().stream()
            .filter(p -> !p.changed())
            .map(p -> Row.of(p.name(), p.value()))
            .toList());
  }

  HtmlTable versions() {
    return new HtmlTable(
        "Versions",
        List.of(text("What"), text("Version")),
        report.versions().stream().map(v -> Row.of(v.name(), v.value())).toList());
  }
}
