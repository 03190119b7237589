package dev.rubato.cli;

import dev.rubato.argument.Figures;
import dev.rubato.argument.Numbers;
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

/**
 * What a person sees while a study runs: first what it is and where it is kept, then in two lines
 * how far it is, the best so far and what runs now.
 */
final class StudyProgress implements StudyListener, Silenced, AutoCloseable {
  /** What share of the steps says how long the rest takes. */
  private static final double TELLING = 0.02;

  /** Nanoseconds of steps that tell it: a program may take long to start, and then be fast. */
  private static final double MOMENT = 1e8;

  /** Parts of a study whose trials end elsewhere than whole ones: none of them is the best. */
  private static final Set<String> PRELIMINARY = Set.of(RateFinder.SHORT, RateFinder.RANGE_TEST);

  private static final String SEPARATOR = " · ";

  private final Terminal terminal;
  private final LiveLine line;
  private final Metric judged;
  private final String title;
  private final List<String> phases;
  private String phase = "";
  private int trials;
  private int done;
  private int found;

  /** Whether the phase goes on, as that of a search that asks for a few trials at a time. */
  private boolean again;

  /** What was done when the phase went on. */
  private int before;

  private int failed;
  private String failure = "";
  private int faltered;
  private final List<String> lost = new ArrayList<>();
  private long start = System.nanoTime();
  private long planned;
  private long steps;
  private long firstSteps;
  private long firstTime;
  private @Nullable TrialResult best;
  private @Nullable Trial only;
  private int made;
  private double loss = Double.NaN;
  private @Nullable Trial running;
  private LossSparkline losses = new LossSparkline();
  private @Nullable Evaluation evaluation;

  /**
   * The progress of a study before it begins.
   *
   * @param title what it does with how many
   * @param phases those of its parts that are known to come, in order
   */
  StudyProgress(
      Terminal terminal, Metric judged, boolean quiet, String title, List<String> phases) {
    this.terminal = terminal;
    this.line = new LiveLine(terminal, quiet);
    this.judged = judged;
    this.title = title;
    this.phases = List.copyOf(phases);
  }

  /** Tells what the study is, and where it is kept, before anything slow begins. */
  void begin(String place) {
    line.tell(title + "; judged by " + judged.description() + "; " + place);
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
    losses = new LossSparkline();
    evaluation = null;
    done = again ? done : 0;
    found = again ? found : 0;
    before = done;
    planned = more;
    steps = 0;
    start = System.nanoTime();
  }

  @Override
  public void steps(TrialEvent.Steps event) {
    boolean first = steps == 0;
    steps += (long) event.count() * event.trials().size();
    if (first) {
      firstSteps = steps;
      firstTime = System.nanoTime();
    }
    made = event.from() + event.count();
    loss = event.losses()[event.count() - 1];
    running = event.trials().get(0);
    if (only != null) {
      for (int i = 0; i < event.count(); i++) {
        losses.add(event.losses()[i]);
      }
    }
    line.show(this::lines, this::plain);
  }

  @Override
  public void evaluated(TrialEvent.Evaluated event) {
    evaluation = event.evaluation();
    line.clear(); // another listener may write a row of results
  }

  @Override
  public void resumed(TrialResult soFar) {
    if (only != null) {
      made = soFar.made();
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
    if (done == trials && !again) {
      line.print(plain());
    } else if (now) {
      line.show(this::lines, this::plain);
    }
  }

  /** Both lines of a terminal. */
  private String lines() {
    int width = terminal.columns() - 1;
    boolean one = only != null && done == before;
    double elapsed = System.nanoTime() - start;
    double share = planned > 0 ? (double) steps / planned : 0;
    String amount =
        one && only != null
            ? String.format(Locale.ROOT, "step %,d of %,d", made, only.horizon().steps())
            : done + " of " + trials + (found > 0 ? " (" + found + " run before)" : "");
    String text =
        ProgressText.bar(
            ProgressText.phase(phase, phases),
            share,
            amount + " · " + ProgressText.clock(elapsed) + left(),
            width,
            terminal.glyphs());
    return terminal.shown(text + "\n" + (one ? ofOne() : bestAndNow(width)));
  }

  private String bestAndNow(int width) {
    Trial now = running;
    TrialResult first = PRELIMINARY.contains(phase) ? null : best;
    int half = first == null ? width : (width - SEPARATOR.length()) / 2;
    String last =
        now == null || done == trials ? "" : sized("now " + Figures.show(loss), now, half);
    if (first == null) {
      return last;
    }
    int room = last.isEmpty() ? width : width - last.length() - SEPARATOR.length();
    String best = sized("best " + Figures.show(first.last(judged)), first.trial(), room);
    return last.isEmpty() ? best : best + SEPARATOR + last;
  }

  private String sized(String figure, Trial trial, int room) {
    int left = room - figure.length() - 1;
    return figure
        + " "
        + ShortStrategy.of(trial.strategy().toString(), Math.max(8, left), terminal.glyphs());
  }

  /** The same in one line, for what is no terminal. */
  private String plain() {
    StringBuilder text = new StringBuilder(ProgressText.phase(phase, phases)).append(": ");
    if (only != null && done == before) {
      text.append(String.format(Locale.ROOT, "step %,d of %,d", made, only.horizon().steps()));
      String said = ofOne();
      return text.append(said.isEmpty() ? "" : " · " + said).append(left()).toString();
    }
    text.append(done).append(" of ").append(Numbers.count(trials, "trial"));
    if (found > 0) {
      text.append(" (").append(found).append(" run before)");
    }
    text.append(left());
    if (best != null && !PRELIMINARY.contains(phase)) {
      text.append(
          String.format(
              Locale.ROOT,
              " · best so far: %s %s, %s",
              judged.words(),
              Figures.show(best.last(judged)),
              best.trial().strategy()));
    }
    return text.toString();
  }

  /** The loss of the only trial, on a terminal with its line so far. */
  private String ofOne() {
    List<String> parts = new ArrayList<>();
    if (!Double.isNaN(loss)) {
      String curve = terminal.live() ? " " + losses.text(terminal.glyphs()) : "";
      parts.add(("loss " + Figures.show(loss) + curve).stripTrailing());
    }
    Map<String, Double> metrics = evaluation == null ? Map.of() : evaluation.metrics();
    Double value = metrics.get(judged.name());
    if (value != null) {
      parts.add(judged.words() + " " + Figures.show(value));
    }
    return String.join(" · ", parts);
  }

  /**
   * Nothing while so little is done that it tells nothing; the start of a program is no part of it.
   */
  private String left() {
    long more = steps - firstSteps;
    double elapsed = System.nanoTime() - firstTime;
    if (more == 0 || more < planned * TELLING || elapsed < MOMENT || done == trials) {
      return "";
    }
    return " · " + LiveLine.time(elapsed / more * (planned - steps)) + " left";
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
