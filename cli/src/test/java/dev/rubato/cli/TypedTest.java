package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed in a way that people try: numbers with k, strategies without quotes, slips. */
class TypedTest {

  private static String error(String... args) {
    Cli.Outcome outcome = Cli.run(args);
    assertThat(outcome.status()).as(Arrays.toString(args)).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    return outcome.err();
  }

  private static String[] words(String line) {
    return line.split(" ", -1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "curve sgd: 0.1 --steps 9                   | put it in quotes: 'sgd: 0.1'",
        "curve --steps 9 0.1 for 80% then 0.01      | put it in quotes: '0.1 for 80% then 0.01'",
        "train adam: cosine(0.01 -> 0) --epochs 1   | put it in quotes: 'adam: cosine(0.01 -> 0)'",
        "descend sgd: 0.1 --function beale --steps 9 | put it in quotes: 'sgd: 0.1'",
        "compare sgd: 0.1 adam: 0.2                 | put each strategy in quotes",
        "tune cosine(? -> 0)                        | put it in quotes: 'cosine(? -> 0)'",
        "compare cosine(? -                         | put each strategy in quotes",
        "curve linear(0- --steps 9                  | the shell took the > of -> for a redirection",
        "train 0.1 - for 10% then 0                 | the shell took the > of -> for a redirection",
        "tune ?- --task convex                      | the shell took the > of -> for a redirection",
      })
  void aStrategyInPiecesIsRecognized(String line, String hint) {
    assertThat(error(words(line))).contains(hint).doesNotContain("not a valid strategy");
  }

  @Test
  void aStrategyThatIsWrongInOnePieceIsToldAsSuch() {
    assertThat(error("compare", "sgd: 0.1", "cosin(1 -> 0)")).contains("did you mean \"cosine\"?");
    assertThat(error("train", "0.1", "0.2")).contains("0.2").doesNotContain("quotes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "curve 0.1 --step 9           | no option is called --step; did you mean \"--steps\"?",
        "curve 0.1 --step=9           | no option is called --step; did you mean \"--steps\"?",
        "train 0.1 --epoch 3          | no option is called --epoch; did you mean \"--epochs\"?",
        "compare --seed 3             | no option is called --seed; did you mean \"--seeds\"?",
        "find --optimiser sgd         | no option is called --optimiser; did you mean"
            + " \"--optimizer\"?",
        "studies export 1 --fromat csv | no option is called --fromat; did you mean \"--format\"?",
        "curve 0.1 --colour           | no option is called --colour",
        "compare 0.1 --out x.svg      | no option is called --out: --report FILE is where",
        "tune ? --output x.svg        | no option is called --output: the result goes to standard",
        "curve 0.1 --output x.svg     | no option is called --output; did you mean \"--out\"?",
      })
  void anUnknownOptionIsNamedWithItsNearestNeighbour(String line, String message) {
    assertThat(error(words(line))).startsWith("rubato: " + message);
  }

  @Test
  void aStrategyWhereAnOptimizerIsAskedForSaysHowThatIsGiven() {
    assertThat(error("find", "sgd: ?")).contains("without a rate: --optimizer sgd\n");
    assertThat(error("range-test", "sgd(momentum=0.9): 0.1"))
        .contains("--optimizer 'sgd(momentum=0.9)'");
    assertThat(error("find", "adam")).contains("without a rate: --optimizer adam\n");
    assertThat(error("find", "nonsense")).contains("nonsense").doesNotContain("without a rate");
  }

  @Test
  void epochsThatNobodyCountedNameTheOptionThatDoes() {
    String per = "step(0.1, every=2) per epoch";
    for (String[] words :
        new String[][] {
          {"curve", per, "--steps=9"},
          {"train", per, "--command=true", "--steps=9"},
          {"compare", per, "--command=true", "--steps=9"},
          {"train", "0.1", "--command=true", "--steps=9", "--validate-every=1 epoch"},
        }) {
      assertThat(error(words))
          .containsOnlyOnce("counts epochs, but the horizon has no steps per epoch")
          .contains(": say how many by --steps-per-epoch, or count steps");
    }
  }

  @Test
  void aTimeInThousandsOfStepsIsWrittenShortInAStrategyToo() {
    String shortened = "linear(0 -> 1) for 0.02k then step(1, every=0.01k)";
    String whole = "linear(0 -> 1) for 20 then step(1, every=10)";
    assertThat(Cli.run("curve", shortened, "--steps=50", "--format=csv").succeeds().rows())
        .endsWith("49,0.010000000000000002")
        .containsAll(Cli.run("curve", whole, "--steps=50", "--format=csv").rows().subList(1, 51));
    assertThat(error("curve", "0.1 for 20 k", "--steps=50")).contains("expected steps, epochs");
    assertThat(error("curve", "0.1k", "--steps=50")).contains("k");
  }

  @Test
  void aNameThatIsNoTextIsRefusedAsItWouldBecomeAnother() {
    for (String[] words :
        new String[][] {
          {"studies", "--store=a\ufffdb"},
          {"train", "0.1", "--task=convex", "--store=a\ufffdb"},
          {"curve", "0.1", "--steps=9", "--out=a\ufffdb.csv"},
          {"compare", "0.1", "--task=convex", "--report=a\ufffdb.html"},
        }) {
      assertThat(error(words)).contains("this name has bytes that are no text");
    }
  }

  @Test
  void aWarmUpIsSaidAsOneAndNoMore() {
    assertThat(error("curve", "warmup", "--steps=9"))
        .contains("\"warmup\" is written linear(0 -> 0.1) for 5% here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"accuracy >= NaN", "accuracy >= Infinity", "accuracy >= 1e999"})
  void aTargetThatNothingCanReachIsAnError(String target) {
    assertThat(error("train", "0.1", "--command=true", "--steps=9", "--target=" + target))
        .contains("target must end with a finite number, was \"" + target + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "3e1", "0.03k", "30.0", "+30", ".3e2", "0.00003M"})
  void aWholeNumberMayBeWrittenShort(String number) {
    Cli.Outcome outcome = Cli.run("curve", "0.1", "--steps", number, "--format", "csv").succeeds();
    assertThat(outcome.rows()).hasSize(31);
  }

  @Test
  void soMayEachOfAList() {
    String dry =
        Cli.run(
                "compare",
                "0.1",
                "--horizons=0.1k,2e2",
                "--seeds=1e0",
                "--task=convex",
                "--dry-run")
            .succeeds()
            .out();
    assertThat(dry).contains("100, 200 steps per training", "2 trials");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.5",
        "1e-3",
        "0.0001k",
        "k",
        "",
        "e4",
        "1e",
        "2kk",
        "1e99999",
        "1e9999999999",
        "99999999999999999999",
        "٣",
        "1_000",
        "0x10",
        "NaN",
        "1e400"
      })
  void whatIsNoWholeNumberIsAnError(String number) {
    assertThat(error("curve", "0.1", "--steps=" + number)).contains("--steps", "whole number");
  }

  @Test
  void aWholeNumberThatIsTooLargeIsAnError() {
    assertThat(error("compare", "0.1", "--seeds=3000M")).contains("at most 2147483647");
    assertThat(error("train", "0.1", "--seed=1e19")).contains("at most 9223372036854775807");
  }
}
