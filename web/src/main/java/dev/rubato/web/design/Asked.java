package dev.rubato.web.design;

import dev.rubato.schedule.Horizon;
import dev.rubato.web.http.BadRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page asks to see.
 *
 * @param strategies as typed
 * @param steps the planned length
 * @param stepsPerEpoch 0 where there are no epochs
 * @param from the first step that is shown, null for the first of all
 * @param to the step before which the picture ends, null for the end
 * @param columns how many the picture has, null for as many as usual
 */
record Asked(
    List<String> strategies,
    long steps,
    long stepsPerEpoch,
    @Nullable Long from,
    @Nullable Long to,
    @Nullable Integer columns) {
  static final int MOST_STRATEGIES = 8;
  static final int MOST_CHARACTERS = 4000;
  private static final int USUAL_COLUMNS = 600;
  private static final int MOST_COLUMNS = 2000;

  /** The strategies, of which there are not too many. */
  List<String> texts() {
    if (strategies == null || strategies.isEmpty() || strategies.size() > MOST_STRATEGIES) {
      throw new BadRequest(400, "there must be 1 to " + MOST_STRATEGIES + " strategies");
    }
    strategies.forEach(Asked::check);
    return strategies;
  }

  /** Refuses a text that no person typed. */
  static void check(@Nullable String text) {
    if (text == null || text.length() > MOST_CHARACTERS) {
      throw new BadRequest(400, "a strategy has at most " + MOST_CHARACTERS + " characters");
    }
  }

  Horizon horizon() {
    return horizon(steps, stepsPerEpoch);
  }

  static Horizon horizon(long steps, long stepsPerEpoch) {
    try {
      return new Horizon(steps, stepsPerEpoch);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(400, String.valueOf(e.getMessage()));
    }
  }

  /** The part of the training that is shown. */
  Window window() {
    long first = from == null ? 0 : Math.max(0, Math.min(from, steps - 1));
    long end = to == null ? steps : Math.max(first + 1, Math.min(to, steps));
    int wide = columns == null ? USUAL_COLUMNS : Math.max(2, Math.min(columns, MOST_COLUMNS));
    return new Window(first, end, wide);
  }
}
