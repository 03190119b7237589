package dev.rubato.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Charts and names that several tests draw. */
final class Examples {

  /** Names as an attacker, or an unlucky user, would choose them. */
  static final List<String> HOSTILE =
      List.of(
          "</script><script>alert(1)</script>",
          "\u001b[31mred\u001b[0m \u0007\u0000\u009b1m",
          "\" onmouseover=\"alert(1)\" '",
          "<img src=x onerror=alert(1)> & ]]> <!-- ",
          "x".repeat(10_000),
          "two\nlines\r\nand\ttabs",
          "\u202ereversed\u2066 \ufeff zero\u200bwidth",
          "half \ud83d pair \udc00 and \uffff \ufdd0",
          "学習率のスケジュール 🚀 é e\u0301",
          "",
          "   ",
          "{{7*7}} ${7*7} `code` %s %n",
          "same",
          "same");

  private Examples() {}

  static double[] steps(int count) {
    return IntStream.range(0, count).asDoubleStream().toArray();
  }

  static Series line(String name, int count, DoubleUnaryOperator curve) {
    return Series.of(name, steps(count), Arrays.stream(steps(count)).map(curve).toArray());
  }

  static Chart chart(Series... lines) {
    return new Chart("Rates", Axis.linear("step"), Axis.linear("learning rate"), List.of(lines));
  }

  static Chart logChart(Series... lines) {
    return new Chart("Rates", Axis.linear("step"), Axis.log("learning rate"), List.of(lines));
  }

  /**
   * A small chart with everything: a band, a gap, a lonely point, a constant, a logarithmic axis.
   */
  static Chart everything() {
    double[] x = {0, 100, 200, 300, 400, 500};
    double[] loss = {2.3, 1.1, 0.62, 0.41, 0.33, 0.3};
    double[] low = {2.2, 1.0, 0.55, 0.36, 0.29, 0.26};
    double[] high = {2.4, 1.25, 0.7, 0.47, 0.38, 0.35};
    double[] gap = {2.3, 1.6, Double.NaN, 0.9, Double.NaN, 0.7};
    double[] constant = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5};
    return new Chart(
        "Validation loss",
        Axis.linear("step"),
        Axis.log("loss"),
        List.of(
            Series.of("adamw: cosine(3e-4 -> 0)", x, loss, low, high),
            Series.of("sgd: step(0.1, every=30) & <friends>", x, gap),
            Series.of("sgd: 0.1", x, constant)));
  }

  /**
   * A chart with each kind of mark: a curve with its band and handles, measured points, intervals,
   * a good range and words.
   */
  static Chart everyMark() {
    double[] rates = {1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3};
    double[] loss = {2.2, 2.0, 1.5, 0.9, 0.55, 0.4, 0.7, 2.1};
    double[] low = {2.1, 1.85, 1.3, 0.75, 0.45, 0.33, 0.5, 1.6};
    double[] high = {2.3, 2.15, 1.7, 1.05, 0.65, 0.5, 0.95, 2.6};
    double[] probed = {5e-3, 2e-2, 6e-2, 0.15};
    return new Chart(
        "Range test",
        Axis.log("learning rate"),
        Axis.linear("loss"),
        List.of(
            Series.of("smoothed", rates, loss, low, high),
            Points.of("smoothed", new double[] {1e-3, 3e-2}, new double[] {1.5, 0.4}),
            Points.of("probes", probed, new double[] {0.8, 0.35, Double.NaN, 1.4}),
            Bars.of(
                "intervals & <more>",
                probed,
                new double[] {0.6, 0.2, 0.3, 1.1},
                new double[] {1.0, 0.5, 0.55, 1.7}),
            Region.across("good rates", 1e-2, 7e-2),
            new Label("best", 2e-2, 0.35),
            new Label("</text> too high", 0.3, 2.1)));
  }

  /** So many lines of hostile names. */
  static Chart hostile() {
    List<Series> lines = new ArrayList<>();
    for (int i = 0; i < HOSTILE.size(); i++) {
      double rate = 0.01 * (i + 1);
      lines.add(line(HOSTILE.get(i), 50, t -> rate * (1 - t / 60)));
    }
    return new Chart(
        HOSTILE.get(0) + HOSTILE.get(1),
        Axis.linear(HOSTILE.get(2)),
        Axis.linear(HOSTILE.get(4)),
        lines);
  }
}
