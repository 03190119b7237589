package dev.rubato.lab.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

  @Test
  void timeCountsAsItPassesAndSilenceEndsWithASound() {
    Patience patience = new Patience(-50 * MS);
    patience.pass(-30 * MS, 0);
    patience.pass(0, 0);
    assertThat(patience.ran()).isEqualTo(50 * MS);
    assertThat(patience.silent()).isEqualTo(50 * MS);
    patience.pass(10 * MS, 3);
    assertThat(patience.silent()).isZero();
    patience.pass(30 * MS, 3);
    assertThat(patience.ran()).isEqualTo(80 * MS);
    assertThat(patience.silent()).isEqualTo(20 * MS);
  }

  @Test
  void aGapInWhichThisProcessDidNotRunIsButAMoment() {
    Patience patience = new Patience(0);
    patience.pass(TimeUnit.HOURS.toNanos(8), 0);
    assertThat(patience.ran()).isEqualTo(Patience.MOMENT);
    assertThat(patience.silent()).isEqualTo(Patience.MOMENT);
    patience.pass(0, 0); // a clock that goes back
    assertThat(patience.ran()).isEqualTo(Patience.MOMENT);
  }
}
