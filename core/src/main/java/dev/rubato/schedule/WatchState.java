package dev.rubato.schedule;

/** What a call that watches a metric remembers: an immutable value, which checkpoints keep. */
public sealed interface WatchState permits Plateau.State, Greedy.State {

  /** The name of the call. */
  String call();

  /** The level of a call that began at {@code start}. */
  double level(double start);
}
