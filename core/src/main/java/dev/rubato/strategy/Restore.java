package dev.rubato.strategy;

import dev.rubato.schedule.Plateau;
import dev.rubato.schedule.RunningSchedule;
import java.util.ArrayList;
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
  static void check(StepperParts setup, Snapshot snapshot) {
    Set<String> here =
        setup.members().stream()
            .map(member -> member.tensor().name())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> there =
        snapshot.tensors().stream()
            .map(Snapshot.OfTensor::name)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!here.equals(there)) {
      throw new IllegalArgumentException(
          "the snapshot has the parameters " + there + ", but this training has " + here);
    }
    for (TensorState member : setup.members()) {
      check(member, find(snapshot, member));
    }
    List<RunningGroup> groups = setup.groups();
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
    snapshot
        .phrases()
        .forEach(
            (name, states) -> {
              RunningSchedule schedule = setup.schedules().get(name);
              int room = schedule == null ? 0 : schedule.state().size();
              if (states.size() > room) {
                throw new IllegalArgumentException(
                    "the snapshot was taken with \""
                        + snapshot.strategy()
                        + "\", in which "
                        + states.size()
                        + " phrases of "
                        + name
                        + " watch a metric, but in this training "
                        + room);
              }
            });
  }

  private static void check(TensorState member, Snapshot.OfTensor saved) {
    if (saved.values().length != member.tensor().size()) {
      throw new IllegalArgumentException(
          "in the snapshot "
              + saved.name()
              + " has "
              + saved.values().length
              + " values, but in this training "
              + member.tensor().size());
    }
    if (!saved.optimizer().equals(member.layout()) || !member.canRemember(saved.arrays())) {
      throw new IllegalArgumentException(
          "in the snapshot "
              + saved.name()
              + " belongs to "
              + saved.optimizer()
              + ", but in this training to "
              + member.layout()
              + ": what one optimizer remembers means nothing to another");
    }
  }

  private static Snapshot.OfTensor find(Snapshot snapshot, TensorState member) {
    return snapshot.tensors().stream()
        .filter(saved -> saved.name().equals(member.tensor().name()))
        .findFirst()
        .orElseThrow();
  }

  /** Puts a snapshot that fits into the training's tensors, memories and schedules. */
  static void apply(StepperParts setup, Snapshot snapshot) {
    for (TensorState member : setup.members()) {
      Snapshot.OfTensor saved = find(snapshot, member);
      member.tensor().write(0, saved.values(), 0, saved.values().length);
      member.remember(saved.arrays());
    }
    List<RunningGroup> groups = setup.groups();
    for (int i = 0; i < groups.size(); i++) {
      double[] saved = snapshot.memories().get(i);
      System.arraycopy(saved, 0, groups.get(i).memory(), 0, saved.length);
    }
    setup
        .schedules()
        .forEach(
            (name, schedule) -> {
              List<Plateau.State> states =
                  new ArrayList<>(snapshot.phrases().getOrDefault(name, List.of()));
              // phrases that the snapshot does not know have seen nothing yet
              List<Plateau.State> fresh = setup.fresh(name);
              states.addAll(fresh.subList(states.size(), fresh.size()));
              schedule.restore(states);
            });
  }
}
