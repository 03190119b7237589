package dev.rubato.lab.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rubato.text.SafeText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Questions to an MLflow server by its REST API, version 2.0: one at a time, each once. */
final class MlflowClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final int EXCERPT = 200;
  private static final int NOT_FOUND = 404;
  private static final int FAILED = 400;
  private static final int SERVER = 500;

  /** What may go well another time: a time-out, too many questions. */
  private static final Set<Integer> FOR_NOW = Set.of(408, 425, 429);

  private final MlflowAddress address;
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  MlflowClient(MlflowAddress address) {
    this.address = address;
  }

  /** Asks for something by its name; an empty answer if it is not there. */
  JsonNode get(String path, String name, String value) throws IOException, InterruptedException {
    String query = "?" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    HttpResponse<String> answer = send(request(path + query).GET().build());
    return answer.statusCode() == NOT_FOUND && answer.body().contains("RESOURCE_DOES_NOT_EXIST")
        ? json.createObjectNode()
        : checked(answer);
  }

  /**
   * Has something done.
   *
   * @throws CurveSink.Refused if it would be refused again
   */
  JsonNode post(String path, Map<String, Object> body) throws IOException, InterruptedException {
    return checked(
        send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)))
                .build()));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address.uri() + "/api/2.0/mlflow/" + path))
            .timeout(ANSWER);
    if (!address.authorization().isEmpty()) {
      request.header("Authorization", address.authorization());
    }
    return request;
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    try {
      return client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (ConnectException e) { // often without words
      throw new IOException("no server answers at " + address.uri(), e);
    }
  }

  private JsonNode checked(HttpResponse<String> answer) throws IOException {
    int status = answer.statusCode();
    if (status < FAILED) {
      JsonNode read = read(answer.body());
      if (read == null || !read.isObject()) {
        throw new IOException(
            "what answers at "
                + address.uri()
                + " is no MLflow server: "
                + SafeText.line(answer.body(), EXCERPT));
      }
      return read;
    }
    JsonNode error = read(answer.body());
    String words =
        error != null && error.has("message")
            ? error.path("error_code").asText() + ": " + error.path("message").asText()
            : answer.body();
    String text = "it answers " + status + " " + SafeText.line(words, EXCERPT);
    throw status >= SERVER || FOR_NOW.contains(status)
        ? new IOException(text)
        : new CurveSink.Refused(text);
  }

  private @Nullable JsonNode read(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
