package io.sparkdeepfm.report;

import static io.sparkdeepfm.report.ReportTables.HtmlTable.Column.number;
import static io.sparkdeepfm.report.ReportTables.HtmlTable.Column.text;

import io.sparkdeepfm.encode.FieldCounts.FieldUsage;
import io.sparkdeepfm.report.ReportTables.HtmlTable.Row;
import io.sparkdeepfm.report.TrainingReport.Parameter;
import io.sparkdeepfm.train.EpochMetrics;
import java.util.ArrayList;
import java.util.List;

/** The tables of the page. */
final class ReportTables {
  private final TrainingReport report;

  ReportTables(TrainingReport report) {
    this.report = report;
  }

  HtmlTable epochs() {
    List<HtmlTable.Column> columns =
        new ArrayList<>(List.of(number("Epoch"), number("Training loss")));
    if (report.loss().isRegression()) {
      columns.add(number("Validation " + TrainingReport.errorName(report.loss())));
    } else {
      columns.add(number("Validation log loss"));
      columns.add(number("Validation AUC"));
    }
    for (String name :
        List.of(
            "Learning rate",
            "Time",
            "Examples/s",
            "Computing",
            "Rounds",
            "Exchanged",
            "Per round")) {
      columns.add(number(name));
    }
    return new HtmlTable("Epochs", columns, report.epochs().stream().map(this::row).toList());
  }

  private Row row(EpochMetrics epoch) {
    boolean best = report.isValidated() && epoch.epoch() == report.bestEpoch();
    List<String> cells = new ArrayList<>();
    cells.add(epoch.epoch() + (best ? " (best)" : ""));
    cells.add(Numbers.metric(epoch.loss()));
    if (report.loss().isRegression()) {
      cells.add(Numbers.metric(epoch.validationError()));
    } else {
      cells.add(Numbers.metric(epoch.validationLogLoss()));
      cells.add(Numbers.metric(epoch.validationAuc()));
    }
    cells.add(Numbers.scientific(epoch.learningRate()));
    cells.add(Numbers.duration(epoch.seconds()));
    cells.add(Numbers.count(epoch.examplesPerSecond()));
    cells.add(Numbers.percent(epoch.computeShare()));
    cells.add(Numbers.count(epoch.rounds()));
    cells.add(Numbers.bytes((double) epoch.bytesExchanged()));
    cells.add(Numbers.bytes(epoch.bytesPerRound()));
    return new Row(best, cells);
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

  /**
   * A table that scrolls sideways where it is wider than the screen; its first column stays.
   *
   * @param name said to those who cannot see it
   * @param columns from left to right
   * @param rows a cell per column
   */
  record HtmlTable(String name, List<Column> columns, List<Row> rows) {
    /**
     * A column.
     *
     * @param numeric whether its cells are numbers, which line up at the right
     */
    record Column(String title, boolean numeric) {
      static Column text(String title) {
        return new Column(title, false);
      }

      static Column number(String title) {
        return new Column(title, true);
      }
    }

    /**
     * A row.
     *
     * @param marked whether it stands out
     */
    record Row(boolean marked, List<String> cells) {
      static Row of(String... cells) {
        return new Row(false, List.of(cells));
      }
    }

    void write(Markup out) {
      // Whatever scrolls must be reachable by keyboard and have a name.
      out.open("div", "class", "scroll", "role", "region", "aria-label", name, "tabindex", "0");
      out.open("table").open("thead").open("tr");
      for (Column column : columns) {
        out.element("th", column.title(), "scope", "col", "class", style(column));
      }
      out.close().close().open("tbody");
      for (Row row : rows) {
        out.open("tr", "class", row.marked() ? "marked" : "");
        for (int c = 0; c < columns.size(); c++) {
          cell(out, c, row.cells().get(c));
        }
        out.close();
      }
      out.close().close().close();
    }

    private void cell(Markup out, int column, String text) {
      if (column == 0) {
        out.element("th", text, "scope", "row", "class", style(columns.get(0)));
      } else {
        out.element("td", text, "class", style(columns.get(column)));
      }
    }

    private static String style(Column column) {
      return column.numeric() ? "number" : "text";
    }
  }
}
