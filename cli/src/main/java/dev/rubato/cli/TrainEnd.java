package dev.rubato.cli;

import dev.rubato.lab.Metric;
import dev.rubato.lab.TrainingRemark;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.Mark;
import dev.rubato.plot.Points;
import dev.rubato.plot.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is shown when one training has ended: its loss curve, and what is plainly wrong with it. */
final class TrainEnd {
  /** As many means as a terminal's curve has columns of dots. */
  private static final int MEANS = 120;

  private static final int ROWS = 12;
  private static final int FEWEST_ROWS = 20;
  private static final long LONGER = 2;

  private TrainEnd() {}

  /** The loss over the steps, and the judged metric where it is a loss too. */
  static Chart chart(TrialResult result, Metric judged) {
    List<Mark> marks = new ArrayList<>();
    double[] losses = result.losses();
    int size = Math.max(1, losses.length / MEANS);
    double[] x = new double[(losses.length + size - 1) / size];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int from = i * size;
      int to = Math.min(losses.length, from + size);
      x[i] = (from + to + 1) / 2.0;
      y[i] = Arrays.stream(losses, from, to).filter(Double::isFinite).average().orElse(Double.NaN);
    }
    marks.add(Series.of("training loss", x, y));
    if (judged.name().toLowerCase(Locale.ROOT).contains("loss")) {
      List<Evaluation> shown =
          result.evaluations().stream()
              .filter(each -> Double.isFinite(value(each, judged)))
              .toList();
      marks.add(
          Points.of(
              judged.words(),
              shown.stream().mapToDouble(Evaluation::t).toArray(),
              shown.stream().mapToDouble(each -> value(each, judged)).toArray()));
    }
    boolean positive = Arrays.stream(losses).filter(Double::isFinite).allMatch(loss -> loss > 0);
    return new Chart(
        "", Axis.linear("step"), positive ? Axis.log("loss") : Axis.linear("loss"), marks);
  }

  private static double value(Evaluation evaluation, Metric metric) {
    return evaluation.metrics().getOrDefault(metric.name(), Double.NaN);
  }

  /** The curve for a terminal that is high enough, or nothing. */
  static String curve(TrialResult result, Metric judged, Terminal terminal) {
    boolean drawn = terminal.wide() && terminal.rows() >= FEWEST_ROWS && result.made() > 1;
    boolean any = Arrays.stream(result.losses()).anyMatch(Double::isFinite);
    return drawn && any
        ? "\n" + Pictures.text(chart(result, judged), terminal, ROWS, terminal.colour()) + "\n"
        : "";
  }

  /**
   * The command to paste after a remark.
   *
   * @param task the words that name the task
   * @param length the words that set the length
   * @param place the words that say where it is stored and run
   */
  static String next(
      TrainingRemark remark,
      TrialResult result,
      List<String> task,
      List<String> length,
      List<String> place) {
    List<String> words = new ArrayList<>();
    if (remark.kind() == TrainingRemark.Kind.STILL_FALLING) {
      words.addAll(List.of("rubato", "train", result.trial().strategy().toString()));
      words.addAll(task);
      words.addAll(List.of("--steps", Long.toString(LONGER * result.trial().horizon().steps())));
    } else {
      String optimizer = result.trial().strategy().optimizerOrSgd().toString();
      words.addAll(List.of("rubato", "find", "--optimizer", optimizer));
      words.addAll(task);
      words.addAll(length);
    }
    words.addAll(place);
    return Input.command(words);
  }

  /** The remark as a line, or nothing. */
  static String line(@Nullable TrainingRemark remark) {
    return remark == null ? "" : remark.text() + "\n";
  }
}
