package dev.rubato.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is answered, and what can be asked for. */
class GuardTest {
  private static final String TOKEN = "0123456789abcdef-XYZ";

  @TempDir private static Path folder;
  private static Page page;
  private static Page guarded;
  private static Asking asking;

  @BeforeAll
  static void start() throws IOException {
    page = Page.start(PageSettings.local(folder, List.of(new Valley())));
    guarded =
        Page.start(
            new PageSettings("127.0.0.1", 0, TOKEN, folder, List.of(), Duration.ofSeconds(1)));
    asking = new Asking(page);
  }

  @AfterAll
  static void end() {
    page.close();
    guarded.close();
  }

  /** Sends what HttpClient would not let us. */
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.address().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String withHost(String host) throws IOException {
    return raw("GET /api/tasks HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  @Test
  void listensOnThisMachineAlone() {
    assertThat(page.address().getHost()).isEqualTo("127.0.0.1");
    assertThat(page.address().getPort()).isPositive();
  }

  @Test
  void anotherAddressNeedsAToken() {
    assertThatThrownBy(
            () -> new PageSettings("0.0.0.0", 0, "", folder, List.of(), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a token");
    assertThatThrownBy(
            () -> new PageSettings("0.0.0.0", 0, "short", folder, List.of(), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 to 200");
  }

  @Test
  void aPortThatIsTakenIsSaid() {
    assertThatThrownBy(
            () ->
                Page.start(
                    new PageSettings(
                        "127.0.0.1",
                        page.address().getPort(),
                        "",
                        folder,
                        List.of(),
                        Duration.ofSeconds(1))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("--port");
  }

  @Test
  void namesOfOthersForThisMachineAreRefused() throws IOException {
    int port = page.address().getPort();
    assertThat(withHost("127.0.0.1:" + port)).startsWith("HTTP/1.1 200");
    assertThat(withHost("localhost:" + port)).startsWith("HTTP/1.1 200");
    assertThat(withHost("evil.example:" + port)).startsWith("HTTP/1.1 403");
    assertThat(withHost("evil.example")).contains("ask 127.0.0.1:" + port);
    assertThat(withHost("127.0.0.1")).startsWith("HTTP/1.1 403");
    assertThat(withHost("localhost:" + port + ".evil.example")).doesNotStartWith("HTTP/1.1 200");
  }

  @Test
  void pagesOfOthersAreRefused() {
    String own = "http://127.0.0.1:" + page.address().getPort();
    for (String origin : List.of("http://evil.example", "null", "https" + own.substring(4))) {
      HttpResponse<String> answer =
          asking.send(asking.request("api/tasks").header("Origin", origin));
      assertThat(answer.statusCode()).as(origin).isEqualTo(403);
    }
    assertThat(asking.send(asking.request("api/tasks").header("Origin", own)).statusCode())
        .isEqualTo(200);
    assertThat(
            asking
                .send(asking.request("api/tasks").header("Sec-Fetch-Site", "cross-site"))
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void formsCantAsk() {
    HttpResponse<String> answer =
        asking.send(
            asking
                .request("api/trainings")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{\"task\":\"valley\"}")));
    assertThat(answer.statusCode()).isEqualTo(415);
  }

  @Test
  void scriptsAndStylesOfOthersNeverRun() {
    HttpResponse<String> answer = asking.get("");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'")
        .contains("script-src 'self'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.body()).doesNotContain("<script>").doesNotContain("style=");
    assertThat(answer.headers().firstValue("Server")).isEmpty();
  }

  @Test
  void nothingButItsFilesCanBeRead() throws IOException {
    String end = " HTTP/1.1\r\nHost: 127.0.0.1:" + page.address().getPort();
    for (String path :
        List.of(
            "/../pom.xml",
            "/..%2f..%2fetc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd",
            "//etc/passwd",
            "/style.css/../../../etc/passwd",
            "/webjars/uplot/package.json",
            "/META-INF/MANIFEST.MF",
            "/dev/rubato/web/index.html",
            "/app.js;.css",
            "/index.html")) {
      String answer = raw("GET " + path + end + "\r\nConnection: close\r\n\r\n");
      assertThat(answer).as(path).doesNotStartWith("HTTP/1.1 200").doesNotContain("root:");
    }
    assertThat(asking.get("app.js").statusCode()).isEqualTo(200);
    assertThat(asking.get("uplot.js").body()).contains("uPlot");
  }

  @Test
  void largeAndDeepRequestsAreRefused() {
    String large = "{\"strategies\":[\"" + "x".repeat(300_000) + "\"],\"steps\":10}";
    assertThat(asking.post("api/design", large).statusCode()).isEqualTo(413);
    HttpResponse<String> streamed =
        asking.send(
            asking
                .request("api/design")
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () ->
                            new java.io.ByteArrayInputStream(
                                large.getBytes(StandardCharsets.UTF_8)))));
    assertThat(streamed.statusCode()).isIn(400, 413);
    String deep = "[".repeat(50_000) + "]".repeat(50_000);
    assertThat(asking.post("api/design", deep).statusCode()).isEqualTo(400);
    Map<String, Object> many =
        Map.of(
            "strategies", java.util.Collections.nCopies(9, "0.1"), "steps", 10, "stepsPerEpoch", 0);
    assertThat(asking.post("api/design", many).statusCode()).isEqualTo(400);
  }

  @Test
  void badRequestsAreToldAndNeverFailTheServer() {
    for (String body :
        List.of(
            "",
            "null",
            "[]",
            "{",
            "\"x\"",
            "{\"strategies\":null,\"steps\":1}",
            "{\"steps\":1e99}")) {
      HttpResponse<String> answer = asking.post("api/design", body);
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
      assertThat(Asking.json(answer).path("error").asText()).as(body).isNotEmpty();
    }
    assertThat(asking.get("api/studies/x").statusCode()).isEqualTo(404);
    assertThat(asking.get("api/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void nothingIsStartedButWhatIsOffered() {
    for (String task : List.of("digits", "java.lang.Runtime", "../valley", "sh -c true", "")) {
      HttpResponse<String> answer =
          asking.post(
              "api/trainings",
              Map.of("task", task, "strategy", "sgd: 0.01", "steps", 10, "seed", 1));
      assertThat(answer.statusCode()).as(task).isEqualTo(422);
      assertThat(answer.body()).contains("is not offered here");
    }
    HttpResponse<String> long_ =
        asking.post(
            "api/trainings",
            Map.of("task", "valley", "strategy", "sgd: 0.01", "steps", 1_000_000_000, "seed", 1));
    assertThat(long_.statusCode()).isEqualTo(422);
  }

  @Test
  void hostileTextsComeBackAsText() {
    String text = "\"</script><img src=x onerror=alert(1)>\" = sgd: 0.1";
    HttpResponse<String> answer =
        asking.post(
            "api/design", Map.of("strategies", List.of(text), "steps", 10, "stepsPerEpoch", 0));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
  }

  @Test
  void withATokenOnlyThoseWhoKnowItAreAnswered() {
    Asking others = new Asking(guarded);
    assertThat(guarded.address().getQuery()).isEqualTo("token=" + TOKEN);
    assertThat(others.get("").statusCode()).isEqualTo(401);
    assertThat(others.get("?token=0123456789abcdef-XYy").statusCode()).isEqualTo(401);
    assertThat(others.get("api/tasks?token=" + TOKEN).statusCode()).isEqualTo(401);
    HttpResponse<String> first = others.get("?token=" + TOKEN);
    assertThat(first.statusCode()).isEqualTo(200);
    String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict");
    String pair = cookie.substring(0, cookie.indexOf(';'));
    assertThat(others.send(others.request("api/tasks").header("Cookie", pair)).statusCode())
        .isEqualTo(200);
    assertThat(
            others
                .send(others.request("api/tasks").header("Authorization", "Bearer " + TOKEN))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void whatIsNoRequestIsToldNothingOfTheServer() throws IOException {
    for (String line : List.of("GET /%00 HTTP/1.1", "GET /%zz HTTP/1.1", "nonsense")) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.address().getPort())) {
        socket.setSoTimeout(10_000);
        String asked = line + "\r\nHost: " + page.address().getAuthority() + "\r\n\r\n";
        socket.getOutputStream().write(asked.getBytes(StandardCharsets.ISO_8859_1));
        socket.shutdownOutput();
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).as(line).contains(" 400 ").contains("\"error\"");
        assertThat(answer.toLowerCase(Locale.ROOT))
            .as(line)
            .doesNotContain("jetty", "<html", "exception");
      }
    }
    HttpResponse<String> wrong = new Asking(page).post("api/design", "{\"steps\": {}}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).doesNotContain("dev.rubato", "Deserialization");
  }

  @Test
  void manyBodiesThatNeverComeHoldNobody() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 400; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.address().getPort());
        slow.add(socket);
        String asked =
            "POST /api/design HTTP/1.1\r\nHost: "
                + page.address().getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
        socket.getOutputStream().write(asked.getBytes(StandardCharsets.ISO_8859_1));
      }
      assertThat(new Asking(page).get("api/tasks").statusCode()).isEqualTo(200);
    } finally {
      for (Socket each : slow) {
        each.close();
      }
    }
  }
}
