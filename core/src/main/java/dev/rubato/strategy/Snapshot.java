package dev.rubato.strategy;

import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.WatchState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a training needs to go on from one step, copied out of a {@link Stepper}: the parameters
 * as they are trained, what the optimizer remembers, what the watching phrases saw. It changes no
 * more, and can be restored any number of times.
 */
public final class Snapshot {
  private final String strategy;
  private final List<String> groups;
  private final Horizon horizon;
  private final long t;
  private final long skipped;
  private final List<OfTensor> tensors;
  private final List<double[]> memories;
  private final Map<String, List<WatchState>> phrases;

  /** One tensor: its values, and what the optimizer named remembers of them. */
  static final class OfTensor {
    private final String name;
    private final String optimizer;
    private final float[] values;
    private final float[][] arrays;

    OfTensor(String name, String optimizer, float[] values, float[][] arrays) {
      this.name = name;
      this.optimizer = optimizer;
      this.values = values;
      this.arrays = arrays;
    }

    String name() {
      return name;
    }

    String optimizer() {
      return optimizer;
    }

    float[] values() {
      return values;
    }

    float[][] arrays() {
      return arrays;
    }
  }

  Snapshot(
      String strategy,
      List<String> groups,
      Horizon horizon,
      long t,
      long skipped,
      List<OfTensor> tensors,
      List<double[]> memories,
      Map<String, List<WatchState>> phrases) {
    this.strategy = strategy;
    this.groups = groups;
    this.horizon = horizon;
    this.t = t;
    this.skipped = skipped;
    this.tensors = tensors;
    this.memories = memories;
    this.phrases = phrases;
  }

  /** The strategy in the notation. */
  public String strategy() {
    return strategy;
  }

  /** The parameter groups, in words. */
  public List<String> groups() {
    return groups;
  }

  /** The planned length. */
  public Horizon horizon() {
    return horizon;
  }

  /** How many updates were made. */
  public long t() {
    return t;
  }

  /** How many steps were skipped. */
  public long skipped() {
    return skipped;
  }

  /** A copy of a tensor's values as they are trained at, or null where no tensor has the name. */
  public float @Nullable [] values(String tensor) {
    for (OfTensor each : tensors) {
      if (each.name().equals(tensor)) {
        return each.values().clone();
      }
    }
    return null;
  }

  /** The names of the tensors. */
  public List<String> names() {
    return tensors.stream().map(OfTensor::name).toList();
  }

  /** Whether an optimizer remembers something of a tensor. */
  public boolean remembers(String tensor) {
    return tensors.stream()
        .anyMatch(each -> each.name().equals(tensor) && each.arrays().length > 0);
  }

  /**
   * This snapshot without some tensors.
   *
   * @param names of those left out
   */
  public Snapshot without(Set<String> names) {
    List<OfTensor> left = tensors.stream().filter(each -> !names.contains(each.name())).toList();
    return new Snapshot(strategy, groups, horizon, t, skipped, left, memories, phrases);
  }

  /**
   * This snapshot without what the watching phrases saw, for a training that goes on with another
   * schedule, whose phrases are then told of the evaluations by {@link Stepper#observe(long,
   * String, double)}.
   */
  public Snapshot unwatched() {
    return new Snapshot(strategy, groups, horizon, t, skipped, tensors, memories, Map.of());
  }

  /** The tensors, in the stepper's order. */
  List<OfTensor> tensors() {
    return tensors;
  }

  /** What the optimizer remembers beside that of tensors, for each group. */
  List<double[]> memories() {
    return memories;
  }

  /** The states of the phrases that watch a metric, by the number that they set. */
  Map<String, List<WatchState>> phrases() {
    return phrases;
  }
}
