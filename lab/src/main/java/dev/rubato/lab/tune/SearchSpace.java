package dev.rubato.lab.tune;

import dev.rubato.argument.Numbers;
import dev.rubato.argument.Value;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.hipparchus.random.SobolSequenceGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The points of one strategy, numbers for its open values: quasi-random over their ranges (Sobol
 * 1967), shifted at random (Cranley and Patterson 1976).
 */
final class SearchSpace {
  private static final int TRIES = 10;
  private static final int DIGITS = 3;
  private static final double NEAR = 0.2; // an edge, as a share of the first range
  private static final double FURTHER = 0.33;

  private final Strategy strategy;
  private final Strategy given;
  private final String shape;
  private final String family;
  private final Horizon horizon;
  private final SobolSequenceGenerator sobol;
  private final double[] shift;
  private final int moving;
  private double from = 0;
  private double to = 1;
  private final Map<Strategy, double[]> taken = new LinkedHashMap<>();

  /**
   * Before the first point.
   *
   * @param strategy with ranges for all open values
   * @param given the strategy as it was given: its schedule is the same for all optimizers that
   *     share it, and a value without a range has one that may be widened
   */
  SearchSpace(Strategy strategy, Strategy given, Horizon horizon, long seed) {
    this.strategy = strategy;
    this.given = given;
    this.shape = given.rate().toString();
    this.moving = given.open().stream().map(Value.Open::hasRange).toList().indexOf(false);
    this.family = strategy.optimizerOrSgd() + " " + strategy.open();
    this.horizon = horizon;
    int dimension = strategy.open().size();
    this.sobol = new SobolSequenceGenerator(Math.max(1, dimension));
    this.shift = new SplittableRandom(seed).doubles(dimension).toArray();
  }

  /** The strategy as it was given. */
  Strategy given() {
    return given;
  }

  /** A label with the numbers of a point, as in {@code cosine (0.03, 5)}. */
  String labelled(String label, Strategy point) {
    double[] place = place(point);
    if (place == null || !isOpen()) {
      return label;
    }
    List<String> numbers = numbers(place).stream().map(Numbers::print).toList();
    return label + " (" + String.join(", ", numbers) + ")";
  }

  String shape() {
    return shape;
  }

  /** The optimizer, with ranges for its open values. */
  Optimizer optimizer() {
    return strategy.optimizerOrSgd();
  }

  /** Equal for strategies whose points mean the same: one optimizer, the same ranges. */
  String family() {
    return family;
  }

  /** Whether there is more than one point. */
  boolean isOpen() {
    return shift.length > 0;
  }

  int count() {
    return taken.size();
  }

  /** New points. */
  List<Strategy> sample(int count) {
    List<Strategy> fresh = new ArrayList<>();
    int tries = isOpen() ? TRIES * count : 1;
    for (int i = 0; fresh.size() < count && i < tries; i++) {
      double[] place = next();
      Strategy point = at(place);
      if (point != null && taken.putIfAbsent(point, place) == null) {
        fresh.add(point);
      }
    }
    return fresh;
  }

  /** Places for points to come. */
  List<double[]> places(int count) {
    List<double[]> places = new ArrayList<>();
    for (int i = 0; i < (isOpen() ? count : 0); i++) {
      places.add(next());
    }
    return places;
  }

  private double[] next() {
    if (!isOpen()) {
      return shift;
    }
    double[] place = sobol.nextVector();
    for (int i = 0; i < place.length; i++) {
      place[i] = (place[i] + shift[i]) % 1;
    }
    if (moving >= 0) {
      place[moving] = from + place[moving] * (to - from);
    }
    return place;
  }

  /**
   * Searches the peak rate beyond an edge that the best point is near, if nobody gave the range.
   */
  void widen(Strategy best) {
    double[] place = place(best);
    if (moving < 0 || place == null) {
      return;
    }
    if (place[moving] > to - NEAR) {
      to += FURTHER;
    } else if (place[moving] < from + NEAR) {
      from -= FURTHER;
    }
  }

  /** The lowest and the highest rate that are searched, or null where the ranges were given. */
  double @Nullable [] range() {
    if (moving < 0) {
      return null;
    }
    Value.Open open = strategy.open().get(moving);
    return new double[] {open.at(from), open.at(to)};
  }

  /** The position of a point in the box of the ranges, or null if it is not in this space. */
  double @Nullable [] place(Strategy point) {
    return taken.get(point);
  }

  /** The point at a place, or null if its numbers are not a valid combination. */
  @Nullable Strategy take(double[] place) {
    Strategy point = at(place);
    if (point != null) {
      taken.putIfAbsent(point, place);
    }
    return point;
  }

  private @Nullable Strategy at(double[] place) {
    try {
      Strategy point = strategy.with(numbers(place));
      double unused = new RunningStrategy(point, horizon).rate().at(0);
      return point;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private List<Double> numbers(double[] place) {
    List<Double> numbers = new ArrayList<>();
    List<Value.Open> open = strategy.open();
    for (int i = 0; i < open.size(); i++) {
      numbers.add(round(open.get(i).at(place[i])));
    }
    return numbers;
  }

  /** To three digits, so that a number found is one that can be written down. */
  static double round(double x) {
    return Numbers.round(x, DIGITS);
  }
}
