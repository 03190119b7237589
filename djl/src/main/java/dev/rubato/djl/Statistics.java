package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import dev.rubato.strategy.ParameterGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The running averages of batch normalization where a forward pass must not count, which moves them
 * whatever is trained: those that groups hold while they are frozen are put back after each batch,
 * and all after a pass in training that was made at the point to evaluate.
 */
final class Statistics {
  private static final float[] NONE = {};

  private final TrainedBlock.Setup setup;
  private final List<Held> held = new ArrayList<>();
  private final List<Held> kept = new ArrayList<>(); // when the point to evaluate was put in place
  private final IdentityHashMap<Parameter, float[]> firsts =
      new IdentityHashMap<>(); // of those that come late
  private boolean late; // some were not there yet
  private boolean begins; // a forward pass was made

  /** One that stays as it is before a step, and from another on. */
  private static final class Held {
    private final BlockParameters.Named named;
    private float[] values;
    private final long until;
    private final long from;

    Held(BlockParameters.Named named, float[] values, long until, long from) {
      this.named = named;
      this.values = values;
      this.until = until;
      this.from = from;
    }
  }

  /** Those of a block that is initialized; otherwise none as yet. */
  Statistics(TrainedBlock.Setup setup) {
    this.setup = setup;
    hold();
  }

  /** Takes the averages as they are now for those to hold. */
  void hold() {
    held.clear();
    late = false;
    if (setup.groups().isEmpty()) {
      return;
    }
    List<BlockParameters.Named> all = BlockParameters.of(setup.block());
    Set<ParameterGroup> asking = new LinkedHashSet<>();
    Set<ParameterGroup> holding = new HashSet<>();
    for (BlockParameters.Named named : all) {
      if (named.isStatistic()) {
        List<ParameterGroup> groups =
            setup.groups().stream().filter(named::hasStatisticsIn).toList();
        List<ParameterGroup> asked = groups.stream().filter(group -> asks(group, all)).toList();
        asking.addAll(asked);
        if (!asked.isEmpty() && hold(named, groups)) {
          holding.addAll(asked);
        }
      }
    }
    asking.removeAll(holding);
    for (ParameterGroup group : asking) {
      if (group.statistics()) {
        throw new IllegalArgumentException(
            "the group \""
                + group
                + "\" holds running averages while it is frozen, but it never is: add frozen(),"
                + " frozenUntil(...) or frozenFrom(...)");
      }
    }
  }

  /** Whether a group says that its averages are held, or is for nothing else. */
  private static boolean asks(ParameterGroup group, List<BlockParameters.Named> all) {
    return group.statistics()
        || all.stream().noneMatch(each -> !each.isStatistic() && each.isIn(group));
  }

  /** Holds one that is frozen at some time, by the last group that says so. */
  private boolean hold(BlockParameters.Named named, List<ParameterGroup> groups) {
    long until = 0;
    long from = ParameterGroup.FOR_EVER;
    for (ParameterGroup group : groups) {
      Long first = group.firstStep(setup.horizon());
      until = first == null ? until : first;
      Long last = group.lastStep(setup.horizon());
      from = last == null ? from : last;
    }
    if (until == 0 && from == ParameterGroup.FOR_EVER) {
      return false;
    }
    Parameter parameter = named.parameter();
    if (parameter.isInitialized()) {
      float[] first = firsts.get(parameter);
      boolean moved = begins && until > 0; // by the first forward pass
      if (moved && (first == null || first == NONE)) {
        throw new IllegalStateException(
            "the group holds "
                + named.name()
                + ", which was loaded after the optimizer was built, and a forward pass has moved"
                + " it: load the model before, or call resume(), or give the data an EpochSampler");
      }
      float[] values =
          moved && first != null ? first.clone() : ParameterMemory.read(parameter.getArray());
      held.add(new Held(named, values, until, from));
    } else {
      late = true;
      if (firsts.putIfAbsent(parameter, NONE) == null) {
        parameter.setInitializer(seen(parameter, parameter.getInitializer()));
      }
    }
    return true;
  }

  /** An initializer whose values are kept, as no one else sees them before a forward pass. */
  private Initializer seen(Parameter parameter, Initializer initializer) {
    return (manager, shape, type) -> {
      NDArray array = initializer.initialize(manager, shape, type);
      firsts.put(parameter, ParameterMemory.read(array));
      return array;
    };
  }

  /** Takes those that were not there before. */
  void holdLate() {
    if (late) {
      hold();
    }
  }

  /**
   * Takes those that came after the optimizer was built as they were at first: a forward pass has
   * moved them by now.
   *
   * @throws IllegalStateException where that is not known
   */
  void begin() {
    begins = true;
    holdLate();
    begins = false;
  }

  /** Puts them back, where they are still frozen at step {@code t}. */
  void putBack(long t) {
    for (Held each : held) {
      NDArray array = each.named.parameter().getArray();
      if (t <= each.until || t > each.from) { // the batch of the last frozen step was until − 1's
        ParameterMemory.write(array, each.values);
      } else if (each.from < ParameterGroup.FOR_EVER) {
        each.values = ParameterMemory.read(array);
      }
    }
  }

  /** Remembers all of them as they are now. */
  void keep() {
    kept.clear();
    for (BlockParameters.Named named : BlockParameters.of(setup.block())) {
      if (named.isStatistic() && named.parameter().isInitialized()) {
        float[] values = ParameterMemory.read(named.parameter().getArray());
        kept.add(new Held(named, values, 0, ParameterGroup.FOR_EVER));
      }
    }
  }

  /** Puts back what was remembered last. */
  void putBackKept() {
    for (Held each : kept) {
      ParameterMemory.write(each.named.parameter().getArray(), each.values);
    }
  }
}
