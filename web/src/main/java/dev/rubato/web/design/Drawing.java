package dev.rubato.web.design;

import dev.rubato.argument.Numbers;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.notation.Labelled;
import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningNumber;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Draws strategies: the curves of all their numbers, what is wrong with them, and their handles.
 */
final class Drawing {
  private static final int LOOKS = 2000;

  /**
   * A picture.
   *
   * @param strategies in the order in which they were asked
   * @param charts one for the rate, and one for each other number that changes in any of them
   * @param stride 1 if every step was looked at, otherwise how far apart the steps are
   */
  record Picture(List<Drawn> strategies, List<Plot> charts, long stride) {}

  /**
   * One strategy.
   *
   * @param name its label, or its notation
   * @param notation in the standard form, empty where there is an error
   * @param java the line that makes it in Java
   * @param constants its numbers that don't change, as texts
   * @param warnings what is probably a slip
   * @param watches the metrics that it watches: the curve is that of a training that improves
   * @param handles where its curve can be taken
   * @param error what is wrong, or null
   */
  record Drawn(
      String name,
      String notation,
      String java,
      Map<String, String> constants,
      List<String> warnings,
      Set<String> watches,
      List<Handle> handles,
      @Nullable Mistake error) {}

  /**
   * What is wrong with a text.
   *
   * @param reason in words
   * @param start its first character
   * @param end the character after it
   */
  record Mistake(String reason, int start, int end) {}

  /**
   * Curves over the same steps.
   *
   * @param name of the number
   * @param x the steps
   * @param lines the curve of each strategy that has one
   */
  @SuppressWarnings("ArrayRecordComponent") // only ever written as JSON
  record Plot(String name, long[] x, List<Line> lines) {}

  /**
   * A curve.
   *
   * @param strategy its place among those that were asked
   * @param y its values
   */
  @SuppressWarnings("ArrayRecordComponent") // only ever written as JSON
  record Line(int strategy, double[] y) {}

  private final Horizon horizon;
  private final Window window;
  private final List<Drawn> strategies = new ArrayList<>();
  private final Map<String, Map<Integer, LongToDoubleFunction>> curves = new LinkedHashMap<>();

  private Drawing(Horizon horizon, Window window) {
    this.horizon = horizon;
    this.window = window;
  }

  static Picture of(Asked asked) {
    Drawing drawing = new Drawing(asked.horizon(), asked.window());
    drawing.curves.put("rate", new LinkedHashMap<>());
    asked.texts().forEach(drawing::add);
    return drawing.picture();
  }

  private void add(String text) {
    try {
      Labelled labelled = Notation.labelled(text);
      Strategy strategy = labelled.strategy();
      if (!strategy.open().isEmpty()) {
        int at = Math.max(0, text.indexOf('?'));
        add(
            new Mistake(
                "a ? is to be found by tuning; write a number to see its curve", at, at + 1));
        return;
      }
      RunningStrategy running = new RunningStrategy(strategy, horizon);
      running.rate().at(window.from());
      Drawn drawn = drawn(labelled, running);
      curves(running);
      strategies.add(drawn);
    } catch (NotationException e) {
      add(new Mistake(e.reason(), e.start(), Math.max(e.start() + 1, e.end())));
    } catch (IllegalArgumentException | IllegalStateException e) {
      add(new Mistake(String.valueOf(e.getMessage()), 0, text.length()));
    }
  }

  private void add(Mistake mistake) {
    strategies.add(new Drawn("", "", "", Map.of(), List.of(), Set.of(), List.of(), mistake));
  }

  private Drawn drawn(Labelled labelled, RunningStrategy running) {
    Map<String, String> constants = new LinkedHashMap<>();
    Signature signature = running.strategy().optimizerOrSgd().arguments().signature();
    for (RunningNumber number : running.hyperparameters()) {
      Parameter parameter = signature.find(number.name());
      boolean flag = parameter != null && parameter.kind() == Parameter.Kind.FLAG;
      if (!number.isScheduled() && (!flag || number.at(0) != 0)) {
        constants.put(number.name(), flag ? "true" : Numbers.print(number.at(0)));
      }
    }
    String notation = labelled.toString();
    return new Drawn(
        labelled.name(),
        notation,
        "Strategy strategy = Notation.strategy(" + quoted(labelled.strategy().toString()) + ");",
        constants,
        running.warnings(),
        running.metrics(),
        Handles.of(labelled.strategy(), horizon),
        null);
  }

  /** As a literal of Java. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private void curves(RunningStrategy running) {
    int place = strategies.size();
    Map<String, LongToDoubleFunction> own = new LinkedHashMap<>();
    own.put("rate", running.rate()::at);
    for (RunningNumber number : running.hyperparameters()) {
      if (number.isScheduled()) {
        own.put(number.name(), number::at);
      }
    }
    for (RunningStrategy.OfGroup number : running.groupNumbers()) {
      own.put(number.name() + " of \"" + number.pattern() + "\"", number::at);
    }
    own.forEach((name, curve) -> check(name, curve));
    own.forEach(
        (name, curve) ->
            curves.computeIfAbsent(name, none -> new LinkedHashMap<>()).put(place, gapped(curve)));
  }

  /** A number that leaves its domain is told before anything is drawn. */
  private void check(String name, LongToDoubleFunction curve) {
    long stride = Math.max(1, (window.to() - window.from()) / LOOKS);
    for (long t = window.from(); t < window.to(); t += stride) {
      double value = curve.applyAsDouble(t);
      if (Double.isNaN(value)) {
        throw new IllegalArgumentException(name + " is no number at step " + t);
      }
    }
  }

  /** The curve with a gap where a number leaves its domain between the steps that were checked. */
  private static LongToDoubleFunction gapped(LongToDoubleFunction curve) {
    return t -> {
      try {
        return curve.applyAsDouble(t);
      } catch (IllegalArgumentException e) {
        return Double.NaN;
      }
    };
  }

  private Picture picture() {
    int count = curves.values().stream().mapToInt(Map::size).sum();
    long stride = window.stride(count);
    List<Plot> plots = new ArrayList<>();
    curves.forEach(
        (name, own) -> {
          if (!own.isEmpty()) {
            long[] x = window.steps(List.copyOf(own.values()), stride);
            List<Line> lines = new ArrayList<>();
            own.forEach((place, curve) -> lines.add(new Line(place, values(curve, x))));
            plots.add(new Plot(name, x, lines));
          }
        });
    return new Picture(strategies, plots, stride);
  }

  private static double[] values(LongToDoubleFunction curve, long[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = curve.applyAsDouble(x[i]);
    }
    return y;
  }
}
