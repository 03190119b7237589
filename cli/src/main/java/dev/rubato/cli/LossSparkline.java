package dev.rubato.cli;

import dev.rubato.plot.Glyphs;
import dev.rubato.text.Sparkline;
import java.util.ArrayList;
import java.util.List;

/** The losses of a training so far as one row of characters, however many there are. */
final class LossSparkline {
  private static final int MOST = 24;

  private final List<Double> means = new ArrayList<>();
  private int size = 1;
  private int count;
  private double sum;

  /** The next loss; one that is not finite is left out. */
  void add(double loss) {
    if (!Double.isFinite(loss)) {
      return;
    }
    sum += loss;
    if (++count < size) {
      return;
    }
    means.add(sum / count);
    sum = 0;
    count = 0;
    if (means.size() == MOST) { // from now on each stands for twice as many
      List<Double> pairs = new ArrayList<>();
      for (int i = 0; i < MOST; i += 2) {
        pairs.add((means.get(i) + means.get(i + 1)) / 2);
      }
      means.clear();
      means.addAll(pairs);
      size *= 2;
    }
  }

  /** From the lowest to the highest; nothing before there are two. */
  String text(Glyphs glyphs) {
    if (means.size() < 2) {
      return "";
    }
    double lowest = means.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double[] heights = means.stream().mapToDouble(each -> each - lowest).toArray();
    return glyphs == Glyphs.ASCII ? Sparkline.ascii(heights) : Sparkline.of(heights);
  }
}
