package dev.rubato.djl;

import ai.djl.engine.Engine;
import org.jspecify.annotations.Nullable;

/** The engine's random numbers, by a training's seed and the batches that it has seen. */
final class EngineSeed {
  private EngineSeed() {}

  /** Draws them anew, unless there is no seed. */
  static void set(@Nullable Long seed, long batches) {
    if (seed != null) {
      long mixed = (seed + 1) * 0x9E3779B97F4A7C15L + batches * 0xD1B54A32D192ED03L;
      mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
      Engine.getInstance().setRandomSeed((int) (mixed >>> 32));
    }
  }
}
