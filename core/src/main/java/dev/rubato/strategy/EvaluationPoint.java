package dev.rubato.strategy;

import dev.rubato.optimizer.Averaging;
import java.util.List;

/**
 * The parameters to evaluate in the place of those that are trained at, which are kept aside
 * meanwhile and come back to the last bit.
 */
final class EvaluationPoint {
  private static final float[] NOTHING = {};

  private final List<TensorState> members;
  private final ChunkWindow window;
  private float[][] aside = {}; // for each member its values, or nothing where they stay
  private boolean shows;

  EvaluationPoint(List<TensorState> members) {
    this.members = members;
    this.window = new ChunkWindow(new Clip(), Tensor.BLOCK, 0);
  }

  /** Whether the parameters are those to evaluate. */
  boolean shows() {
    return shows;
  }

  /** Puts the parameters to evaluate after {@code t} updates in place. */
  void show(long t) {
    if (shows) {
      return;
    }
    shows = true;
    aside = new float[members.size()][];
    for (int i = 0; i < aside.length; i++) {
      TensorState member = members.get(i);
      boolean moved = !member.group().isFrozen() && member.group().movesBefore(t) > 0;
      boolean differs = member.memory().hasAverage() || member.kernel() instanceof Averaging;
      aside[i] = NOTHING;
      if (moved && differs) {
        aside[i] = values(member);
        for (int chunk = 0; chunk < member.chunks(); chunk++) {
          show(member, chunk);
        }
      }
    }
  }

  private void show(TensorState member, int chunk) {
    OptimizerState memory = member.memory();
    if (memory.hasAverage()) {
      int from = member.inPlace() ? member.start(chunk) : 0;
      float[] average = memory.average(chunk);
      member.tensor().write(member.start(chunk), average, from, member.length(chunk));
    } else if (member.kernel() instanceof Averaging kernel) {
      window.openValues(member, chunk);
      kernel.average(
          window.p, memory.slots(chunk), member.group().memory(), window.from, window.to);
      window.store(member, chunk);
    }
  }

  /** Puts the parameters that are trained at back. */
  void hide() {
    if (!shows) {
      return;
    }
    for (int i = 0; i < aside.length; i++) {
      if (aside[i].length > 0) {
        members.get(i).tensor().write(0, aside[i], 0, aside[i].length);
      }
    }
    forget();
  }

  /** Forgets the parameters that are trained at, as others come. */
  void forget() {
    aside = new float[0][];
    shows = false;
  }

  /** A copy of the parameters that are trained at. */
  float[] trained(int index) {
    return shows && aside[index].length > 0 ? aside[index].clone() : values(members.get(index));
  }

  private static float[] values(TensorState member) {
    float[] values = new float[member.tensor().size()];
    member.tensor().read(0, values, values.length);
    return values;
  }
}
