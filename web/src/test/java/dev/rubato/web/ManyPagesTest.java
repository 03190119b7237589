package dev.rubato.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.store.Store;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it costs the server that many pages listen to a training and one watches a study. */
@Tag("long")
class ManyPagesTest {
  private static final int PAGES = 200;
  private static final int STALLED = 10;
  private static final int SECONDS = 60;

  /** Steps of the training: one every 2 ms, all the while. */
  private static final int STEPS = 40_000;

  @TempDir private Path folder;

  @Test
  void twoHundredListenForAMinuteAndThoseThatStallHoldNobody() throws Exception {
    try (Store store = Store.open(folder, "a test");
        PageProcess server = new PageProcess(folder, 2, 0);
        EventClients clients = new EventClients(server.address())) {
      StudiesTest.run(store, 3);
      ask(server.address().resolve("/api/studies/1"));
      PageProcess.Cost idle = server.cost();
      ask(
          HttpRequest.newBuilder(server.address().resolve("/api/trainings"))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"task\":\"valley\",\"strategy\":\"sgd: 0.01\",\"steps\":"
                          + STEPS
                          + ",\"seed\":1}")));
      SocketChannel[] stalled = new SocketChannel[STALLED];
      for (int i = 0; i < STALLED; i++) {
        stalled[i] = clients.stall();
      }
      for (int i = 0; i < PAGES; i++) {
        clients.join("", 0);
      }
      PageProcess.Cost begin = server.cost();
      long began = System.nanoTime();
      EventClients.Client leaving = clients.all().get(0);
      for (int second = 0; second < SECONDS; second += 2) {
        clients.listen(2000);
        ask(server.address().resolve("/api/studies/1"));
        if (second % 10 == 0) { // one leaves, and comes back to where it was
          leaving.leave();
          leaving = clients.join(leaving.place(), leaving.steps());
        }
      }
      PageProcess.Cost end = server.cost();
      double seconds = (System.nanoTime() - began) / 1e9;
      double cores = (end.cpuSeconds() - begin.cpuSeconds()) / seconds;
      System.out.printf(
          Locale.ROOT,
          "%d pages for %.0f s: %.0f %% of a core, %d MB (idle %d MB), %d threads%n",
          PAGES,
          seconds,
          100 * cores,
          end.megabytes(),
          idle.megabytes(),
          end.threads());
      int most = clients.all().stream().mapToInt(EventClients.Client::steps).max().orElse(0);
      assertThat(most).isGreaterThan(2000);
      assertThat(clients.all())
          .filteredOn(EventClients.Client::hasGap)
          .as("told twice, or not at all")
          .isEmpty();
      assertThat(clients.all())
          .filteredOn(each -> !each.hasEnded())
          .hasSize(PAGES)
          .allMatch(each -> each.steps() > 0.9 * most, "as far as the others: " + most)
          .allMatch(each -> each.place().contains(";1:"));
      assertThat(leaving.steps()).isGreaterThan((int) (0.9 * most));
      assertThat(end.megabytes()).isLessThan(idle.megabytes() + 60);
      assertThat(end.threads()).isLessThan(300);
      assertThat(cores).isLessThan(1.0);
      assertThat(EventClients.readToTheirEnds(List.of(stalled), 250_000))
          .as("the bytes on their way to those that were dropped; -1 if one was not")
          .allMatch(bytes -> bytes >= 0 && bytes < 600_000);
    }
  }

  private static void ask(URI address) throws Exception {
    ask(HttpRequest.newBuilder(address));
  }

  private static void ask(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }
}
