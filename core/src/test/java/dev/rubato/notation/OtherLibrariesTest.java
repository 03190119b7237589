package dev.rubato.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

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
        "torch.optim.lr_scheduler.OneCycleLR(0.1) | torch.optim.lr_scheduler.OneCycleLR |"
            + " one-cycle(0.1)",
        "optax.warmup_cosine_decay_schedule(0, 1) | optax.warmup_cosine_decay_schedule  | then"
            + " cosine(-> 0)",
        "Adam: 0.1                                | Adam          | adam: 1e-3",
        "AdamW(lr=1e-3)                           | AdamW         | adamw(weight-decay=0.01): 1e-3",
        "wsd(0.1)                                 | wsd           | cooldown(-> 0)",
        "sgd(weight_decay=0.1): 0.1               | weight_decay  | called weight-decay",
        "sgd(lr=0.1): 0.1                         | lr            | the learning rate is the"
            + " number",
        "lr=0.1                                   | lr            | the learning rate is the"
            + " number",
        "adam(betas=(0.9, 0.99)): 0.1             | betas         | beta1=0.9, beta2=0.999",
        "adam(eps=1e-8): 0.1                      | eps           | called epsilon",
        "multistep(0.1, milestones=[30])          | milestones    | called at",
        "step(0.1, step_size=30)                  | step_size     | called every",
        "cosine(0.1 -> 0, T_max=100)              | T_max         | as long as its phrase",
        "cosine(0.1, eta_min=1e-5)                | eta_min       | the number after ->",
        "LambdaLR(f)                              | LambdaLR      | Schedule.of",
        "sgd: linear(0.1 -> 0, warmup_steps=5)    | warmup_steps  | a warm-up is a phrase of its"
            + " own",
        "sgd: my_own(0.1)                         | my_own        | nothing is called \"my_own\""
            + " here",
        "sgd: cosine_restarts(0.1 -> 0, first=5)  | cosine_restarts | joined by hyphens:"
            + " cosine-restarts",
        "cyclic(0 -> 1, up=5, mode=exp_range)     | exp_range     | joined by hyphens: exp-range",
        "0.1 with \"x\" (frozen_until=5)           | frozen_until  | joined by hyphens:"
            + " frozen-until",
        "sgd: cosine_with_min_lr(0.1)             | cosine_with_min_lr | then cosine(-> 0.01)",
        "flat_cos(0.1)                            | flat_cos      | 0.1 for 75% then cosine",
        "paged_adamw_8bit: 0.1                    | paged_adamw_8bit | adamw(state=int8)",
        "adamw_schedulefree: 0.1                  | adamw_schedulefree | schedule-free-adamw",
        "adam(use_ema=true): 0.1                  | use_ema       | ema=0.99",
        "adam(state=bf16): 0.1                    | bf16          | called bfloat16",
        "rmsprop(decay=0.9): 0.1                  | 0.9           | TensorFlow's rmsprop is alpha",
        "sigmoid(0.1 -> 0)                        | sigmoid       | tanh(0.1 -> 0)",
        "adam(clipnorm=1): 0.1                    | clipnorm      | bounds each tensor by itself",
        "Lookahead(0.1)                           | Lookahead     | slow weights",
        "plateau(0.1, min_delta=1e-4)             | min_delta     | threshold-mode=abs",
        "cosine-restarts(1 -> 0, first=5, T_mult=2) | T_mult      | called multiply in"
            + " cosine-restarts",
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
      if (Character.isDigit(name.charAt(0))) {
        continue; // a number is read where it stands; the catalogue's command answers it
      }
      for (String text :
          new String[] {name, name + "(0.1)", "sgd: " + name + "(0.1)", "0.1 * " + name + "(1)"}) {
        assertThat(Errors.exception(text).reason()).as(text).startsWith(answer);
      }
    }
  }

  /** What each is called elsewhere has by default, so that what is copied means the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ConstantLR                   | 0    | 0.0333", // PyTorch: a third for 5 epochs
        "ConstantLR                   | 50   | 0.1",
        "LinearLR                     | 0    | 0.0333", // from a third in 5 epochs
        "LinearLR                     | 50   | 0.1",
        "CosineAnnealingWarmRestarts  | 1000 | 0.1", // cycles of one length
        "CosineAnnealingWarmRestarts  | 1200 | 0.1",
        "CyclicLR                     | 1000 | 0.1", // the third peak is as high as the first
        "PolynomialLR                 | 1000 | 0.05", // power 1
        "get_polynomial_decay_schedule_with_warmup | 1050 | 0.05000005",
        "WarmupLR                     | 10   | 5.205e-4", // ln 11/ln 100
        "WarmupCosineLR               | 10   | 0.05207",
        "PolyLRScheduler              | 1500 | 0.05", // power 0.5
        "fit_one_cycle                | 500  | 0.1", // a quarter, and max/1e5 at the end
        "fit_one_cycle                | 1999 | 1e-6",
        "linear_onecycle_schedule     | 0    | 0.004",
        "linear_onecycle_schedule     | 1700 | 0.004",
        "tri_stage                    | 1500 | 0.01", // half of the way by exponents
        "invscaling                   | 15   | 0.005", // SGDRegressor: 0.01/16^¼
        "get_wsd_schedule             | 1800 | 0.05"
      })
  void anExampleHasTheDefaultsOfItsLibrary(String name, long t, double rate) {
    String answer = OtherLibraries.answer(name);
    String example = answer.substring(answer.indexOf("written ") + 8, answer.indexOf(" here"));
    RunningStrategy running =
        new RunningStrategy(Notation.strategy(example), Horizon.ofEpochs(200, 10));
    assertThat(running.rate().at(t)).as(example).isCloseTo(rate, within(1e-3 * rate));
  }

  @Test
  void aNameThatIsKnownHereIsNotForeign() {
    assertThatCode(() -> Notation.strategy("adadelta(rho=0.9): 1")).doesNotThrowAnyException();
    assertThat(Errors.exception("Sgd: 0.1").reason()).isEqualTo("names are written in lower case");
    assertThat(Errors.exception("zz.top(1)").reason()).contains("not part of the notation");
  }
}
