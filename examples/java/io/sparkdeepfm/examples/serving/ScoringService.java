package io.sparkdeepfm.examples.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A service that scores rows over HTTP, on the JDK's own server.
 *
 * <pre>
 * POST /score    {"rows": [{"city": "Paris", "age": 31}]} → {"scores": [0.27]}
 * GET  /metrics  counts and times, as Prometheus reads them
 * </pre>
 *
 * A request that cannot be scored gets status 400 and {@code {"error": "one sentence"}}; the
 * service goes on. When the model's file is replaced, requests that come later are scored by the
 * new model, and none is lost.
 */
public final class ScoringService implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads;
  private final ReloadingScorer scorer;
  private final RequestMetrics metrics = new RequestMetrics();

  /** What a client sends. */
  private record Request(List<Map<String, Object>> rows) {}

  /**
   * @param port 0 for any that is free
   * @throws IllegalArgumentException if the file is no model for serving
   */
  public ScoringService(Path model, String host, int port, int numThreads) throws IOException {
    scorer = new ReloadingScorer(model, metrics);
    server = HttpServer.create(new InetSocketAddress(host, port), 1024);
    threads = Executors.newFixedThreadPool(numThreads);
    server.setExecutor(threads);
    server.createContext("/score", exchange -> metrics.measured(() -> score(exchange)));
    server.createContext(
        "/metrics", exchange -> answer(exchange, 200, "text/plain", metrics.text()));
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private boolean score(HttpExchange exchange) {
    try {
      Request request = JSON.readValue(exchange.getRequestBody(), new TypeReference<>() {});
      if (request == null || request.rows() == null || request.rows().contains(null)) {
        throw new IllegalArgumentException("The request has no \"rows\", a list of objects.");
      }
      double[] scores = scorer.current().means(request.rows());
      answer(exchange, 200, "application/json", JSON.writeValueAsString(Map.of("scores", scores)));
      return true;
    } catch (JsonProcessingException e) {
      return refuse(exchange, "The request is no JSON of the form {\"rows\": [{...}]}.");
    } catch (IllegalArgumentException e) {
      return refuse(exchange, e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InternalError e) { // what the JVM throws where a mapped file has lost its end
      return refuse(
          exchange, 500, "The model's file was changed in place; replace it by a rename.");
    }
  }

  private static boolean refuse(HttpExchange exchange, String sentence) {
    return refuse(exchange, 400, sentence);
  }

  private static boolean refuse(HttpExchange exchange, int status, String sentence) {
    try {
      String body = JSON.writeValueAsString(Map.of("error", sentence));
      answer(exchange, status, "application/json", body);
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Ends the service once the requests in progress are answered, after two seconds at most. */
  @Override
  public void close() {
    server.stop(2);
    threads.shutdown();
    scorer.close();
  }

  public static void main(String[] args) throws IOException {
    if (args.length < 1 || args.length > 3) {
      System.err.println("Usage: examples/serving.sh FILE [PORT] [HOST], FILE by submit/export.sh");
      System.exit(2);
    }
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 8080;
    String host = args.length > 2 ? args[2] : "localhost";
    int cores = Runtime.getRuntime().availableProcessors();
    // The server sends headers and body by themselves: without this the body waits 40 ms for the
    // client to confirm the headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      ScoringService service = new ScoringService(Path.of(args[0]), host, port, cores);
      System.out.printf("Listening at http://%s:%d/score%n", host, service.port());
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }
}
