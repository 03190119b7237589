package dev.rubato.strategy;

import dev.rubato.optimizer.Averaging;
import java.util.List;

/**
 * The parameters to evaluate in the place of those that are trained at, which are kept aside
 * meanwhile and come back to the last bit.
 */
final class EvaluationPoint {
  private static final float[] NOTHING = {};

  private final List<TensorState> states;
  private final ChunkWindow window;
  private float[][] aside = {}; // for each state its values, or nothing where they stay
  private boolean shows;

  EvaluationPoint(List<TensorState> states) {
    this.states = states;
    this.window = new ChunkWindow(new Clip(), Tensor.BLOCK, 0, 0);
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
    aside = new float[states.size()][];
    for (int i = 0; i < aside.length; i++) {
      TensorState state = states.get(i);
      boolean moved = !state.isFrozen() && state.group().numbers().movesBefore(t) > 0;
      boolean differs = state.memory().hasAverage() || state.kernel() instanceof Averaging;
      aside[i] = NOTHING;
      if (moved && differs) {
        aside[i] = values(state);
        for (int chunk = 0; chunk < state.chunks(); chunk++) {
          show(state, chunk);
        }
      }
    }
  }

  private void show(TensorState state, int chunk) {
    OptimizerState memory = state.memory();
    if (memory.hasAverage()) {
      int from = state.inPlace() ? state.start(chunk) : 0;
      float[] average = memory.average(chunk);
      state.tensor().write(state.start(chunk), average, from, state.length(chunk));
    } else if (state.kernel() instanceof Averaging kernel) {
      window.openValues(state, chunk);
      kernel.average(window.p, memory.slots(chunk), state.group().memory(), window.from, window.to);
      window.store(state, chunk);
    }
  }

  /** Puts the parameters that are trained at back. */
  void hide() {
    if (!shows) {
      return;
    }
    for (int i = 0; i < aside.length; i++) {
      if (aside[i].length > 0) {
        states.get(i).tensor().write(0, aside[i], 0, aside[i].length);
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
    return shows && aside[index].length > 0 ? aside[index].clone() : values(states.get(index));
  }

  private static float[] values(TensorState state) {
    float[] values = new float[state.tensor().size()];
    state.tensor().read(0, values, values.length);
    return values;
  }
}
