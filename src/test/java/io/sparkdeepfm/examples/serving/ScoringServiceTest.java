package io.sparkdeepfm.examples.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.TinyServed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example service, asked over HTTP. */
@Timeout(120)
class ScoringServiceTest {
  private static final String ROWS =
      "{\"rows\": [{\"site\": \"token1\", \"age\": 3}, {\"tags\": [1, \"x\"], \"hour\": 7.5}]}";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> send(ScoringService service, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + service.port() + path));
    return client.send(
        (body == null ? request.GET() : request.POST(BodyPublishers.ofString(body))).build(),
        BodyHandlers.ofString());
  }

  @Test
  void rowsAreScoredAndMistakesAreOneSentence() throws IOException, InterruptedException {
    Path file = TinyServed.write(TinyServed.model(), folder.resolve("model.serving"));
    try (ScoringService service = new ScoringService(file, "localhost", 0, 2)) {
      HttpResponse<String> scored = send(service, "/score", ROWS);
      assertEquals(200, scored.statusCode());
      assertTrue(scored.body().startsWith("{\"scores\":[0."), scored::body);
      HttpResponse<String> unknown = send(service, "/score", "{\"rows\": [{\"sight\": 1}]}");
      assertEquals(400, unknown.statusCode());
      assertEquals(
          "{\"error\":\"There is no column 'sight'; the model reads age, ratio, site, apps, tags,"
              + " hour.\"}",
          unknown.body());
      assertEquals(400, send(service, "/score", "{\"rows\": [").statusCode());
      assertEquals(400, send(service, "/score", "{}").statusCode());
      assertEquals(400, send(service, "/score", "null").statusCode());
      assertEquals(400, send(service, "/score", "{\"rows\": [null]}").statusCode());
      assertEquals(scored.body(), send(service, "/score", ROWS).body());
      String metrics = send(service, "/metrics", null).body();
      assertTrue(metrics.contains("requests_total{status=\"answered\"} 2\n"), metrics);
      assertTrue(metrics.contains("requests_total{status=\"refused\"} 5\n"), metrics);
    }
  }

  @Test
  void aReplacedModelIsTakenUpWithoutALostRequest() throws IOException, InterruptedException {
    Path file = TinyServed.write(TinyServed.model(), folder.resolve("model.serving"));
    Path other = TinyServed.write(TinyServed.model(80, 21), folder.resolve("other"));
    String before;
    String after = null;
    try (ScoringService service = new ScoringService(file, "localhost", 0, 2)) {
      before = send(service, "/score", ROWS).body();
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      for (int i = 0; i < 20_000 && (after == null || after.equals(before)); i++) {
        HttpResponse<String> response = send(service, "/score", ROWS);
        assertEquals(200, response.statusCode());
        after = response.body();
        Thread.sleep(2);
      }
      assertTrue(!before.equals(after), "the new model scores");
      Files.writeString(other, "no model");
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      Thread.sleep(1_500);
      assertEquals(after, send(service, "/score", ROWS).body(), "the old one stays");
    }
  }
}
