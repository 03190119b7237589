package dev.rubato.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks a page that is served, as a browser would. */
final class Served {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI address;

  /** A page at this address. */
  Served(URI address) {
    this.address = address;
  }

  /**
   * A training as the page was told of it.
   *
   * @param began the step at which it began
   * @param losses of each step
   */
  record Told(String strategy, String state, int began, List<Double> losses) {}

  JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address.resolve(path)).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + ": " + answer.body());
    }
    return MAPPER.readTree(answer.body());
  }

  JsonNode post(String path, Map<String, Object> body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(MAPPER.writeValueAsString(body)))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + ": " + answer.body());
    }
    return MAPPER.readTree(answer.body());
  }

  /** Listens until a training has ended. */
  Told ended(long id) throws IOException, InterruptedException {
    return told(id, told -> !told.state().equals("queued") && !told.state().equals("running"));
  }

  /** Listens until a training is as wanted. */
  Told told(long id, java.util.function.Predicate<Told> wanted)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address.resolve("api/trainings/events")).build();
    HttpResponse<java.io.InputStream> answer =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    List<Double> losses = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.startsWith("data: ")) {
          continue;
        }
        for (JsonNode branch : MAPPER.readTree(line.substring(6)).path("branches")) {
          if (branch.path("id").asLong() == id) {
            branch.path("losses").forEach(loss -> losses.add(loss.asDouble()));
            Told told =
                new Told(
                    branch.path("strategy").asText(),
                    branch.path("state").asText(),
                    branch.path("began").asInt(),
                    losses);
            if (wanted.test(told)) {
              return told;
            }
          }
        }
      }
    }
    throw new IOException("the stream has ended");
  }
}
