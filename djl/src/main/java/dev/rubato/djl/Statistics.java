package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import dev.rubato.strategy.ParameterGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The running averages of batch normalization where a forward pass must not count, which moves them
 * whatever is trained: those that groups hold while they are frozen are put back after each batch,
 * and all after a pass in training that was made at the point to evaluate.
 */
final class Statistics {
  private final TrainedBlock.Setup setup;
  private final List<Held> held = new ArrayList<>();
  private final List<Held> kept = new ArrayList<>(); // when the point to evaluate was put in place
  private boolean late; // some were not there yet

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
    if (setup.groups().stream().noneMatch(ParameterGroup::statistics)) {
      return;
    }
    for (BlockParameters.Named named : BlockParameters.of(setup.block())) {
      late |= named.isStatistic() && !named.parameter().isInitialized();
      if (named.isStatistic() && named.parameter().isInitialized()) {
        boolean holds = false;
        long until = 0;
        long from = ParameterGroup.FOR_EVER;
        for (ParameterGroup group : setup.groups()) {
          if (named.isIn(group, named.parameter().getArray())) {
            holds |= group.statistics();
            Long first = group.firstStep(setup.horizon());
            until = first == null ? until : first;
            Long last = group.lastStep(setup.horizon());
            from = last == null ? from : last;
          }
        }
        if (holds && (until > 0 || from < ParameterGroup.FOR_EVER)) {
          float[] values = ParameterMemory.read(named.parameter().getArray());
          held.add(new Held(named, values, until, from));
        }
      }
    }
  }

  /** Takes those that were not there before. */
  void holdLate() {
    if (late) {
      hold();
    }
  }

  /**
   * Looks whether all were there before the first forward pass moved them.
   *
   * @throws IllegalStateException where they were not
   */
  void checkHeld() {
    if (late) {
      throw new IllegalStateException(
          "a group holds running averages (withStatistics), but the block had none yet when the"
              + " optimizer was built: load or initialize it before, or call resume(), or give the"
              + " data an EpochSampler");
    }
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

  /**
   * Lets forward passes as in training move them.
   *
   * @param before puts the parameters for a pass in place
   */
  static void estimate(Trainer trainer, Dataset data, int batches, Runnable before)
      throws IOException, TranslateException {
    if (batches < 1) {
      throw new IllegalArgumentException("batches must be at least 1, was " + batches);
    }
    int left = batches;
    while (left > 0) {
      int atStart = left;
      for (Batch batch : trainer.iterateDataset(data)) {
        if (left > 0) {
          before.run(); // the order of the data may have gone back
          trainer.forward(batch.getData());
          left--;
        }
        batch.close();
      }
      if (left == atStart) {
        throw new IllegalArgumentException("there is no batch to estimate statistics from");
      }
    }
  }
}
