package dev.rubato.cli;

import dev.rubato.argument.Figures;
import dev.rubato.lab.Metric;
import dev.rubato.lab.StudyListener;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.find.RateFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a person sees while a study runs: trials done, the best so far, the time left. */
final class StudyProgress implements StudyListener, Silenced, AutoCloseable {
  private static final int PARTS = 10;

  /** Parts of a study whose trials end elsewhere than whole ones: none of them is the best. */
  private static final Set<String> PRELIMINARY = Set.of(RateFinder.SHORT, RateFinder.RANGE_TEST);

  private final Terminal terminal;
  private final LiveLine line;
  private final Metric judged;
  private String phase = "";
  private int trials;
  private int done;
  private int found;

  /** Whether the phase goes on, as that of a search that asks for a few trials at a time. */
  private boolean again;

  /** What was done when the phase went on. */
  private int before;

  private int shown;
  private int failed;
  private String failure = "";
  private int faltered;
  private final List<String> lost = new ArrayList<>();
  private long start = System.nanoTime();
  private long planned;
  private long steps;
  private @Nullable TrialResult best;
  private @Nullable Trial only;
  private int made;
  private double loss = Double.NaN;
  private @Nullable Evaluation evaluation;

  StudyProgress(Terminal terminal, Metric judged, boolean quiet, String title) {
    this.terminal = terminal;
    this.line = new LiveLine(terminal, quiet);
    this.judged = judged;
    line.print(title + "; judged by " + judged.description());
    Metric named = Metric.named(judged.name());
    if (named != null && named.lowerIsBetter() != judged.lowerIsBetter()) {
      terminal
          .err()
          .println(
              "rubato: warning: "
                  + Terminal.printable(judged.description())
                  + " as asked, though its name says the contrary");
    }
  }

  @Override
  public void phase(String name, List<Trial> all, long more) {
    again = name.equals(phase);
    phase = name;
    trials = again ? trials + all.size() : all.size();
    only = all.size() == 1 ? all.get(0) : null;
    made = 0;
    loss = Double.NaN;
    evaluation = null;
    done = again ? done : 0;
    found = again ? found : 0;
    before = done;
    shown = 0;
    planned = more;
    steps = 0;
    start = System.nanoTime();
  }

  @Override
  public void steps(TrialEvent.Steps event) {
    steps += (long) event.count() * event.trials().size();
    made = event.from() + event.count();
    loss = event.losses()[event.count() - 1];
    line.show(this::now);
  }

  @Override
  public void evaluated(TrialEvent.Evaluated event) {
    evaluation = event.evaluation();
    line.clear(); // another listener may write a row of results
  }

  @Override
  public void resumed(TrialResult soFar) {
    if (only != null) {
      made = soFar.losses().length;
      line.print(String.format(Locale.ROOT, "resumed after step %,d", made));
    }
  }

  @Override
  public void spared(long count) {
    planned -= count;
  }

  @Override
  public void found(TrialResult result) {
    found++;
    end(result, false);
  }

  @Override
  public void ended(TrialEvent.Ended event) {
    end(event.result(), true);
  }

  @Override
  public void dropped(TrialListener listener, Throwable reason) {
    lost.add(listener.getClass().getSimpleName() + " missed part of this study: " + reason);
  }

  @Override
  public void leftOut(String optimizer, String reason) {
    lost.add(optimizer + " is left out, as its first trainings failed: " + reason);
  }

  @Override
  public void faltered(TrialEvent.Faltered event) {
    faltered++;
  }

  /** Tells of what can't wait for the end of the study. */
  void warn(String text) {
    line.warn(text);
  }

  private void end(TrialResult result, boolean now) {
    done++;
    if (result.status() == TrialResult.Status.FAILED && failed++ == 0) {
      failure =
          String.format(
              Locale.ROOT,
              "%s, seed %d: %s",
              result.trial().strategy(),
              result.trial().seed(),
              result.reason());
    }
    double value = result.last(judged);
    if (!PRELIMINARY.contains(phase)
        && Double.isFinite(value)
        && (best == null || judged.bestFirst().compare(value, best.last(judged)) < 0)) {
      best = result;
    }
    if (again) {
      line.show(this::now);
      return;
    }
    boolean more = done * PARTS / Math.max(1, trials) > shown && now;
    if (more || done == trials) {
      shown = done * PARTS / Math.max(1, trials);
      line.print(now());
    }
  }

  private String now() {
    StringBuilder text = new StringBuilder(phase).append(": ");
    if (only != null && done == before) {
      return text.append(ofOne(only)).append(left()).toString();
    }
    text.append(done).append(" of ").append(trials).append(" trials");
    if (found > 0) {
      text.append(" (").append(found).append(" run before)");
    }
    text.append(left());
    if (best != null && !PRELIMINARY.contains(phase)) {
      text.append(
          String.format(
              Locale.ROOT,
              " · best so far: %s %s, %s",
              judged.name().replace('-', ' '),
              Figures.show(best.last(judged)),
              best.trial().strategy()));
    }
    return text.toString();
  }

  /** How far the only trial is. */
  private String ofOne(Trial trial) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "step %,d of %,d", made, trial.horizon().steps()));
    if (!Double.isNaN(loss)) {
      text.append(" · loss " + Figures.show(loss));
    }
    Map<String, Double> metrics = evaluation == null ? Map.of() : evaluation.metrics();
    Double value = metrics.get(judged.name());
    if (value != null) {
      text.append(" · " + judged.name().replace('-', ' ') + " " + Figures.show(value));
    }
    return text.toString();
  }

  private String left() {
    if (steps == 0 || done == trials) {
      return "";
    }
    double elapsed = System.nanoTime() - start;
    return " · " + LiveLine.time(elapsed / steps * (planned - steps)) + " left";
  }

  @Override
  public void silence() {
    line.end();
  }

  @Override
  public void close() {
    line.close();
    lost.forEach(each -> terminal.err().println("rubato: " + Terminal.printable(each)));
    if (faltered > 0) {
      terminal
          .err()
          .println(
              "rubato: the engine faltered "
                  + (faltered == 1 ? "once" : faltered + " times")
                  + ": a gradient was not finite, but a retry of the step was, whose result counts;"
                  + " rubato doctor checks the engine");
    }
    if (failed > 0) {
      terminal
          .err()
          .println(
              (failed == 1 ? "1 trial failed: " : failed + " trials failed, the first: ")
                  + Terminal.printable(failure));
    }
  }
}
