package dev.rubato.lab.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Trial;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program of one's own reads. */
class RatesFileTest {
  @TempDir private Path folder;

  @Test
  void groupsOfParametersHaveColumnsOfTheirOwn() throws IOException {
    Trial trial =
        new Trial(
            Notation.strategy(
                "sgd: 0.5 with \"@bias, norm.*\" (weight-decay=0) with \"head*\" (rate=linear(10 ->"
                    + " 0), frozen-until=1)"),
            Horizon.ofSteps(4),
            1);
    Path path = folder.resolve("rates");
    try (RatesFile rates = new RatesFile(path, trial)) {
      rates.grow(4);
    }
    assertThat(path)
        .hasContent(
            """
            step,lr,momentum,dampening,nesterov,rate-inside,weight-decay,maximize,"rate:@bias, norm.*","weight-decay:@bias, norm.*",rate:head*
            0,0.5,0,0,0,0,0,0,1,0,0
            1,0.5,0,0,0,0,0,0,1,0,7.5
            2,0.5,0,0,0,0,0,0,1,0,5
            3,0.5,0,0,0,0,0,0,1,0,2.5
            """);
  }
}
