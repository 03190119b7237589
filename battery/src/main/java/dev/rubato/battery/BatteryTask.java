package dev.rubato.battery;

import dev.rubato.argument.Sha256;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Training;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.function.Function;

/**
 * A small training in plain Java, whose best rates are known by {@link Truth}. All its chance comes
 * from the trial's seed; its data are always the same.
 */
public final class BatteryTask implements MeasuredTask {
  /** To be changed with code that changes what a training does, as the truth is then another. */
  private static final String VERSION = "1";

  private static final int DIGITS = 16;
  private static final Metric LOSS = new Metric("validation-loss", true);

  private final String name;
  private final Family family;
  private final long stepsPerEpoch;
  private final long epochs;
  private final int times;
  private final Metric judged;
  private final double bound;
  private final Function<Dice, Model> maker;

  private BatteryTask(
      String name,
      Family family,
      long stepsPerEpoch,
      long epochs,
      int times,
      Metric judged,
      double bound,
      Function<Dice, Model> maker) {
    this.name = name;
    this.family = family;
    this.stepsPerEpoch = stepsPerEpoch;
    this.epochs = epochs;
    this.times = times;
    this.judged = judged;
    this.bound = bound;
    this.maker = maker;
  }

  /** A task that is judged by its validation loss, which is never below 0. */
  static BatteryTask of(
      Family family, String name, long stepsPerEpoch, long epochs, Function<Dice, Model> maker) {
    return new BatteryTask(name, family, stepsPerEpoch, epochs, 1, LOSS, 0, maker);
  }

  /** The same, of a net. */
  static BatteryTask of(
      Family family, String name, long stepsPerEpoch, long epochs, NetworkPlan plan) {
    return of(family, name, stepsPerEpoch, epochs, dice -> new Network(plan, dice));
  }

  /** The same, of a quadratic. */
  static BatteryTask of(
      Family family, String name, long stepsPerEpoch, long epochs, Bowl.Form form) {
    return of(family, name, stepsPerEpoch, epochs, (Dice dice) -> new Bowl(form, dice))
        .boundedBy(form.offset());
  }

  /** The same task, judged by something that is to be maximized. */
  BatteryTask maximizing(String metric) {
    Metric other = new Metric(metric, false);
    return new BatteryTask(name, family, stepsPerEpoch, epochs, times, other, bound, maker);
  }

  /** The same task, whose loss can't be below this, roughly. */
  BatteryTask boundedBy(double least) {
    return new BatteryTask(name, family, stepsPerEpoch, epochs, times, judged, least, maker);
  }

  /**
   * The same task, trained for so many times as long.
   *
   * @param factor at least 1
   */
  public BatteryTask times(int factor) {
    if (factor < 1) {
      throw new IllegalArgumentException("a task's length must be times at least 1, was " + factor);
    }
    return new BatteryTask(
        name, family, stepsPerEpoch, epochs, times * factor, judged, bound, maker);
  }

  @Override
  public String name() {
    return name;
  }

  /** Its kind. */
  public Family family() {
    return family;
  }

  @Override
  public String kind() {
    return family.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean dear() {
    return false;
  }

  /** What it may be used for. */
  public Half half() {
    return family.half();
  }

  @Override
  public int times() {
    return times;
  }

  @Override
  public Horizon horizon() {
    return Horizon.ofEpochs(epochs * times, stepsPerEpoch);
  }

  @Override
  public double bound() {
    return bound;
  }

  @Override
  public About about() {
    return new About(
        times == 1 ? name : name + "-x" + times,
        family.summary(),
        "made by a generator from a fixed seed",
        stepsPerEpoch,
        epochs * times,
        judged,
        judged,
        judged.lowerIsBetter() ? bound : 1);
  }

  @Override
  public String fingerprint() {
    MessageDigest digest = Sha256.digest();
    Model model = model(1);
    model.addTo(digest);
    digest.update((name + "\0" + judged + "\0" + bound).getBytes(StandardCharsets.UTF_8));
    for (Weights weights : model.weights()) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * weights.values().length);
      bytes.asFloatBuffer().put(weights.values());
      digest.update(weights.name().getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    String hash = Sha256.hex(digest).substring(0, DIGITS);
    return name + " " + VERSION + ", " + horizon() + ", " + hash;
  }

  @Override
  public boolean branches() {
    return true;
  }

  @Override
  public Training start(Strategy strategy, Horizon horizon, long seed) {
    return new ModelTraining(maker, strategy, horizon, seed);
  }

  /** The model of a seed before its first step. */
  Model model(long seed) {
    Dice dice = new Dice();
    dice.seed(seed, ModelTraining.INITIAL, 0);
    return maker.apply(dice);
  }

  @Override
  public String toString() {
    return about().name();
  }
}
