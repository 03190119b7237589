package dev.rubato.interop;

import dev.rubato.argument.Arguments;

/**
 * A phrase of a strategy that watches a metric, so that what it gives depends on the training.
 *
 * @param call {@code plateau} or {@code greedy}
 * @param level before the first evaluation
 * @param from the first step at which an evaluation concerns it
 * @param until the first step at which none does
 */
record Watched(String call, Arguments arguments, double level, double from, double until) {
  /** Refuses what judges means, which is written in no language here. */
  void checkJudged() throws Inexpressible {
    if (call.equals("greedy") && arguments.flag("smooth")) {
      throw new Inexpressible("its greedy judges means, which is not written here: smooth=true");
    }
  }

  /** What it watches. */
  String metric() {
    return arguments.word("metric");
  }
}
