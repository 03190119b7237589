package dev.rubato.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks for a study again and again, as a page does that has it open. */
final class Watcher implements AutoCloseable {
  private static final Pattern REVISION = Pattern.compile("\"revision\":\\s*\"([^\"]*)\"");

  private final URI address;
  private final long study;
  private final Thread thread;
  private volatile boolean gone;
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicInteger drawn = new AtomicInteger();

  Watcher(URI address, long study, long everyMillis) {
    this.address = address;
    this.study = study;
    this.thread = new Thread(() -> watch(everyMillis), "watcher");
    thread.start();
  }

  private void watch(long everyMillis) {
    String known = "";
    try {
      while (!gone) {
        get("/api/started");
        get("/api/studies");
        String now =
            REVISION
                .matcher(get("/api/studies/" + study))
                .results()
                .map(each -> each.group(1))
                .collect(Collectors.joining());
        if (!now.equals(known)) {
          get("/api/studies/" + study + "/curves");
          known = now;
          drawn.incrementAndGet();
        }
        looks.incrementAndGet();
        Thread.sleep(everyMillis);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How often it has asked. */
  int looks() {
    return looks.get();
  }

  /** How often there was something new to draw. */
  int drawn() {
    return drawn.get();
  }

  private String get(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) address.resolve(path).toURL().openConnection();
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    gone = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
