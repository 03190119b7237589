package dev.rubato.cli;

import dev.rubato.lab.Metric;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.run.Progress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a person sees while a study runs: trials done, the best so far, the time left. */
final class StudyProgress implements Progress, AutoCloseable {
  private static final int PARTS = 10;

  private final Terminal terminal;
  private final LiveLine line;
  private final Metric judged;
  private String phase = "";
  private int trials;
  private int done;
  private int found;
  private int shown;
  private int failed;
  private String failure = "";
  private long start = System.nanoTime();
  private long planned;
  private long steps;
  private @Nullable TrialResult best;

  StudyProgress(Terminal terminal, Metric judged, boolean quiet, String title) {
    this.terminal = terminal;
    this.line = new LiveLine(terminal, quiet);
    this.judged = judged;
    line.print(title);
  }

  @Override
  public void phase(String name, int count, long more) {
    phase = name;
    trials = count;
    done = 0;
    found = 0;
    shown = 0;
    planned = more;
    steps = 0;
    start = System.nanoTime();
  }

  @Override
  public void steps(long count) {
    steps += count;
    line.show(this::now);
  }

  @Override
  public void ended(TrialResult result, boolean before) {
    done++;
    if (before) {
      found++; // it took no time, so it says nothing of the time left
      planned -= result.trial().horizon().steps();
      steps -= result.trial().horizon().steps();
    }
    if (result.status() == TrialResult.Status.FAILED && failed++ == 0) {
      failure =
          "%s, seed %d: %s"
              .formatted(result.trial().strategy(), result.trial().seed(), result.reason());
    }
    double value = result.last(judged);
    if (Double.isFinite(value)
        && (best == null || judged.bestFirst().compare(value, best.last(judged)) < 0)) {
      best = result;
    }
    boolean more = done * PARTS / Math.max(1, trials) > shown && !before;
    if (more || done == trials) {
      shown = done * PARTS / Math.max(1, trials);
      line.print(now());
    }
  }

  private String now() {
    StringBuilder text = new StringBuilder();
    text.append(phase).append(": ").append(done).append(" of ").append(trials).append(" trials");
    if (found > 0) {
      text.append(" (").append(found).append(" run before)");
    }
    if (steps > 0 && done < trials) {
      double elapsed = System.nanoTime() - start;
      text.append(" · ").append(LiveLine.time(elapsed / steps * (planned - steps))).append(" left");
    }
    if (best != null) {
      text.append(
          String.format(
              Locale.ROOT,
              " · best so far: %s %.4f, %s",
              judged.name().replace('-', ' '),
              best.last(judged),
              best.trial().strategy()));
    }
    return text.toString();
  }

  @Override
  public void close() {
    line.close();
    if (failed > 0) {
      terminal
          .err()
          .println(
              (failed == 1 ? "1 trial failed: " : failed + " trials failed, the first: ")
                  + Terminal.printable(failure));
    }
  }
}
