package dev.rubato.djl;

import ai.djl.nn.Block;
import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A snapshot that a DJL training goes on from, held against that training. */
final class Resumed {
  private static final Pattern JOINED = Pattern.compile("(.*), frozen until step (\\d{1,18})");

  private final Snapshot snapshot;
  private final TrainedBlock.Setup setup;
  private final List<String> groups; // those of the program, in words
  private final Map<String, Long> joined = new LinkedHashMap<>();

  /**
   * A snapshot.
   *
   * @throws IllegalArgumentException where it is of another network, optimizer or number of groups
   */
  Resumed(Snapshot saved, TrainedBlock.Setup setup) {
    this.setup = setup;
    Set<String> aliases = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (BlockParameters.Named named : BlockParameters.of(setup.block())) {
      aliases.addAll(named.otherNames());
      names.add(named.name());
    }
    this.snapshot = saved.without(aliases);
    this.groups = groups(names);
    checkOptimizer();
    int here = setup.groups().size();
    if (groups.size() != here) {
      throw new IllegalArgumentException(
          "the checkpoint has the groups "
              + groups
              + ", but this training has "
              + words()
              + ": give the same groups in the same order, or another folder");
    }
  }

  /** Without those that stood for what is not trained, and those that joined later. */
  private List<String> groups(Set<String> names) {
    int here = setup.groups().size();
    List<String> left = new ArrayList<>(snapshot.groups());
    while (left.size() > here && isOfBefore(left.get(0), names)) {
      left.remove(0);
    }
    for (int i = here; i < left.size(); i++) {
      Matcher late = JOINED.matcher(left.get(i));
      if (late.matches() && names.contains(late.group(1))) {
        joined.put(late.group(1), Long.parseLong(late.group(2)));
      }
    }
    return left.subList(0, left.size() - Math.min(joined.size(), left.size()));
  }

  private static boolean isOfBefore(String group, Set<String> names) {
    String name = group.replaceFirst(", frozen$", "");
    return !name.equals(group) && (name.startsWith("(") || names.contains(name));
  }

  private List<String> words() {
    return setup.groups().stream().map(ParameterGroup::toString).toList();
  }

  private void checkOptimizer() {
    Optimizer there = optimizer(snapshot.strategy());
    Optimizer here = setup.strategy().optimizerOrSgd();
    if (there != null && !there.name().equals(here.name())) {
      throw new IllegalArgumentException(
          "the checkpoint was made by \""
              + snapshot.strategy()
              + "\", but this training is \""
              + setup.strategy()
              + "\": "
              + here.name()
              + " can't go on from what "
              + there.name()
              + " remembers; keep the optimizer, or give another folder");
    }
  }

  private static @Nullable Optimizer optimizer(String strategy) {
    try {
      return Notation.strategy(strategy).optimizerOrSgd();
    } catch (NotationException e) {
      return null; // an optimizer of one's own
    }
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** The parameters that were first trained at a later step. */
  Map<String, Long> joined() {
    return joined;
  }

  /** A block at rest that holds it. */
  TrainedBlock atRest() {
    Block block = setup.block();
    for (BlockParameters.Named named : BlockParameters.of(block)) {
      if (!named.parameter().isInitialized()) {
        throw notInitialized();
      }
    }
    TrainedBlock rest =
        TrainedBlock.atRest(
            setup, name -> snapshot.remembers(name) || !snapshot.names().contains(name), joined);
    rest.restore(snapshot);
    return rest;
  }

  static IllegalStateException notInitialized() {
    return new IllegalStateException(
        "the block has no parameters yet: call trainer.initialize(...) before");
  }

  /** Tells what is different from when it was taken. */
  void tell(Notices notices) {
    String on = "; the training goes on at step " + snapshot.t() + " with the new one";
    if (!snapshot.strategy().equals(setup.strategy().toString())) {
      notices.once(
          "resumed strategy",
          "the checkpoint was made by \""
              + snapshot.strategy()
              + "\", this training is \""
              + setup.strategy()
              + "\""
              + on);
    }
    if (!snapshot.horizon().equals(setup.horizon())) {
      notices.once(
          "resumed horizon",
          "the checkpoint was planned for "
              + snapshot.horizon()
              + ", this training for "
              + setup.horizon()
              + " (did the data, the batch size or the number of epochs change?)"
              + on);
    }
    if (!groups.equals(words())) {
      notices.once(
          "resumed groups",
          "the checkpoint has the groups " + groups + ", this training " + words() + on);
    }
  }
}
