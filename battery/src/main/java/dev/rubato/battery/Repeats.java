package dev.rubato.battery;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which repeats of a measurement are made; each has seeds of its own, so that whoever skips those
 * of an earlier measurement has seeds that nothing was chosen by.
 *
 * @param skipped how many are left out, at least 0
 * @param count how many are made, at least 1
 */
record Repeats(int skipped, int count) {

  /** The first so many. */
  static Repeats first(int count) {
    return new Repeats(0, count);
  }

  /** Their numbers, from 0. */
  List<Integer> numbers() {
    return IntStream.range(skipped, skipped + count).boxed().toList();
  }
}
