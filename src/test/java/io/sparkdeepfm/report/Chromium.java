package io.sparkdeepfm.report;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium that opens pages in frames as wide as a screen (its own windows are never
 * narrower than 500 pixels) and says what {@code page-checks.js} finds in them.
 *
 * @param program the executable
 */
record Chromium(Path program) {
  private static final Pattern RESULT =
      Pattern.compile("<pre id=\"result\">(.*?)</pre>", Pattern.DOTALL);

  /** The first on the path. */
  static Optional<Chromium> find() {
    return Stream.of("chromium", "chromium-browser", "google-chrome", "chrome")
        .flatMap(
            name ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                    .map(directory -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Chromium::new);
  }

  /**
   * Opens every page at every width.
   *
   * @param folder to work in
   * @param pages by a name for the findings
   * @param widths in pixels
   * @return lines of the page's name, the width and a finding; first for each page and width the
   *     colour scheme that it saw
   */
  List<String> findings(Path folder, Map<String, String> pages, List<Integer> widths, boolean dark)
      throws IOException, InterruptedException {
    Path wrapper = Files.writeString(folder.resolve("frames.html"), frames(pages, widths));
    Path output = folder.resolve("output.html");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + folder.resolve("profile"),
                "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1),
                "--dump-dom",
                wrapper.toUri().toString())
            .redirectOutput(output.toFile())
            .redirectError(folder.resolve("errors.txt").toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException("Chromium did not end within 120 s.");
    }
    Matcher result = RESULT.matcher(Files.readString(output));
    if (!result.find()) {
      throw new IOException("No result: " + Files.readString(folder.resolve("errors.txt")));
    }
    return result.group(1).lines().toList();
  }

  private static String frames(Map<String, String> pages, List<Integer> widths) throws IOException {
    StringBuilder html =
        new StringBuilder("<!DOCTYPE html><html style='color-scheme: light dark'><body><script>");
    html.append(script()).append("</script>\n");
    pages.forEach(
        (name, page) ->
            widths.forEach(
                width ->
                    html.append(
                        String.format(
                            "<iframe name='%s at %d' style='border:0;width:%dpx;height:800px'"
                                + " srcdoc=\"%s\"></iframe>%n",
                            name, width, width, Markup.escape(page)))));
    return html.append("<pre id=\"result\"></pre><script>onload = report;</script></body></html>")
        .toString();
  }

  private static String script() throws IOException {
    try (InputStream in = Chromium.class.getResourceAsStream("page-checks.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
