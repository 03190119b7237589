package dev.rubato.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.notation.Notation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plateau with more patience than it is told of evaluations is told, and no other. */
class PatienceTest {
  private static final Horizon HORIZON = new Horizon(100, 25);

  private static RunningSchedule running(String text) {
    return new RunningSchedule(Notation.strategy(text).rate(), HORIZON);
  }

  /** Whether it lowers the rate somewhere if no evaluation is better than the first. */
  private static boolean lowers(String text, long every) {
    RunningSchedule running = running(text);
    RunningSchedule untold = running(text);
    boolean lowers = false;
    for (long t = 0; t < HORIZON.steps(); t++) {
      if (t > 0 && t % every == 0) {
        running.observe(t, "validation-loss", 1);
      }
      lowers |= running.at(t) < untold.at(t);
    }
    return lowers;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plateau(0.1, patience=7) | 10 | ",
        "plateau(0.1, patience=8) | 10 | patience=8, but is told of only 9 evaluations, one every"
            + " 10",
        "plateau(0.1, patience=0) | 50 | patience=0, but is told of only 1 evaluations, one every"
            + " 50",
        "plateau(0.1, patience=0) | 33 | ",
        "plateau(0.1, patience=97) | 1 | ",
        "plateau(0.1, patience=98) | 1 | patience=98, but is told of only 99 evaluations, one every"
            + " step",
        "linear(0 -> 0.1) for 50 then plateau(patience=3) | 10 | ",
        "linear(0 -> 0.1) for 50 then plateau(patience=4) | 10 | patience=4, but is told of only 5",
        "linear(0 -> 0.1) for 51 then plateau(patience=3) | 10 | patience=3, but is told of only 4",
        "plateau(0.1, patience=4) for 60 then 0.01 | 10 | patience=4, but is told of only 5",
        "plateau(0.1, patience=3) for 60 then 0.01 | 10 | ",
        "cosine(0.1 -> 0) | 1000 | ",
      })
  void itIsToldExactlyWhereItCanLowerNothing(String text, long every, String told) {
    if (told == null) {
      assertThat(running(text).warnings(every)).isEmpty();
      assertThat(text.contains("plateau")).isEqualTo(lowers(text, every));
    } else {
      assertThat(running(text).warnings(every)).hasSize(1).first().asString().contains(told);
      assertThat(lowers(text, every)).isFalse();
    }
  }
}
