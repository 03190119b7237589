package dev.rubato.web.started;

import dev.rubato.file.SafeFile;
import dev.rubato.lab.store.Store;
import dev.rubato.plot.Json;
import dev.rubato.web.http.Replies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The study that a page has started: one at a time, as one process writes to a store at a time.
 * What was asked for stays in a file of the store until it has ended or was stopped, so that a page
 * that is started later goes on with it: what is finished is found in the store, and trainings
 * resume from their checkpoints.
 */
public final class StartedStudies implements AutoCloseable {
  private static final String WISH = "started.json";
  private static final String LOG = "started.log";
  private static final int LAST_BYTES = 4000;

  private final Path store;
  private final List<Offer> offers;
  private final @Nullable Starter starter;
  private @Nullable Process process;
  private @Nullable Wish wish;
  private boolean closed;

  /**
   * Nothing is started yet.
   *
   * @param store the folder of the store
   * @param offers what they may be started on
   * @param starter starts commands; null where none may be started
   */
  public StartedStudies(Path store, List<Offer> offers, @Nullable Starter starter) {
    this.store = store;
    this.offers = List.copyOf(offers);
    this.starter = starter;
  }

  /**
   * What is seen of it.
   *
   * @param offered whether studies can be started here
   * @param running whether one runs
   * @param kind of the last; empty before the first
   * @param task of the last
   * @param exit its status; null while it runs, and before the first
   * @param said what it said last
   */
  record Seen(
      boolean offered,
      boolean running,
      String kind,
      String task,
      @Nullable Integer exit,
      String said) {}

  /**
   * Goes on with what an earlier page had started and did not see the end of.
   *
   * @return whether there was such a study
   */
  public synchronized boolean resume() {
    Path file = store.resolve(WISH);
    if (starter == null || !Files.isRegularFile(file) || isHeld()) {
      return false;
    }
    try {
      start(Replies.parse(Files.readAllBytes(file), Wish.class));
      return true;
    } catch (IOException | RuntimeException e) {
      return false; // nobody's wish that could be granted
    }
  }

  /**
   * Starts a study.
   *
   * @throws IllegalArgumentException if nothing like it is offered
   * @throws IllegalStateException if another one writes to the store
   */
  synchronized void start(Wish asked) {
    Starter by = starter;
    if (by == null || closed) {
      throw new IllegalArgumentException("no study can be started here");
    }
    Offer offer = asked.check(offers);
    if (isRunning() || isHeld()) {
      throw new IllegalStateException(
          "a study writes to this store already: stop it first, or wait for its end");
    }
    try {
      SafeFile.createFolder(store);
      SafeFile.replace(store.resolve(WISH), to -> to.write(bytes(asked)));
      Process begun = by.start(asked.words(store, offer), store.resolve(LOG));
      wish = asked;
      process = begun;
      Thread watch = new Thread(() -> watch(begun), "rubato-started");
      watch.setDaemon(true);
      watch.start();
    } catch (IOException e) {
      throw new UncheckedIOException("the study can't be started", e);
    }
  }

  private static byte[] bytes(Wish asked) {
    return Json.line(asked).getBytes(StandardCharsets.UTF_8);
  }

  private boolean isRunning() {
    Process last = process;
    return last != null && last.isAlive();
  }

  private boolean isHeld() {
    if (!Store.exists(store)) {
      return false;
    }
    try (Store reading = Store.read(store)) {
      return !reading.holder().isEmpty();
    }
  }

  private void watch(Process begun) {
    try {
      begun.waitFor();
      ended(begun);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A study that ended by itself is not gone on with; one that the page's end stopped is. */
  private synchronized void ended(Process which) {
    if (which.equals(process) && !closed) {
      forget();
    }
  }

  private void forget() {
    try {
      Files.deleteIfExists(store.resolve(WISH));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the study, which keeps what it has. */
  synchronized void stop() {
    Process last = process;
    if (last == null || !last.isAlive()) {
      throw new IllegalStateException("no study that was started here runs");
    }
    forget();
    last.destroy();
  }

  /** What they may be started on. */
  List<Offer> offers() {
    return starter == null ? List.of() : offers;
  }

  synchronized Seen seen() {
    Process last = process;
    Wish asked = wish;
    if (last == null || asked == null) {
      return new Seen(starter != null, false, "", "", null, "");
    }
    boolean running = last.isAlive();
    return new Seen(
        starter != null,
        running,
        asked.kind(),
        asked.task(),
        running ? null : last.exitValue(),
        said());
  }

  /** The end of what it said. */
  private String said() {
    Path log = store.resolve(LOG);
    try (InputStream in = Files.newInputStream(log)) {
      long length = Files.size(log);
      in.skipNBytes(Math.max(0, length - LAST_BYTES));
      String text = new String(in.readNBytes(LAST_BYTES), StandardCharsets.UTF_8);
      return length > LAST_BYTES ? text.substring(text.indexOf('\n') + 1) : text;
    } catch (IOException e) {
      return "";
    }
  }

  /** Stops the study; the next page goes on with it. */
  @Override
  public synchronized void close() {
    closed = true;
    Process last = process;
    if (last != null) {
      last.destroy();
    }
  }
}
