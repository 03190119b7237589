package dev.rubato.lab.sink;

import dev.rubato.argument.Numbers;
import dev.rubato.file.FileFailure;
import dev.rubato.lab.StudyListener;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the curves of a study's trials to where people look, TensorBoard's files or an MLflow
 * server, from a thread of its own: it never holds up a training. What can't be sent for a while is
 * tried again, and what did not fit into the memory meanwhile is taken from the result in the end.
 * After a kill or a stop the same study goes on where it was: no step is sent twice.
 *
 * <pre>{@code
 * try (CurveSender sender =
 *     CurveSender.toTensorBoard(Path.of("runs"), task, fingerprint, System.err::println)) {
 *   new Study(task, runner, ledger, List.of(sender), true).run("training", trials);
 * }
 * }</pre>
 */
public final class CurveSender implements StudyListener, AutoCloseable {
  private static final long MOST_HELD = 4_000_000; // steps that wait
  private static final long EVERY = 1000; // milliseconds between what is sent
  private static final long LONGEST_PAUSE = 30_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CurveSink sink;
  private final String task;
  private final String fingerprint;
  private final Consumer<String> told;
  private final Duration patience;
  private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>();
  private final AtomicLong held = new AtomicLong();
  private final Map<Trial, RunFeed> feeds = new LinkedHashMap<>();
  private final Map<Trial, TrialResult> resumed = new LinkedHashMap<>();
  private final Set<Trial> finished = new HashSet<>();
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean whole;
  private volatile String problem = "";
  private @Nullable String news;
  private long lastSent = System.nanoTime();
  private long nextTry = Long.MIN_VALUE;
  private long pause;
  private final AtomicInteger refused = new AtomicInteger();

  private record Item(int steps, Runnable work) {}

  /**
   * A sender whose thread runs until it is closed.
   *
   * @param fingerprint of the task, so that a changed task has other runs
   * @param told gets a sentence when something can't be sent
   * @param patience how long closing waits for what is still to be sent
   */
  CurveSender(
      CurveSink sink, String task, String fingerprint, Consumer<String> told, Duration patience) {
    this.sink = sink;
    this.task = task;
    this.fingerprint = fingerprint;
    this.told = told;
    this.patience = patience;
    thread = new Thread(this::work, "rubato-curves");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Writes event files for TensorBoard, a folder for each trial below one of the task's name.
   *
   * @param folder that TensorBoard is pointed to; made if it is not there
   * @param task its name
   * @param fingerprint of the task, so that a changed task has other runs
   * @param told gets a sentence when something can't be written
   */
  public static CurveSender toTensorBoard(
      Path folder, String task, String fingerprint, Consumer<String> told) {
    return new CurveSender(new TensorBoard(folder), task, fingerprint, told, PATIENCE);
  }

  /**
   * Sends curves to an MLflow server.
   *
   * @param study the name of a run above those of the trials; empty for none
   * @param identity of the study, so that it goes on in the same run
   * @param task its name
   * @param fingerprint of the task, so that a changed task has other runs
   * @param told gets a sentence when something can't be sent
   */
  public static CurveSender toMlflow(
      MlflowAddress address,
      String study,
      String identity,
      String task,
      String fingerprint,
      Consumer<String> told) {
    Mlflow sink = new Mlflow(address, new Mlflow.StudyWords(study, identity));
    return new CurveSender(sink, task, fingerprint, told, PATIENCE);
  }

  private void offer(int steps, Runnable work) {
    tellNews();
    if (!thread.isAlive() || (steps > 0 && held.get() > MOST_HELD)) {
      return; // the steps are in the result, too
    }
    held.addAndGet(steps);
    queue.add(new Item(steps, work));
  }

  @Override
  public void resumed(TrialResult soFar) {
    offer(0, () -> resumed.put(soFar.trial(), soFar));
  }

  @Override
  public void found(TrialResult result) {
    long time = System.currentTimeMillis();
    offer(0, () -> ended(result, time));
  }

  @Override
  public void begun(TrialEvent.Begun event) {
    offer(
        0,
        () ->
            event.trials().stream()
                .filter(trial -> !finished.contains(trial))
                .forEach(trial -> feed(trial, event.made())));
  }

  @Override
  public void steps(TrialEvent.Steps event) {
    long time = System.currentTimeMillis();
    offer(
        event.count() * event.trials().size(),
        () ->
            event
                .trials()
                .forEach(
                    trial -> {
                      if (!finished.contains(trial)) {
                        feed(trial, event.from())
                            .steps(event.from(), event.rates(), event.losses(), time);
                      }
                    }));
  }

  @Override
  public void evaluated(TrialEvent.Evaluated event) {
    long time = System.currentTimeMillis();
    offer(
        0,
        () ->
            event
                .trials()
                .forEach(
                    trial -> {
                      RunFeed feed = feeds.get(trial);
                      if (feed != null) {
                        feed.evaluated(event.evaluation(), time);
                      }
                    }));
  }

  @Override
  public void ended(TrialEvent.Ended event) {
    long time = System.currentTimeMillis();
    offer(0, () -> ended(event.result(), time));
  }

  private RunFeed feed(Trial trial, int made) {
    return feeds.computeIfAbsent(
        trial,
        none -> {
          TrialResult before = resumed.remove(trial);
          return new RunFeed(SinkRun.of(trial, task, fingerprint), before, made);
        });
  }

  private void ended(TrialResult result, long time) {
    Trial trial = result.trial();
    RunFeed feed = feeds.get(trial);
    if (finished.contains(trial) || (feed == null && result.status() == Status.CANCELLED)) {
      return;
    }
    if (feed == null) {
      feed = new RunFeed(SinkRun.of(trial, task, fingerprint), result, result.made());
      feeds.put(trial, feed);
    } else {
      feed.end(result, time);
    }
    finished.add(trial);
  }

  private void work() {
    try {
      while (!closing || !queue.isEmpty()) {
        Item item = queue.poll(EVERY / 4, TimeUnit.MILLISECONDS);
        if (item != null) {
          held.addAndGet(-item.steps());
          item.work().run();
        }
        if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastSent) >= EVERY) {
          flush();
        }
      }
      pause = 0;
      long begin = System.nanoTime();
      whole = flush();
      while (!whole && System.nanoTime() - begin < sink.tries().toNanos()) {
        Thread.sleep(EVERY / 10);
        whole = flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // its time is over
    } catch (RuntimeException | Error e) {
      problem = e.toString();
    }
  }

