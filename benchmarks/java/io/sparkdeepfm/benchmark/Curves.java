package io.sparkdeepfm.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws the curves of docs/results.md: validation AUC per epoch, from the history files that {@code
 * train} leaves beside a model.
 *
 * <p>Arguments: a folder of folders of {@code NAME.json}, and the folder for an SVG per folder.
 */
public final class Curves {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Color[] COLORS = {
    new Color(0x1f77b4), new Color(0xd95f02), new Color(0x2ca02c), new Color(0x9467bd)
  };

  private Curves() {}

  public static void main(String[] args) throws IOException {
    Path target = Files.createDirectories(Path.of(args[1]));
    try (Stream<Path> cases = Files.list(Path.of(args[0]))) {
      for (Path folder : cases.filter(Files::isDirectory).sorted().toList()) {
        draw(folder, target);
      }
    }
  }

  private static void draw(Path folder, Path target) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(720)
            .height(400)
            .title(folder.getFileName().toString())
            .xAxisTitle("epoch")
            .yAxisTitle("validation AUC")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.InsideSE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setYAxisDecimalPattern("0.000");
    try (Stream<Path> histories = Files.list(folder)) {
      List<Path> files =
          histories.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      for (int i = 0; i < files.size(); i++) {
        addSeries(chart, files.get(i), COLORS[i % COLORS.length]);
      }
    }
    String file = target.resolve(folder.getFileName().toString()).toString();
    VectorGraphicsEncoder.saveVectorGraphic(chart, file, VectorGraphicsFormat.SVG);
    Path svg = Path.of(file + ".svg");
    // Letters are outlines with a dozen digits per coordinate; one after the point is plenty.
    Files.writeString(svg, Files.readString(svg).replaceAll("(\\.\\d)\\d+", "$1"));
  }

  private static void addSeries(XYChart chart, Path history, Color color) throws IOException {
    List<Double> epochs = new ArrayList<>();
    List<Double> aucs = new ArrayList<>();
    JsonNode read = JSON.readTree(history.toFile());
    for (JsonNode epoch : read.get("epochs")) {
      epochs.add(epoch.get("epoch").asDouble());
      aucs.add(epoch.get("validationAuc").asDouble());
    }
    String name = history.getFileName().toString().replace(".json", "");
    XYSeries series =
        chart.addSeries(
            String.format("%s (best: epoch %d)", name, read.get("bestEpoch").asInt()),
            epochs,
            aucs);
    series.setLineColor(color);
    series.setMarker(SeriesMarkers.NONE);
  }
}
