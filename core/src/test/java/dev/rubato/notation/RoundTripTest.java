package dev.rubato.notation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.argument.Span;
import dev.rubato.argument.Value;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Algorithms;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.Optimizers;
import dev.rubato.schedule.Constant;
import dev.rubato.schedule.Form;
import dev.rubato.schedule.Forms;
import dev.rubato.schedule.Schedules;
import dev.rubato.strategy.Strategy;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed is read as the same strategy, and printed the same again. */
class RoundTripTest {
  private static final int STRATEGIES = 10_000;

  @Test
  void everyRandomStrategyIsReadAsWhatItWas() {
    Set<String> missing = catalogue();
    for (long seed = 0; seed < STRATEGIES; seed++) {
      Strategy strategy = new RandomStrategies(new SplittableRandom(seed), true).strategy();
      String text = strategy.toString();
      Strategy read = Notation.strategy(text);
      assertThat(read).as("seed %d: %s", seed, text).isEqualTo(strategy);
      assertThat(read.hashCode()).as("seed %d: %s", seed, text).isEqualTo(strategy.hashCode());
      assertThat(read.toString()).as("seed %d", seed).isEqualTo(text);
      assertThat(read.open())
          .as("seed %d", seed)
          .hasSize(unquoted(text).replaceAll("[^?]", "").length());
      missing.removeIf(text::contains);
    }
    assertThat(missing).as("what the generator never drew").isEmpty();
  }

  /** A text without what stands in quotes. */
  private static String unquoted(String text) {
    return text.replaceAll("\"(?:[^\"\\\\]|\\\\.)*\"", "");
  }

