package dev.rubato.strategy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Puts a snapshot into a stepper, or says why it does not fit. */
final class Restore {
  private Restore() {}

  /**
   * Looks whether the snapshot fits.
   *
   * @throws IllegalArgumentException where it does not
   */
  static void check(StepperParts parts, RunningStrategy numbers, Snapshot snapshot) {
    Set<String> here =
        parts.tensors().stream()
            .map(state -> state.tensor().name())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> there =
        snapshot.tensors().stream()
            .map(Snapshot.OfTensor::name)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!here.equals(there)) {
      throw new IllegalArgumentException(
          "the snapshot has the parameters " + there + ", but this training has " + here);
    }
    for (TensorState state : parts.tensors()) {
      check(state, find(snapshot, state));
    }
    List<RunningGroup> groups = parts.groups();
    if (snapshot.memories().size() != groups.size()) {
      throw new IllegalArgumentException(
          "the snapshot has the groups "
              + snapshot.groups()
              + ", but this training has "
              + groups.stream().skip(1).map(group -> group.settings().toString()).toList());
    }
    for (int i = 0; i < groups.size(); i++) {
      int expected = groups.get(i).memory().length;
      if (snapshot.memories().get(i).length != expected) {
        throw new IllegalArgumentException(
            "the snapshot was taken with \""
                + snapshot.strategy()
                + "\", whose optimizer remembers "
                + snapshot.memories().get(i).length
                + " numbers, but this training's remembers "
                + expected);
      }
    }
    numbers.checkFits(snapshot);
  }

  private static void check(TensorState state, Snapshot.OfTensor saved) {
    if (saved.values().length != state.tensor().size()) {
      throw new IllegalArgumentException(
          "in the snapshot "
              + saved.name()
              + " has "
              + saved.values().length
              + " values, but in this training "
              + state.tensor().size());
    }
    if (!saved.optimizer().equals(state.layout()) || !state.canRemember(saved.arrays())) {
      throw new IllegalArgumentException(
          "in the snapshot "
              + saved.name()
              + " belongs to "
              + saved.optimizer()
              + ", but in this training to "
              + state.layout()
              + ": what one optimizer remembers means nothing to another");
    }
  }

  private static Snapshot.OfTensor find(Snapshot snapshot, TensorState state) {
    return snapshot.tensors().stream()
        .filter(saved -> saved.name().equals(state.tensor().name()))
        .findFirst()
        .orElseThrow();
  }

  /** Puts a snapshot that fits into the training's tensors, memories and numbers. */
  static void apply(StepperParts parts, RunningStrategy numbers, Snapshot snapshot) {
    for (TensorState state : parts.tensors()) {
      Snapshot.OfTensor saved = find(snapshot, state);
      state.tensor().write(0, saved.values(), 0, saved.values().length);
      state.remember(saved.arrays());
    }
    List<RunningGroup> groups = parts.groups();
    for (int i = 0; i < groups.size(); i++) {
      double[] saved = snapshot.memories().get(i);
      System.arraycopy(saved, 0, groups.get(i).memory(), 0, saved.length);
    }
    numbers.restore(snapshot);
  }
}
