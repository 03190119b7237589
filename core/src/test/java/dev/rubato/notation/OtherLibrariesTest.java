package dev.rubato.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.rubato.optimizer.Algorithms;
import dev.rubato.schedule.Forms;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names from other libraries are answered with how the same is said here. */
class OtherLibrariesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "StepLR(0.1)                              | StepLR        | step(0.1, every=30, gamma=0.1)",
        "sgd: CosineAnnealingLR(T_max=100)        | CosineAnnealingLR | cosine(0.1 -> 0)",
        "torch.optim.lr_scheduler.OneCycleLR(0.1) | torch.optim.lr_scheduler.OneCycleLR | one-cycle(0.1)",
        "optax.warmup_cosine_decay_schedule(0, 1) | optax.warmup_cosine_decay_schedule  | then cosine(-> 0)",
        "Adam: 0.1                                | Adam          | adam: 1e-3",
        "AdamW(lr=1e-3)                           | AdamW         | adamw(weight-decay=0.01): 1e-3",
        "wsd(0.1)                                 | wsd           | cooldown(-> 0)",
        "sgd(weight_decay=0.1): 0.1               | weight_decay  | called weight-decay",
        "sgd(lr=0.1): 0.1                         | lr            | the learning rate is the number",
        "lr=0.1                                   | lr            | the learning rate is the number",
        "adam(betas=(0.9, 0.99)): 0.1             | betas         | beta1=0.9, beta2=0.999",
        "adam(eps=1e-8): 0.1                      | eps           | called epsilon",
        "multistep(0.1, milestones=[30])          | milestones    | called at",
        "step(0.1, step_size=30)                  | step_size     | called every",
        "cosine(0.1 -> 0, T_max=100)              | T_max         | as long as its phrase",
        "cosine(0.1, eta_min=1e-5)                | eta_min       | the number after ->",
        "LambdaLR(f)                              | LambdaLR      | Schedule.of",
        "sgd: linear(0.1 -> 0, warmup_steps=5)    | warmup_steps  | a warm-up is a phrase of its own",
        "sgd: my_own(0.1)                         | my_own        | joined by hyphens: my-own",
      })
  void aNameFromElsewhereIsAnsweredAtItsPlace(String text, String place, String answer) {
    NotationException e = Errors.exception(text);
    assertThat(e.reason()).contains(answer);
    assertThat(text.substring(e.start(), e.end())).isEqualTo(place);
  }

  @Test
  void everyAnswerIsSomethingThatRunsHere() {
    assertThat(OtherLibraries.examples()).hasSizeGreaterThan(40);
    for (String example : OtherLibraries.examples()) {
      RunningStrategy running =
          new RunningStrategy(Notation.strategy(example), Horizon.ofEpochs(200, 10));
      assertThat(running.rate().at(100)).as(example).isNotNegative();
      assertThat(running.warnings()).as(example).isEmpty();
    }
  }

  @Test
  void everyNameIsAnsweredWhereverItStands() {
    for (String name : OtherLibraries.names()) {
      assertThat(Forms.find(name)).as(name).isNull();
      assertThat(Algorithms.find(name)).as(name).isNull();
      String answer = OtherLibraries.answer(name);
      for (String text :
          new String[] {name, name + "(0.1)", "sgd: " + name + "(0.1)", "0.1 * " + name + "(1)"}) {
        assertThat(Errors.exception(text).reason()).as(text).isEqualTo(answer);
      }
    }
  }

  @Test
  void aNameThatIsKnownHereIsNotForeign() {
    assertThatCode(() -> Notation.strategy("adadelta(rho=0.9): 1")).doesNotThrowAnyException();
    assertThat(Errors.exception("Sgd: 0.1").reason()).isEqualTo("names are written in lower case");
    assertThat(Errors.exception("zz.top(1)").reason()).contains("not part of the notation");
  }
}
