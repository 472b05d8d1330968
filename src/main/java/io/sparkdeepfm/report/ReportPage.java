package io.sparkdeepfm.report;

import io.sparkdeepfm.report.Chart.Series;
import io.sparkdeepfm.report.TrainingReport.Fact;
import io.sparkdeepfm.report.TrainingReport.Parameter;
import io.sparkdeepfm.train.TrainingNotes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Puts the page together: one file that needs no network and no script, light or dark as the
 * reader's system is, from the width of a phone up.
 */
final class ReportPage {
  private static final String STYLE = "report.css";

  private final TrainingReport report;
  private final ReportTables tables;
  private final Markup out = Markup.document();

  ReportPage(TrainingReport report) {
    this.report = report;
    tables = new ReportTables(report);
  }

  String html() {
    out.open("html", "lang", "en");
    head();
    out.open("body").open("main");
    out.element("h1", report.title());
    facts();
    curves();
    fields();
    parameters();
    section("Versions");
    tables.versions().write(out);
    out.close().close().close().close(); // section, main, body, html
    return out.toString();
  }

  private void head() {
    out.open("head").leaf("meta", "charset", "utf-8");
    out.leaf("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    out.leaf("meta", "name", "color-scheme", "content", "light dark");
    out.element("title", report.title()).style(css()).close();
  }

  static String css() {
    try (InputStream in = ReportPage.class.getResourceAsStream(STYLE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void facts() {
    out.open("dl", "class", "facts");
    for (Fact fact : report.facts()) {
      out.open("div").element("dt", fact.name()).element("dd", fact.value()).close();
    }
    out.close();
    TrainingNotes.of(report.best().validationAuc(), report.fields())
        .forEach(note -> out.element("p", note, "class", "note", "role", "note"));
  }

  /** Begins a section, which the caller closes. */
  private void section(String title) {
    out.open("section").element("h2", title);
  }

  private void curves() {
    section("Curves");
    out.element("p", curvesNote(), "class", "note");
    out.open("div", "class", "charts");
    new ReportCharts(report).all().forEach(this::figure);
    out.close();
    table(tables.epochs(), "Every epoch in numbers");
    out.close();
  }

  private String curvesNote() {
    return report.isValidated()
        ? String.format(
            "The model has the parameters of epoch %d, the best by the validation rows.%s",
            report.bestEpoch(),
            report.loss().isRegression()
                ? ""
                : " ROC and calibration are of these rows after that epoch.")
        : "There were no validation rows, so the model has the parameters of the last epoch; set"
            + " validationFraction or validationIndicatorCol to see how it does on other rows.";
  }

  private void figure(Chart chart) {
    out.open("figure").element("h3", chart.title());
    ChartSvg.draw(chart, out);
    if (chart.series().size() > 1) {
      out.open("figcaption");
      chart.series().forEach(this::legend);
      out.close();
    }
    out.close();
  }

  private void legend(Series series) {
    out.open("span", "class", "key").open("svg", "viewBox", "0 0 24 10", "aria-hidden", "true");
    boolean dashed = series.form() == Series.Form.DASHES;
    String style = (dashed ? "line dashed " : "line ") + series.color();
    out.leaf("line", "class", style, "x1", "0", "y1", "5", "x2", "24", "y2", "5");
    if (!dashed && series.color().equals("s1")) {
      out.leaf("circle", "class", "mark s1", "cx", "12", "cy", "5", "r", "3.2");
    } else if (!dashed) {
      out.leaf("rect", "class", "mark s2", "x", "8.8", "y", "1.8", "width", "6.4", "height", "6.4");
    }
    out.close().text(series.name()).close();
  }

  private void table(ReportTables.HtmlTable table, String summary) {
    out.open("details").element("summary", summary);
    table.write(out);
    out.close();
  }

  private void fields() {
    section("Fields");
    out.element(
        "p",
        "Of the training rows. Size counts the features of the vocabulary, the unknown included;"
            + " unknown is the part of the values that the vocabulary has not, known for fields of"
            + " a VocabularyIndexer only.",
        "class",
        "note");
    tables.fields().write(out);
    out.close();
  }

  private void parameters() {
    section("Parameters");
    if (report.parameters().stream().anyMatch(Parameter::changed)) {
      out.element("h3", "Not at their defaults");
      tables.changedParameters().write(out);
    } else {
      out.element("p", "All have their default values.");
    }
    if (!report.parameters().stream().allMatch(Parameter::changed)) {
      table(tables.defaultParameters(), "At their defaults");
    }
    out.close();
  }
}
