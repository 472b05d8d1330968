package io.sparkdeepfm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the page lies on a screen: nothing overlaps, is cut off, too wide, too small or too pale. */
class ReportInBrowserTest {
  private static final List<Integer> WIDTHS = List.of(390, 1280);
  private static Chromium chromium;

  @TempDir Path folder;

  @BeforeAll
  static void findChromium() {
    Optional<Chromium> found = Chromium.find();
    if (found.isEmpty()) {
      System.out.println(
          "Skipped: no Chromium is on the PATH, so the training report was not opened in a browser"
              + " (on Debian: apt-get install chromium).");
    }
    Assumptions.assumeTrue(found.isPresent(), "no Chromium is on the PATH");
    chromium = found.get();
  }

  private static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("ordinary", Reports.ordinary().toHtml());
    pages.put("smallest", Reports.smallest().toHtml());
    pages.put("extreme", Reports.extreme().toHtml());
    pages.put("constant", Reports.constant().toHtml());
    return pages;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothingIsWrongOnAPhoneAndOnALargeScreen(boolean dark) throws Exception {
    String scheme = dark ? " dark" : " light";
    List<String> expected =
        pages().keySet().stream()
            .flatMap(name -> WIDTHS.stream().map(width -> name + " at " + width + scheme))
            .toList();
    assertEquals(expected, chromium.findings(folder, pages(), WIDTHS, dark));
  }

  @Test
  void whatIsWrongIsFound() throws Exception {
    String page =
        "<!DOCTYPE html><html><body style='margin:0;width:500px'>"
            + "<p style='position:absolute;top:300px'>under</p>"
            + "<p style='position:absolute;top:305px'>over</p>"
            + "<p style='color:#bbb'>pale</p><p style='font-size:8px'>tiny</p>"
            + "<svg viewBox='0 0 100 20' style='width:300px'><text x='80' y='15'>cut off</text>"
            + "</svg></body></html>";
    List<String> findings = chromium.findings(folder, Map.of("bad", page), List.of(390), false);
    for (String part :
        List.of(
            "500 px wide on 390",
            "'under' overlaps 'over'",
            "'pale' has a contrast of 1.9",
            "'tiny' is 8.0 px high",
            "'cut off' is clipped")) {
      assertTrue(findings.stream().anyMatch(line -> line.contains(part)), part + ": " + findings);
    }
  }
}
