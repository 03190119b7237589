package dev.rubato.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages are told of running trainings. */
class EventsTest {
  @TempDir private static Path folder;
  private static Page page;
  private static Asking asking;

  @BeforeAll
  static void start() throws IOException {
    page = Page.start(PageSettings.local(folder, List.of(new Valley(2))));
    asking = new Asking(page);
  }

  @AfterAll
  static void end() {
    page.close();
  }

  /** One page's stream of events. */
  private static final class Stream implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private String place = "";

    Stream(String known) throws IOException {
      int port = page.address().getPort();
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(20_000);
      String asked =
          "GET /api/trainings/events HTTP/1.0\r\nHost: 127.0.0.1:" // whose answers come in one
              // piece
              + port
              + (known.isEmpty() ? "" : "\r\nLast-Event-ID: " + known)
              + "\r\n\r\n";
      socket.getOutputStream().write(asked.getBytes(StandardCharsets.ISO_8859_1));
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    JsonNode next() throws IOException {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("id: ")) {
          place = line.substring(4);
        }
        if (line.startsWith("data: ")) {
          return new ObjectMapper().readTree(line.substring(6));
        }
      }
      throw new IOException("the stream has ended");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static long train(long steps) {
    return asking
        .asked(
            "api/trainings",
            Map.of("task", "valley", "strategy", "sgd: 0.01", "steps", steps, "seed", 1))
        .path("id")
        .asLong();
  }

  private static JsonNode branch(JsonNode news, long id) {
    for (JsonNode each : news.path("branches")) {
      if (each.path("id").asLong() == id) {
        return each;
      }
    }
    return new ObjectMapper().createObjectNode();
  }

  @Test
  void aPageThatReturnsGoesOnWhereItWas() throws IOException {
    long id = train(300);
    List<Double> losses = new ArrayList<>();
    String place;
    try (Stream stream = new Stream("")) {
      JsonNode first = stream.next();
      assertThat(first.path("fresh").asBoolean()).isTrue();
      branch(first, id).path("losses").forEach(each -> losses.add(each.asDouble()));
      while (losses.isEmpty()) {
        branch(stream.next(), id).path("losses").forEach(each -> losses.add(each.asDouble()));
      }
      place = stream.place;
    }
    int known = losses.size();
    String state = "";
    try (Stream stream = new Stream(place)) {
      while (!state.equals("done")) {
        JsonNode news = stream.next();
        assertThat(news.path("fresh").asBoolean()).isFalse();
        JsonNode branch = branch(news, id);
        if (!branch.isEmpty()) {
          assertThat(branch.path("from").asInt()).isEqualTo(losses.size());
          branch.path("losses").forEach(each -> losses.add(each.asDouble()));
          state = branch.path("state").asText();
        }
      }
    }
    assertThat(losses).hasSize(300);
    assertThat(known).isLessThan(300);
  }

  @Test
  void placesThatNobodyGaveAreTakenForNone() throws IOException {
    train(10);
    for (String place : List.of("x", "a;1;1:99999999999:3", "<script>", "z;9;1:5:5", ";;;;")) {
      try (Stream stream = new Stream(place)) {
        assertThat(stream.next().path("fresh").asBoolean()).as(place).isTrue();
      }
    }
  }

  @Test
  void pagesThatTakeNothingHoldNobody() throws IOException {
    List<Stream> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        stalled.add(new Stream("")); // and never read
      }
      long id = train(400);
      String state = "";
      try (Stream stream = new Stream("")) {
        while (!state.equals("done")) {
          state = branch(stream.next(), id).path("state").asText(state);
        }
      }
      assertThat(asking.get("api/tasks").statusCode()).isEqualTo(200);
    } finally {
      for (Stream each : stalled) {
        each.close();
      }
    }
  }

  @Test
  void aBendIsAskedForAndStarted() throws IOException {
    long id = train(60);
    Map<String, Object> bend =
        Map.of("from", 20, "points", List.of(Map.of("step", 60, "rate", 0.02)));
    assertThat(asking.asked("api/trainings/" + id + "/preview", bend).path("strategy").asText())
        .isEqualTo("sgd: 0.01 until 20 then linear(-> 0.02)");
    long child = asking.asked("api/trainings/" + id + "/bend", bend).path("id").asLong();
    try (Stream stream = new Stream("")) {
      JsonNode branch = branch(stream.next(), child);
      while (!branch.path("state").asText().equals("done")) {
        JsonNode next = branch(stream.next(), child);
        branch = next.isEmpty() ? branch : next;
      }
      assertThat(branch.path("parent").asLong()).isEqualTo(id);
    }
    assertThat(
            asking
                .post(
                    "api/trainings/" + id + "/bend",
                    Map.of("from", 70, "points", List.of(Map.of("step", 10, "rate", 1))))
                .statusCode())
        .isEqualTo(422);
    assertThat(asking.send(asking.request("api/trainings/" + id).DELETE()).statusCode())
        .isEqualTo(422);
    assertThat(asking.send(asking.request("api/trainings/" + child).DELETE()).statusCode())
        .isEqualTo(200);
  }
}
