package dev.rubato.finder;

import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Short trainings at constant rates that follow a range test and correct its answer.
 *
 * <p>A range test passes each rate in a single step: it shows where the loss begins to fall, but
 * neither what a rate does in the long run nor that a training may tolerate a rate at which the
 * test diverged. So starting at the range test's answer, rates twice and half the best so far are
 * probed, until that one has a worse one on both sides. The answer is the minimum of the parabola
 * through these three, over the logarithm of the rate, less a fifth: a longer training needs a
 * somewhat lower rate than a short one. (That factor was chosen on the bundled tasks and on small
 * random trainings, whose best rates it was measured against.) If the rate above diverged there is
 * no parabola. Rates outside the range test's range are not probed, and if the best has none above
 * or below it within the range, there is no answer. The interval only shows how the answer depends
 * on the repeats among the rates that were probed.
 *
 * <pre>{@code
 * double[] test = new double[100]; // the losses of a range test: level, with a fall around 1e-3
 * for (int i = 0; i < 100; i++) {
 *   test[i] = 1 / (1 + Math.exp(5 * (Math.log10(RangeTest.DEFAULT.rate(i)) + 3)));
 * }
 * Probing probing = new Probing(Finding.of(RangeTest.DEFAULT, List.of(test)), 100);
 * for (List<Double> rates = probing.next(); !rates.isEmpty(); rates = probing.next()) {
 *   for (double rate : rates) {
 *     double[] probe = new double[100]; // the losses of a training at this rate: lowest at 0.01
 *     Arrays.fill(probe, Math.pow(Math.log10(rate) + 2, 2));
 *     probing.add(rate, List.of(probe));
 *   }
 * }
 * String.format(Locale.ROOT, "%.4f", probing.finding().rate()); // 0.0080
 * }</pre>
 */
public final class Probing {
  /** The default number of steps of a probe. */
  public static final int STEPS = 100;

  private static final double RATIO = 2; // exact in floating point
  private static final double LONGER = 0.8;

  private final Finding rangeTest;
  private final int steps;
  private final TreeMap<Double, Probe> probes = new TreeMap<>();

  /**
   * Probing before its first probe.
   *
   * @param rangeTest where it starts; one without an answer gets no probes
   * @param steps of each probe, at least 10
   */
  public Probing(Finding rangeTest, int steps) {
    if (steps < 10) {
      throw new IllegalArgumentException("a probe needs at least 10 steps, was " + steps);
    }
    this.rangeTest = rangeTest;
    this.steps = steps;
  }

  /** The rates to train at next, in any order; none when the answer is known. */
  public List<Double> next() {
    if (!rangeTest.answers()) {
      return List.of();
    }
    List<Double> next = new ArrayList<>();
    if (probes.isEmpty()) {
      RangeTest test = rangeTest.test();
      double round = Numbers.round(rangeTest.rate(), 2);
      double first = Math.min(test.high(), Math.max(test.low(), round));
      next.add(first);
      addWithin(next, first * RATIO);
    } else {
      double best = best().rate();
      addWithin(next, best / RATIO);
      addWithin(next, best * RATIO);
    }
    return next;
  }

  private void addWithin(List<Double> rates, double rate) {
    RangeTest test = rangeTest.test();
    if (rate >= test.low() && rate <= test.high() && !probes.containsKey(rate)) {
      rates.add(rate);
    }
  }

  /**
   * Takes the losses of trainings at a rate.
   *
   * @param losses of each repeat, as long as it went
   */
  public void add(double rate, List<double[]> losses) {
    if (losses.size() != rangeTest.losses().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a probe needs as many repeats as the range test, %d, had %d",
              rangeTest.losses().size(),
              losses.size()));
    }
    probes.put(rate, new Probe(rate, List.copyOf(losses), steps));
  }

  /** The result: the range test's finding with the probes, and their answer. */
  public Finding finding() {
    if (probes.isEmpty()) {
      return rangeTest;
    }
    List<Probe> all = List.copyOf(probes.values());
    int repeats = all.get(0).losses().size();
    double rate = answer(all, all.stream().mapToDouble(Probe::loss).toArray());
    double[] drawn = new double[repeats < 2 ? 0 : Finding.DRAWS];
    SplittableRandom random = new SplittableRandom(1);
    for (int draw = 0; draw < drawn.length; draw++) {
      int[] again = random.ints(repeats, 0, repeats).toArray();
      drawn[draw] = answer(all, all.stream().mapToDouble(probe -> probe.loss(again)).toArray());
    }
    Arrays.sort(drawn);
    return rangeTest.answered(all, rate, drawn, reason());
  }

  /** The probe with the lowest loss; of equals the lowest rate. */
  private Probe best() {
    List<Probe> all = List.copyOf(probes.values());
    return all.get(Rule.lowest(all.stream().mapToDouble(Probe::loss).toArray()));
  }

  private String reason() {
    double best = best().rate();
    if (Double.isInfinite(best().loss())) {
      return String.format(
          Locale.ROOT,
          "trainings of %d steps diverge at every rate from %.1e on: start at a lower rate",
          steps,
          best);
    }
    if (best == probes.lastKey()) {
      return "the loss is lowest at the highest rates: end at a higher rate";
    }
    if (best == probes.firstKey()) {
      return "the loss is lowest at the lowest rates: start at a lower rate";
    }
    return "";
  }

  /** The answer that these losses of the probes, by their rates, give. */
  private static double answer(List<Probe> probes, double[] losses) {
    int best = Rule.lowest(losses);
    double vertex = 0;
    if (best > 0 && best < losses.length - 1) {
      double below = losses[best - 1] - losses[best];
      double above = losses[best + 1] - losses[best];
      if (Double.isFinite(above) && Double.isFinite(below) && below + above > 0) {
        vertex = 0.5 * (below - above) / (below + above);
      }
    }
    return LONGER * probes.get(best).rate() * Math.pow(RATIO, vertex);
  }
}