  /** What must occur somewhere in the random texts. */
  private static Set<String> catalogue() {
    Set<String> all =
        new TreeSet<>(
            List.of(
                ("momentum=linear(| per epoch| * | + |?|..|%| epochs|[|)) | until | for | from"
                        + " start| per epoch from start|) + | with"
                        + " \"|frozen=true|frozen-until=|frozen-from=|statistics=true")
                    .split("\\|", -1)));
    for (Form form : Forms.all()) {
      if (form != Forms.CONSTANT) {
        all.add(form.signature().name() + "(");
      }
    }
    for (Algorithm algorithm : Algorithms.all()) {
      all.add(algorithm.signature().name() + "(");
      algorithm.signature().labels().forEach(name -> all.add(name + "="));
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adamw(weight-decay=0.02): linear(0 -> 3e-4) for 5% then cosine(-> 0)",
        "sgd(momentum=0.9): 0.1 for 80% then cooldown(-> 0)",
        "sgd: step(0.1, every=30) per epoch",
        "adam: linear(0 -> ?1e-4..0.1) for 500 then plateau(factor=0.5, patience=5)",
        "sgd(momentum=cosine(0.95 -> 0.85)): 0.1",
        "0.1 for ?1..20% then linear(-> 0)",
        "max(exponential(0.1, gamma=0.9), 1e-4)",
        "(0.1 for 10 then 0.2) * cosine(1 -> 0)",
        "repeat(linear(0.1 -> 0.01) for 10 then 0.3, every=1 epoch)",
        "multistep(0.1, at=[30, 1.5 epochs, 75%]) for 1 epoch",
        "adam(clip-norm=1, on-non-finite=skip): one-cycle(0.5, up=12.5%, three-phase=true)",
        "cosine-restarts(0.1 -> 0, first=30 steps, multiply=2) for 1 then 0.1",
        "plateau(0.1, metric=accuracy, mode=max)",
        "adamw(weight-decay=0.1): linear(0 -> 3e-4) for 5% then cosine(-> 0) with \"@vector\""
            + " (weight-decay=0) with \"head*\" (rate=10)",
        "sgd: 0.1 for 5 with \"*\" (rate=cosine(1 -> 0.5), momentum=linear(0.5 -> 0.9))",
        "sgd: 0.1 with \"body.*\" (frozen-until=10%, frozen-from=2 epochs, statistics=true)",
        "0.1 with \"@norm, a\" (frozen=true) with \"head\" (rate=?1..30) with \"b\""
            + " (frozen-until=0)",
        "plateau(0.1, metric=\"val/loss\")",
        "plateau(0.1, metric=\"Val_Loss # 2\", mode=max)",
        "plateau(0.1, metric=\"a \\\"quoted\\\" \\\\ text\")",
        "linear(0 -> 3e-4) for 2000 then 3e-4 until 90% then cooldown(-> 0)",
        "0.1 until 30 epochs then 0.01 until 600 then 0.001 until ?70..90% then 0",
        "linear(0 -> 0.4) for 5 epochs then multistep(0.4, at=[30, 60, 80]) per epoch from start",
        "step(0.1, every=30) from start * 0.5 + 0.01",
        "cosine(1 -> 0) * (step(0.1, every=30) + 1e-4) + 1e-5",
        "0.1 + (0.2 + 0.3) + (0.1 for 5)",
        "(0.1 + 0.2) * 3 + 2 * (0.1 for 5) for 10",
      })
  void canonicalTextPrintsAsItself(String text) {
    assertThat(Notation.strategy(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "constant(0.1)                              | 0.1",
        "constant(0.1) per epoch                    | 0.1",
        "sgd():0.1                                  | sgd: 0.1",
        "sgd(momentum=0): 0.1                       | sgd: 0.1",
        "adamw(weight-decay=0.01): 1e-3             | adamw: 0.001",
        "sgd(momentum=constant(0.9)): .1            | sgd(momentum=0.9): 0.1",
        "sgd(momentum=0.90):1E-1                    | sgd(momentum=0.9): 0.1",
        "step(every=30, gamma=0.1, a=0.1)           | step(0.1, every=30)",
        "linear(0->1)for 10 steps then cosine(->0)  | linear(0 -> 1) for 10 then cosine(-> 0)",
        "0.1 for 1 steps then 0.2 for 2 epoch       | 0.1 for 1 then 0.2 for 2 epochs",
        "one-cycle(1, up=0.4)                       | one-cycle(1, up=40%)",
        "one-cycle(1, up=0.3)                       | one-cycle(1)",
        "((0.1))                                    | 0.1",
        "(0.1 for 5) then 0.2                       | error",
        "0.1 for 5 then (0.2)                       | 0.1 for 5 then 0.2",
        "-0                                         | 0",
        "linear(0 -> 1) * 1 * 2                     | linear(0 -> 1) * 1 * 2",
        "plateau(0.1, metric=\"f1\")                 | plateau(0.1, metric=f1)",
        "plateau(0.1, metric=\"validation-loss\")    | plateau(0.1)",
        "sgd:0.1 with\"a\"(frozen=false,rate=2)      | sgd: 0.1 with \"a\" (rate=2)",
        "sgd:0.1 with \"a\" (weight-decay=0,rate=2) | sgd: 0.1 with \"a\" (rate=2, weight-decay=0)",
        "0.1+0.2*2+(0.3)                            | 0.1 + 0.2 * 2 + 0.3",
        "0.1 until 5 steps then 1 until 20 epoch    | 0.1 until 5 then 1 until 20 epochs",
        "constant(0.1) per epoch from start         | 0.1",
      })
  void otherSpellingsPrintAsTheCanonicalOne(String text, String canonical) {
    if (canonical.equals("error")) {
      assertThat(Errors.of(text)).contains("must say how long it lasts");
    } else {
      assertThat(Notation.strategy(text)).hasToString(canonical);
      assertThat(Notation.strategy(canonical)).isEqualTo(Notation.strategy(text));
    }
  }

  @Test
  void whiteSpaceAndCommentsAreFree() {
    assertThat(
            Notation.strategy(
                "# warm up\nsgd ( momentum = 0.9 ) :\r\n\tlinear(0->1) for 10# then fall\nthen 0.1"))
        .isEqualTo(Notation.strategy("sgd(momentum=0.9): linear(0 -> 1) for 10 then 0.1"));
  }

  @Test
  void aLabelNamesAStrategy() {
    Labelled labelled =
        Notation.labelled(" \"warm-up + cosine\" = sgd: linear(0 -> 1) for 5 then cosine(-> 0)");
    assertThat(labelled.label()).isEqualTo("warm-up + cosine");
    assertThat(labelled.name()).isEqualTo("warm-up + cosine");
    assertThat(labelled.strategy())
        .isEqualTo(Notation.strategy("sgd: linear(0 -> 1) for 5 then cosine(-> 0)"));
    assertThat(Notation.labelled(labelled.toString())).isEqualTo(labelled);
    assertThat(new Labelled("a \"b\" \\", labelled.strategy()).toString())
        .startsWith("\"a \\\"b\\\" \\\\\" = sgd");
    Labelled none = Notation.labelled("sgd: 0.1");
    assertThat(none.label()).isNull();
    assertThat(none.name()).isEqualTo("sgd: 0.1").hasToString(none.toString());
  }

  @Test
  void aScheduleMayBeNegativeWhereARateMayNot() {
    String text = "linear(-1 -> 1) for 10 then max(-0.5, cosine(-1 -> 0))";
    assertThat(Notation.schedule(text)).hasToString(text);
    assertThat(Errors.of(text)).contains("a learning rate must be at least 0, was -1");
  }

  @Test
  void aConstantIsTheSameWhetherProgramOrTextSaysIt() {
    Optimizer fromProgram = Optimizers.sgd().with("momentum", new Constant(0.9));
    Strategy strategy = new Strategy(fromProgram, new Constant(0.1));
    assertThat(Notation.strategy(strategy.toString())).isEqualTo(strategy);
  }

  @Test
  void programsSayTheSameAsTheText() {
    assertThat(Schedules.linear(0, 3e-4).forPercent(5).then(Schedules.cosineTo(0)))
        .isEqualTo(Notation.schedule("linear(0 -> 3e-4) for 5% then cosine(-> 0)"));
    assertThat(Schedules.step(0.1, 30, 0.5).perEpoch())
        .isEqualTo(Notation.schedule("step(0.1, every=30, gamma=0.5) per epoch"));
    assertThat(Schedules.oneCycle(0.5).with("up", Span.percent(25)))
        .isEqualTo(Notation.schedule("one-cycle(0.5, up=25%)"));
    assertThat(Schedules.tanh(1, 0).with("to", Value.open(1, 3)))
        .isEqualTo(Notation.schedule("tanh(1 -> 0, to=?1..3)"));
    assertThat(Schedules.linear(0, 1).forSteps(5).then(Schedules.constant(1)).untilPercent(90))
        .isEqualTo(Notation.schedule("(linear(0 -> 1) for 5 then 1) until 90%"));
    assertThat(Schedules.constant(1).untilStep(50).then(Schedules.constant(2).untilEpoch(2.5)))
        .isEqualTo(Notation.schedule("1 until 50 then 2 until 2.5 epochs"));
    assertThat(
            Schedules.multistep(0.4, 0.1, 30, 60)
                .perEpoch()
                .fromStart()
                .plus(1e-4)
                .plus(new Constant(1)))
        .isEqualTo(
            Notation.schedule("multistep(0.4, at=[30, 60]) per epoch from start + 1e-4 + 1"));
    assertThat(Schedules.max(Schedules.exponentialGamma(0.1, 0.9), Schedules.constant(1e-4)))
        .isEqualTo(Notation.schedule("max(exponential(0.1, gamma=0.9), 1e-4)"));
  }
}
