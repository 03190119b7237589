package dev.rubato.web;

import dev.rubato.lab.Task;
import dev.rubato.web.started.Offer;
import dev.rubato.web.started.Starter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the page is served, and what it offers.
 *
 * @param host the address to listen at, such as {@code 127.0.0.1}
 * @param port from 1 to 65535, or 0 for a free one
 * @param token what a browser must know to be answered, or empty if anyone here may ask; needed
 *     where the host is not this machine alone
 * @param store the folder whose studies are shown; it need not exist
 * @param tasks what is trained in the server itself, to be bent
 * @param snapshotEvery how often a running training is copied, so that bends can start there
 * @param offers what studies may be started on: nothing else is ever started
 * @param starter starts studies of what is offered; null where none may be started
 */
public record PageSettings(
    String host,
    int port,
    String token,
    Path store,
    List<Task> tasks,
    Duration snapshotEvery,
    List<Offer> offers,
    @Nullable Starter starter) {
  /** What loopback is called. */
  private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "::1");

  private static final int SHORTEST_TOKEN = 16;

  public PageSettings {
    tasks = List.copyOf(tasks);
    offers = List.copyOf(offers);
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("the port must be from 0 to 65535, was " + port);
    }
    if (!token.isEmpty() && !token.matches("[A-Za-z0-9_-]{" + SHORTEST_TOKEN + ",200}")) {
      throw new IllegalArgumentException(
          "a token must be 16 to 200 letters, digits, hyphens and underscores");
    }
    if (token.isEmpty() && !LOOPBACK.contains(host)) {
      throw new IllegalArgumentException(
          "at " + host + " others can reach the page, so it needs a token; 127.0.0.1 needs none");
    }
  }

  /** A page that starts no studies. */
  public PageSettings(
      String host, int port, String token, Path store, List<Task> tasks, Duration snapshotEvery) {
    this(host, port, token, store, tasks, snapshotEvery, List.of(), null);
  }

  /** The same, but that studies of its tasks can be started. */
  public PageSettings with(Starter by) {
    return with(by, tasks.stream().map(Offer::of).toList());
  }

  /** The same, but that studies of what is offered can be started. */
  public PageSettings with(Starter by, List<Offer> offered) {
    return new PageSettings(host, port, token, store, tasks, snapshotEvery, offered, by);
  }

  /** A page on this machine alone, at a free port. */
  public static PageSettings local(Path store, List<Task> tasks) {
    return new PageSettings("127.0.0.1", 0, "", store, tasks, Duration.ofMillis(50));
  }

  /** Whether only this machine can reach it. */
  boolean isLocal() {
    return LOOPBACK.contains(host);
  }
}
