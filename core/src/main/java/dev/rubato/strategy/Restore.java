package dev.rubato.strategy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
    Map<String, Snapshot.OfTensor> saved = byName(snapshot);
    Set<String> unknown = new TreeSet<>(saved.keySet());
    unknown.removeIf(Restore::isAside);
    Set<String> missing = new TreeSet<>();
    for (TensorState state : parts.tensors()) {
      unknown.remove(state.tensor().name());
      Snapshot.OfTensor its = saved.get(state.tensor().name());
      if (its == null && !isAside(state.tensor().name())) {
        missing.add(state.tensor().name());
      }
    }
    if (!unknown.isEmpty() || !missing.isEmpty()) {
      throw new IllegalArgumentException(
          "the snapshot is of another network: "
              + (unknown.isEmpty() ? "" : "it has " + unknown + ", which this training has not")
              + (unknown.isEmpty() || missing.isEmpty() ? "" : "; ")
              + (missing.isEmpty() ? "" : "it lacks " + missing));
    }
    for (TensorState state : parts.tensors()) {
      Snapshot.OfTensor its = saved.get(state.tensor().name());
      if (its != null) {
        check(state, its, snapshot.t());
      }
    }
    List<RunningGroup> groups = parts.groups();
    List<String> saidHere =
        groups.subList(1, parts.alone()).stream().map(group -> group.numbers().label()).toList();
    List<double[]> memories = memories(parts, snapshot);
    if (memories.size() != groups.size()) {
      throw new IllegalArgumentException(
          "the snapshot has the groups "
              + snapshot.groups()
              + ", but this training has "
              + saidHere);
    }
    for (int i = 0; i < groups.size(); i++) {
      int expected = groups.get(i).memory().length;
      if (memories.get(i).length != expected) {
        throw new IllegalArgumentException(
            "the snapshot was taken with \""
                + snapshot.strategy()
                + "\", whose optimizer remembers "
                + memories.get(i).length
                + " numbers, but this training's remembers "
                + expected);
      }
    }
    numbers.checkFits(snapshot);
  }

  /**
   * What each group's optimizer remembered, in this training's order: as many as it has groups, or
   * fewer where it has groups that moved something before. Snapshots of before have a group for
   * each tensor that stays, and none where several groups match: there a tensor was its first
   * group's.
   */
  private static List<double[]> memories(StepperParts parts, Snapshot snapshot) {
    List<double[]> saved = new ArrayList<>(snapshot.memories());
    Set<String> still =
        parts.tensors().stream()
            .map(TensorState::tensor)
            .filter(Tensor::isStill)
            .map(tensor -> tensor.name() + ", frozen")
            .collect(Collectors.toSet());
    int alone = 1;
    for (String group : snapshot.groups()) {
      if (still.contains(group) && saved.size() > parts.alone()) {
        saved.remove(alone);
      } else {
        alone++;
      }
    }
    List<RunningGroup> groups = parts.groups();
    List<double[]> memories = new ArrayList<>(saved.subList(0, Math.min(alone, saved.size())));
    Iterator<double[]> several = saved.subList(memories.size(), saved.size()).iterator();
    boolean knewFirstOnly = !several.hasNext();
    for (int i = memories.size(); i < groups.size(); i++) {
      GroupNumbers numbers = groups.get(i).numbers();
      List<ParameterGroup> before =
          groups.subList(0, Math.min(alone, parts.alone())).stream()
              .map(group -> group.numbers().settings().get(0))
              .toList();
      int first = before.lastIndexOf(numbers.settings().get(0));
      if (before.containsAll(numbers.settings()) && !knewFirstOnly && several.hasNext()) {
        memories.add(several.next());
      } else if (before.containsAll(numbers.settings()) && i >= parts.alone()) {
        memories.add(memories.get(first));
      } else if (numbers.frozenUntil() > 0 && numbers.movesBefore(snapshot.t()) == 0) {
        memories.add(untouched(groups, i, memories));
      } else {
        return memories;
      }
    }
    while (several.hasNext()) {
      memories.add(several.next());
    }
    return memories;
  }

  /** Of a group that moved nothing as yet: what it has, or what the one it shares with has. */
  private static double[] untouched(List<RunningGroup> groups, int index, List<double[]> memories) {
    double[] own = groups.get(index).memory();
    for (int i = 0; i < index; i++) {
      if (groups.get(i).memory() == own) {
        return memories.get(i);
      }
    }
    return own.clone();
  }

  private static void check(TensorState state, Snapshot.OfTensor saved, long t) {
    if (saved.values().length != state.tensor().size()) {
      throw new IllegalArgumentException(
          "in the snapshot "
              + saved.name()
              + " has "
              + saved.values().length
              + " values, but in this training "
              + state.tensor().size());
    }
    if (state.isFrozen() || isFresh(state, saved, t)) {
      return;
    }
    boolean sameOptimizer = saved.optimizer().equals(state.layout());
    boolean fits = state.canRemember(saved.arrays());
    if (sameOptimizer && !fits && saved.arrays().length == state.remembered().length) {
      throw new IllegalArgumentException(
          "in the snapshot "
              + saved.name()
              + " had another shape, but in this training has "
              + state.tensor().shape()
              + ": what "
              + state.layout()
              + " remembers goes by rows and columns");
    }
    if (!sameOptimizer || !fits) {
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

  /** Whether it did not move before the snapshot, and so has nothing to remember from there. */
  private static boolean isFresh(TensorState state, Snapshot.OfTensor saved, long t) {
    return t > 0 && saved.arrays().length == 0 && state.group().numbers().movesBefore(t) == 0;
  }

  /** A name of what is no parameter of the network, which other versions may lack. */
  private static boolean isAside(String name) {
    return name.startsWith("(");
  }

  private static Map<String, Snapshot.OfTensor> byName(Snapshot snapshot) {
    Map<String, Snapshot.OfTensor> names = new HashMap<>();
    snapshot.tensors().forEach(each -> names.put(each.name(), each));
    return names;
  }

  /** Puts a snapshot that fits into the training's tensors, memories and numbers. */
  static void apply(StepperParts parts, RunningStrategy numbers, Snapshot snapshot) {
    Map<String, Snapshot.OfTensor> tensors = byName(snapshot);
    for (TensorState state : parts.tensors()) {
      Snapshot.OfTensor saved = tensors.get(state.tensor().name());
      if (saved != null) {
        state.tensor().write(0, saved.values(), 0, saved.values().length);
        if (!state.isFrozen() && !isFresh(state, saved, snapshot.t())) {
          state.remember(saved.arrays());
        }
      }
    }
    List<RunningGroup> groups = parts.groups();
    List<double[]> memories = memories(parts, snapshot);
    for (int i = 0; i < groups.size(); i++) {
      double[] saved = memories.get(i);
      System.arraycopy(saved, 0, groups.get(i).memory(), 0, saved.length);
    }
    numbers.restore(snapshot);
  }
}
