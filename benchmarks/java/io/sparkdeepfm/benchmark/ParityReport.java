package io.sparkdeepfm.benchmark;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The tables of docs/results.md on the parity with PyTorch, and a picture per data set. */
final class ParityReport {
  private static final Color[] COLORS = {
    new Color(0x1f77b4), new Color(0xd95f02), new Color(0x2ca02c), new Color(0x9467bd)
  };

  private ParityReport() {}

  /** Writes parity.md and parity-SET.svg. */
  static void write(List<ParityPair> pairs, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> lines = new ArrayList<>();
    lines.add(
        "| rows | recipe | ours: test AUC / log loss | PyTorch | difference of AUC | standard error"
            + " | within two |");
    lines.add("| --- | --- | --- | --- | --- | --- | --- |");
    pairs.forEach(pair -> lines.add(pair.tableRow()));
    lines.add("");
    lines.add("| rows | recipe | ours: validation AUC per epoch | PyTorch |");
    lines.add("| --- | --- | --- | --- |");
    pairs.forEach(pair -> lines.add(pair.curveRow()));
    Files.write(folder.resolve("parity.md"), lines);
    Set<String> sets = new LinkedHashSet<>();
    pairs.forEach(pair -> sets.add(pair.set()));
    for (String set : sets) {
      draw(set, pairs.stream().filter(pair -> pair.set().equals(set)).toList(), folder);
    }
  }

  private static void draw(String set, List<ParityPair> pairs, Path folder) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(720)
            .height(400)
            .title(set)
            .xAxisTitle("epoch")
            .yAxisTitle("validation AUC")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.InsideSE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setYAxisDecimalPattern("0.000");
    for (int i = 0; i < pairs.size(); i++) {
      ParityPair pair = pairs.get(i);
      Color color = COLORS[i % COLORS.length];
      add(chart, pair.recipe() + ", ours", pair.ours(), color, true);
      add(chart, pair.recipe() + ", PyTorch", pair.theirs(), color, false);
    }
    String file = folder.resolve("parity-" + fileName(set)).toString();
    VectorGraphicsEncoder.saveVectorGraphic(chart, file, VectorGraphicsFormat.SVG);
    Path svg = Path.of(file + ".svg");
    // Letters are outlines with a dozen digits per coordinate; one after the point is plenty.
    Files.writeString(svg, Files.readString(svg).replaceAll("(\\.\\d)\\d+", "$1"));
  }

  private static String fileName(String set) {
    return set.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  /** The mean over the seeds. */
  private static void add(
      XYChart chart, String name, List<ParityFit> fits, Color color, boolean solid) {
    double[] aucs = ParityPair.curve(fits);
    double[] epochs = IntStream.rangeClosed(1, aucs.length).asDoubleStream().toArray();
    XYSeries series = chart.addSeries(name, epochs, aucs);
    series.setLineColor(color);
    series.setLineStyle(solid ? SeriesLines.SOLID : SeriesLines.DASH_DASH);
    series.setMarker(SeriesMarkers.NONE);
  }
}