  /** Sends what waits, unless it failed a moment ago; whether all is sent. */
  private boolean flush() throws InterruptedException {
    lastSent = System.nanoTime();
    if (pause > 0 && System.nanoTime() < nextTry) {
      return false;
    }
    try {
      for (Map.Entry<Trial, RunFeed> each : List.copyOf(feeds.entrySet())) {
        flush(each.getKey(), each.getValue());
      }
      feeds.values().removeIf(RunFeed::isDone);
      if (closing && queue.isEmpty()) {
        sink.finish();
      }
      pause = 0;
      return true;
    } catch (IOException e) {
      tell("it is tried again", e);
      pause = Math.min(closing ? EVERY : LONGEST_PAUSE, pause == 0 ? EVERY / 2 : 2 * pause);
      nextTry = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
      feeds.values().removeIf(RunFeed::isDone);
      return false;
    }
  }

  /** Gives a run up that is refused: others may not be. */
  private void flush(Trial trial, RunFeed feed) throws IOException, InterruptedException {
    try {
      feed.flush(sink);
    } catch (CurveSink.Refused e) {
      tell("what is refused is left out", e);
      feeds.remove(trial);
      finished.add(trial);
      refused.incrementAndGet();
    }
  }

  private void tell(String next, IOException e) {
    String words = FileFailure.words(e);
    if (problem.isEmpty()) {
      news(
          "no curves get to %s now: %s; the trainings go on, and %s"
              .formatted(sink.place(), words, next));
    }
    problem = words;
  }

  private synchronized void news(String text) {
    news = text;
  }

  /** Tells it from the thread that tells events, since listeners are told of one at a time. */
  private void tellNews() {
    String text;
    synchronized (this) {
      text = news;
      news = null;
    }
    if (text != null) {
      told.accept(text);
    }
  }

  /** Sends the rest, for as long as its patience lasts, and tells what was not sent. */
  @Override
  public void close() {
    closing = true;
    queue.add(new Item(0, () -> {})); // so that it does not wait for one
    try {
      thread.join(Math.max(1, patience.toMillis()));
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(EVERY);
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    tellNews();
    if (!whole || refused.get() > 0) {
      long left = thread.isAlive() ? 0 : feeds.size() + refused.get();
      told.accept(
          "%s got not all of %s%s; the same command sends the rest, as finished trainings are not run again"
              .formatted(
                  sink.place(),
                  left == 0 ? "the curves" : Numbers.count(left, "training"),
                  problem.isEmpty() ? "" : ": " + problem));
    }
  }
}
