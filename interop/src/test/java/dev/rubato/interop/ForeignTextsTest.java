package dev.rubato.interop;

import static java.lang.Double.NaN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.notation.Notation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts as people have them: whole programs, YAML, JSON, logs; and texts made to break a reader.
 */
@Timeout(60)
class ForeignTextsTest {
  private static Imported read(String text) throws Inexpressible {
    return Imports.read(text, NaN, false);
  }

  private static void says(String text, String notation) throws Inexpressible {
    assertThat(read(text).strategy()).as(text).isEqualTo(Notation.strategy(notation));
  }

  @Test
  void aCellOfATableMayHaveSeparatorsAndQuotes() {
    assertThat(TableImport.cells("1,\"the \"\"rate\"\", then\",2", ','))
        .containsExactly("1", "the \"rate\", then", "2");
  }

  @Test
  void aProgramInPythonIsReadForItsSchedulers() throws Exception {
    says(
        """
        \"""Trains; don't panic: StepLR is not used.\"""
        import torch
        from torch.optim.lr_scheduler import *

        EPOCHS = 10
        steps = EPOCHS * 100  # an epoch's
        base_lr: float = 1e-3 * 256 / 64

        class Net(torch.nn.Module):
            def __init__(self, width=32):
                super().__init__()
                self.layers = [Linear(i, 2 * i) for i in range(width)]

        @torch.no_grad()
        def evaluate(model, data):
            return {k: v for k, v in model(data).items()}

        model = Net().cuda()
        optimizer = torch.optim.AdamW(
            model.parameters(),
            lr=base_lr,
            betas=(0.9, 0.95),
            weight_decay=0.1,
        )
        warm = LinearLR(optimizer, start_factor=0.01, total_iters=steps // 10)
        main = CosineAnnealingLR(optimizer, T_max=steps - steps // 10, eta_min=base_lr / 10)
        scheduler = SequentialLR(optimizer, schedulers=[warm, main], milestones=[steps // 10])
        for epoch in range(EPOCHS):
            for x, y in loader:
                loss = model(x)[0] if y is None else model(x, y)
                loss.backward()
                optimizer.step(); scheduler.step()
            print(f"epoch {epoch}: {loss.item():.3f}")
        """,
        "adamw(beta2=0.95, weight-decay=0.1): linear(4e-5 -> 0.004) until 100"
            + " then cosine(0.004 -> 4e-4) for 900");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "optax.warmup_cosine_decay_schedule(init_value=0.0, peak_value=1e-3, warmup_steps=100,"
            + " decay_steps=1000, end_value=1e-5) | linear(0 -> 1e-3) for 100 then cosine(1e-3 ->"
            + " 1e-5) for 900",
        "optax.cosine_decay_schedule(0.1, decay_steps=500, alpha=0.1) | cosine(0.1 -> 0.01) for"
            + " 500",
        "optax.linear_schedule(0.1, 0.01, 400, transition_begin=100) | 0.1 for 100 then linear(0.1"
            + " -> 0.01) for 400",
        "optax.polynomial_schedule(init_value=0.1, end_value=0.01, power=3, transition_steps=1000)"
            + " | polynomial(0.1 -> 0.01, power=3) for 1000",
        "optax.exponential_decay(0.1, 100, 0.5, transition_begin=100, end_value=0.01) | 0.1 for 100"
            + " then max(exponential(0.1, gamma=0.5, every=100), 0.01)",
        "'optax.piecewise_constant_schedule(0.1, {300: 0.5, 600: 0.2})' | 0.1 until 300 then 0.05"
            + " until 600 then 0.01",
        "optax.cosine_onecycle_schedule(1000, 0.1) | cosine(0.004 -> 0.1) for 300 then cosine(0.1"
            + " -> 4e-7) for 700",
        "optax.linear_onecycle_schedule(1000, 0.1) | linear(0.004 -> 0.1) for 300 then linear(0.1"
            + " -> 0.004) until 850 then linear(0.004 -> 4e-7) until 1000",
        "optax.warmup_exponential_decay_schedule(0, 0.1, 100, 100, 0.96) | linear(0 -> 0.1) for 100"
            + " then exponential(0.1, gamma=0.96, every=100)",
        "'optax.join_schedules([optax.linear_schedule(0.0, 0.1, 100), optax.exponential_decay(0.1,"
            + " 1, 0.99)], boundaries=[100])' | linear(0 -> 0.1) until 100 then exponential(0.1,"
            + " gamma=0.99)",
        "'optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(optax.cosine_decay_schedule(1e-3,"
            + " 100), b2=0.95, weight_decay=0.1))' | adamw(beta2=0.95, weight-decay=0.1,"
            + " clip-norm=1): cosine(1e-3 -> 0) for 100",
        "optax.sgd(learning_rate=0.1, momentum=0.9, nesterov=True) | sgd(momentum=0.9,"
            + " nesterov=true): 0.1",
        "optax.adamw(1e-3) | adamw(weight-decay=1e-4): 1e-3",
        "'keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, 1000), momentum=0.9)' |"
            + " sgd(momentum=0.9, nesterov=false, rate-inside=true): cosine(0.1 -> 0) for 1000",
        "'keras.optimizers.AdamW(learning_rate=1e-3, weight_decay=0.01, global_clipnorm=1.0)' |"
            + " adamw(epsilon=1e-7, clip-norm=1): 1e-3",
        "keras.optimizers.RMSprop(1e-3) | rmsprop(alpha=0.9, epsilon=1e-7, epsilon-inside=true):"
            + " 1e-3",
        "'{\"class_name\": \"SGD\"; \"config\": {\"name\": \"SGD\"; \"learning_rate\": {\"module\":"
            + " \"keras.optimizers.schedules\"; \"class_name\": \"InverseTimeDecay\"; \"config\":"
            + " {\"initial_learning_rate\": 0.1; \"decay_steps\": 10; \"decay_rate\": 0.5;"
            + " \"staircase\": false; \"name\": null}; \"registered_name\": null}; \"momentum\":"
            + " 0.0; \"nesterov\": false; \"weight_decay\": null; \"clipnorm\": null}}' | sgd:"
            + " time-decay(0.1, rate=0.5, every=10)",
        "keras.optimizers.schedules.CosineDecayRestarts(0.1, first_decay_steps=100, t_mul=2.0,"
            + " m_mul=0.9) | cosine-restarts(0.1 -> 0, first=100, multiply=2, decay=0.9)",
        "keras.optimizers.schedules.PolynomialDecay(0.1, 1000, 0.01, power=0.5) | polynomial(0.1 ->"
            + " 0.01, power=0.5) for 1000",
        "'StepLR(torch.optim.SGD(p, 0.1, 0.9, weight_decay=1e-4), 30)' | sgd(momentum=0.9,"
            + " weight-decay=1e-4): step(0.1, every=30)",
        "'ExponentialLR(Adam(p), 0.5)' | adam: exponential(0.001, gamma=0.5)",
        "'a = SGD(p, lr=0.1); b = SGD(p, lr=0.7); StepLR(a, 3)' | sgd: step(0.1, every=3)",
        "'OneCycleLR(SGD(p, lr=1), max_lr=0.1, epochs=10, steps_per_epoch=50)' | sgd:"
            + " one-cycle(0.1) for 500",
        "'{''_schedulers'': [{''start_factor'': 0.5, ''end_factor'': 1.0, ''total_iters'': 5,"
            + " ''base_lrs'': [0.1]}, {''gamma'': 0.9, ''base_lrs'': [0.1]}], ''_milestones'': [5],"
            + " ''last_epoch'': 7}' | linear(0.05 -> 0.1) until 5 then exponential(0.1, gamma=0.9)",
        "python run_glue.py --learning_rate 2e-5 --lr_scheduler_type polynomial --warmup_ratio 0.06"
            + " --weight_decay 0.1 | adamw(weight-decay=0.1, clip-norm=1): linear(0 -> 2e-5) for 6%"
            + " then polynomial(2e-5 -> 1e-7, power=1) with \"@norm,@bias\" (weight-decay=0)",
        "'TrainingArguments(output_dir=\"x\", learning_rate=1e-4,"
            + " lr_scheduler_type=SchedulerType.COSINE, warmup_steps=50, max_grad_norm=0.3,"
            + " optim=\"paged_adamw_8bit\")' | adamw(weight-decay=0, clip-norm=0.3): linear(0 ->"
            + " 1e-4) for 50 then cosine(1e-4 -> 0)",
        "'{\"learning_rate\": 1e-4; \"lr_scheduler_type\": \"cosine_with_restarts\";"
            + " \"lr_scheduler_kwargs\": {\"num_cycles\": 3}; \"max_steps\": 1000;"
            + " \"warmup_steps\": 100; \"max_grad_norm\": 0; \"fp16\": false}' |"
            + " adamw(weight-decay=0): linear(0 -> 1e-4) for 100 then cosine-restarts(1e-4 -> 0,"
            + " first=300)",
        "'{\"learning_rate\": 5e-5; \"lr_scheduler_type\": \"warmup_stable_decay\";"
            + " \"lr_scheduler_kwargs\": {\"num_decay_steps\": 200}; \"max_steps\": 1000;"
            + " \"warmup_steps\": 100; \"max_grad_norm\": 0}' | adamw(weight-decay=0): linear(0 ->"
            + " 5e-5) for 100 then 5e-5 for 700 then cosine(-> 0) for 200",
        "'{\"optimizer\": {\"type\": \"AdamW\"; \"params\": {\"lr\": 0.001; \"betas\": [0.8,"
            + " 0.999]; \"eps\": 1e-8; \"weight_decay\": 3e-7}}; \"scheduler\": {\"type\":"
            + " \"WarmupLR\"; \"params\": {\"warmup_min_lr\": 0; \"warmup_max_lr\": 0.001;"
            + " \"warmup_num_steps\": 1000}}; \"gradient_clipping\": 1.0}' | adamw(beta1=0.8,"
            + " weight-decay=3e-7, clip-norm=1): 0 for 1 then logarithmic(0 -> 0.001) for 1000 then"
            + " 0.001",
        "'{\"scheduler\": {\"type\": \"WarmupDecayLR\"; \"params\": {\"warmup_type\": \"linear\";"
            + " \"warmup_max_lr\": 0.01; \"warmup_num_steps\": 100; \"total_num_steps\": 1000}}}' |"
            + " 0 for 1 then linear(0 -> 0.01) for 100 then linear(0.01 -> 0) for 900",
        "'{\"optimizer\": {\"type\": \"AdamW\"; \"params\": {\"lr\": 1e-3}}; \"scheduler\": {\"type\":"
            + " \"WarmupCosineLR\"; \"params\": {\"warmup_num_steps\": 100; \"total_num_steps\":"
            + " 1000}}}' | adamw: min(0 for 1 then logarithmic(0 -> 1e-3) for 100 then 1e-3, (1e-3"
            + " for 100 then cosine(-> 1e-7) for 900 then 1e-7))",
        "'optimizer = AdamW(model.parameters(), lr=3e-4)$scheduler ="
            + " get_linear_schedule_with_warmup(optimizer, num_warmup_steps=100,"
            + " num_training_steps=1000)' | adamw: linear(0 -> 3e-4) for 100 then linear(3e-4 -> 0)",
        "'optimizer = AdamW(model.parameters(), lr=3e-4)$get_scheduler(\"cosine\", optimizer, 50,"
            + " total)' | adamw: linear(0 -> 3e-4) for 50 then cosine(3e-4 -> 0)",
        "'optimizer = AdamW(model.parameters(), lr=3e-4)$"
            + "get_polynomial_decay_schedule_with_warmup(optimizer, 50, 500, 1e-6, 2)' | adamw: linear(0"
            + " -> 3e-4) for 50 then polynomial(3e-4 -> 1e-6, power=2)",
        "'{\"learning_rate\": \"3e-3\"; \"warmup_steps\": \"100\"; \"max_grad_norm\": \"0\"}' |"
            + " adamw(weight-decay=0): linear(0 -> 3e-3) for 100 then linear(3e-3 -> 0)",
        "train.py --sched step --lr 0.4 --decay-epochs 3 --decay-rate .97 --warmup-epochs 0 --opt"
            + " adamw --opt-betas 0.9 0.95 --clip-grad 1.0 --clip-mode agc | adamw(beta2=0.95,"
            + " weight-decay=2e-5, agc=1): step(0.4, every=3, gamma=0.97) per epoch with"
            + " \"@vector\" (weight-decay=0)",
      })
  void whatPeopleHaveIsSaid(String text, String notation) throws Exception {
    boolean json = text.contains("\"; ") || text.contains("}; ");
    says(json ? text.replace(';', ',') : text.replace('$', '\n'), notation);
  }

  @Test
  void yamlOfTrainingProgramsIsRead() throws Exception {
    says(
        """
        # Hugging Face
        output_dir: out
        learning_rate: 2e-4     # a word to YAML
        lr_scheduler_type: "cosine"
        warmup_ratio: 0.03
        max_grad_norm: 0.3
        weight_decay: 0.001
        report_to: [tensorboard, wandb]
        push_to_hub: no
        lr_scheduler_kwargs:
        """,
        "adamw(weight-decay=0.001, clip-norm=0.3): linear(0 -> 2e-4) for 3% then cosine(2e-4 -> 0)"
            + " with \"@norm,@bias\" (weight-decay=0)");
    says(
        """
        aa: rand-m9
        clip_grad: null
        epochs: 200
        lr: 0.5
        lr_noise: null
        min_lr: 1.0e-05
        opt: lamb
        opt_betas: null
        sched: cosine
        warmup_epochs: 5
        warmup_lr: 1.0e-06
        weight_decay: 0.02
        decay_milestones:
        - 90
        - 180
        """,
        "lamb(weight-decay=0.02): linear(1e-6 -> 0.5) per epoch for 5 epochs then"
            + " cosine(0.5 -> 1e-5) per epoch from start with \"@vector\" (weight-decay=0)");
    says(
        """
        seed_everything: 1
        optimizer:
          class_path: torch.optim.SGD
          init_args:
            lr: 0.1
            momentum: 0.9
        lr_scheduler:
          class_path: torch.optim.lr_scheduler.MultiStepLR
          init_args:
            milestones: [30, 60]
            gamma: 0.2
        trainer:
          callbacks:
            - class_path: LearningRateMonitor
              init_args:
                logging_interval: step
        """,
        "sgd(momentum=0.9): multistep(0.1, at=[30, 60], gamma=0.2) per epoch");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step;lr$0;0,4$1;0,3$2;0,2$3;0,1 | linear(0.4 -> 0) | 4",
        "0,0.1$1,0.1$2,0.1 | 0.1 | 3",
        "Wall time,Step,Value$1.7e9,0,0.4$1.7e9,1,0.2$1.7e9,2,0.1 | exponential(0.4, gamma=0.5) |"
            + " 3",
        "loss\tlr\tstep$3\t0.1\t0$2\t0.1\t1$1\t0.01\t2$1\t0.01\t3 | step(0.1, every=2) | 4",
        "\"Step\",\"run - train/learning_rate\"$\"0\",\"0.5\"$\"1\",\"0.5\" | 0.5 | 2",
        "step,learning_rate$10,0.1$20,0.1$30,0.1 | 0.1 | 21",
        "step,loss,lr$0,5,0.4$1,4,$2,3,0.2$3,2,0.1 | linear(0.4 -> 0) | 4",
      })
  void tablesOfManyKinds(String text, String notation, long steps) throws Exception {
    Imported read = read(text.replace('$', '\n'));
    assertThat(read.strategy()).isEqualTo(Notation.strategy(notation));
    assertThat(read.steps()).isEqualTo(steps);
    assertThat(read.residual()).isLessThan(1e-12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'StepLR(SGD(p, lr=0.1), step_size=n)' | StepLR's step_size must be a number, was n",
        "'CosineAnnealingLR(SGD(p, lr=0.1), 100, eta_min=args.min)' | eta_min must be a number, was"
            + " args.min",
        "'StepLR(SGD(p, lr=lr), 3)' | SGD's lr must be a number, was lr",
        "'lr = 0.1 if big else 0.2; StepLR(SGD(p, lr=lr), 3)' | must be a number",
        "'lr = 0.1; lr *= 8; StepLR(SGD(p, lr=lr), 3)' | must be a number",
        "StepLR(o, 3, gama=0.5) | StepLR has no gama that is known here",
        "SGD(p, lr=1, momentun=0.9) | SGD has no momentun that is known here",
        "'o = SGD(p, lr=1)$SequentialLR(o, [OneCycleLR(o, 1, 10), LinearLR(o)], [5])' | sets the"
            + " rates of the others",
        "'step,loss$0,5$1,4' | none of its columns step, loss is called lr",
        "'step,epoch,value2$0,0,5' | none of its columns",
        "'{\"learning_rate\": 1; \"lr_scheduler_kwargs\": {\"powr\": 2}; \"x\": 1}' | no powr that"
            + " is known",
        "'SGD(p, lr=1)$s = ! StepLR(o, 5)' | this line makes a schedule and can't be read",
        "'CyclicLR(o, 0.1, 1, scale_fn=f)' | runs code",
        "'o = SGD(p, lr=1)$ChainedScheduler([ExponentialLR(o, 0.9), OneCycleLR(o, 1, 10)])' | is no"
            + " factor",
        "'optax.adamw(1e-3, mask=f)' | say it as a group",
        "'optax.chain(optax.centralize(), optax.sgd(0.1))' | centralize in a chain has no words",
        "'keras.optimizers.Adam(1e-3, clipnorm=1.0)' | use global_clipnorm",
        "'{\"scheduler\": {\"type\": \"WarmupLR\"; \"params\": {\"warmup_max_lr\": \"auto\"}}}' |"
            + " \"auto\"",
        "'get_wsd_schedule(AdamW(p, lr=1e-3), 10, 20, 70)' | give the others by their names",
        "--learning_rate 1e-4 --optim adafactor | optim adafactor has no words",
        "step,lr$0,nan | has no step and rate",
        "'a: b$  c: d$ e: f' | line 2 can't be read as YAML",
        "'a: [1, 2$b: 3' | can't be read as YAML",
        "'lr: 1$lr: 2' | it says lr twice",
        "'a: &x [1]$b: *x' | it has an alias",
        "'model: gpt2$layers: 12' | a dictionary is no scheduler",
      })
  void whatIsNotThereIsAskedForAndNeverGuessed(String text, String reason) {
    String given = text.startsWith("{\"") ? text.replace(';', ',') : text.replace('$', '\n');
    assertThatThrownBy(
            () -> Imports.read(given, reason.startsWith("StepLR has") ? 0.1 : NaN, false))
        .as(given)
        .isInstanceOf(Inexpressible.class)
        .hasMessageContaining(reason);
  }

  private static void notes(String text, double lr, String note) throws Exception {
    assertThat(Imports.read(text.replace('$', '\n'), lr, false).notes().toString())
        .as(text)
        .contains(note);
  }

  @Test
  void whatIsLeftOutIsNamed() throws Exception {
    notes("StepLR(LBFGS(p, lr=1), 3)", NaN, "LBFGS has no words here");
    notes("StepLR(SGD(p, lr=0.5), 3)", 0.1, "not the one that was given beside it");
    notes("StepLR(o, 3, last_epoch=10)", 0.1, "last_epoch is left out");
    notes("{'gamma': 0.9, 'base_lrs': [0.1, 0.2]}", NaN, "groups with other rates");
    notes("ReduceLROnPlateau(o, 'max')", 0.1, "name that metric");
    notes("SGD([{'params': a, 'lr': 1}], lr=0.1)", NaN, "its groups of parameters are left out");
    notes("a = StepLR(o, 3)$b = StepLR(o, 4)", 0.1, "several schedulers");
    notes("--sched cosine --lr 1 --model-ema --warmup_stepps 5", NaN, "model_ema, warmup_stepps");
    notes("step,loss,lr$0,5,0.1", NaN, "its columns loss were not read");
    String own = "# strategy: sgd(momentum=0.9): 0.1$step,lr,momentum$0,0.1,0.9$1,0.1,0.5";
    notes(own, NaN, "other numbers than its column momentum");
    assertThat(Imports.read("AdamW(p, maximize=True)", NaN, false).strategy())
        .isEqualTo(Notation.strategy("adamw(maximize=true): 0.001"));
  }

  @Test
  void theLastOfOtherRatesIsFollowedToo() throws Exception {
    double[] rates = {.001, .002, .001, .003, .001, .007, .002};
    StringBuilder text = new StringBuilder("step,lr\n");
    for (int i = 0; i < rates.length; i++) {
      text.append(i).append(',').append(rates[i]).append('\n');
    }
    assertThat(read(text.toString()).residual()).isLessThan(1e-12);
  }

  /** Each of these took a reader's stack, time or memory once, here or elsewhere. */
  @ParameterizedTest
  @Tag("long")
  @ValueSource(
      strings = {
        "(",
        "[",
        "{",
        "x[",
        "x(",
        "f(a=",
        "-",
        "2**",
        "a.",
        "'",
        "\"\"\"",
        "'''x",
        "#",
        "\\",
        "- ",
        "a:\n ",
        "- a:\n",
        "{a: ",
        "1e9",
        "9",
        "step,lr\n",
        "0,",
        "--a ",
        "--a=b ",
        "lambda: ",
        "\n(",
        "\n[x\n",
        "=",
        "a=",
        "é(",
        "\u0000",
        "\ud800",
        "a b ",
        "@",
        ",",
        "StepLR(",
        "from ",
        "return "
      })
  void anythingRepeatedIsAnsweredInTime(String piece) {
    for (int times : List.of(1, 40, 50_000)) {
      try {
        Imported read = read(piece.repeat(times));
        assertThat(read.strategy()).isNotNull();
      } catch (Inexpressible e) {
        assertThat(e).hasMessageMatching("(?s).{10,600}");
      }
    }
  }

  @Test
  void nestedAndEndlessTextsAreAnsweredInTime() {
    for (String piece :
        List.of("(", "[x\n", "x[", "'''", "a:\n ", "- ", "--a=b ", "-", "step,lr\n")) {
      assertThatThrownBy(() -> read(piece.repeat(3000)))
          .as(piece)
          .isInstanceOf(Inexpressible.class);
    }
  }

  @Test
  void randomPiecesOfRealTextsAreAnsweredToo() {
    String real =
        "s = SequentialLR(SGD(p, lr=0.1, betas=(0.9, 0.95)), [LinearLR(o, 1/3), {'a': [1, -2]}],"
            + " milestones=[5])\n"
            + "learning_rate: 1e-3\n"
            + "- a: [b, c]\n"
            + "step,lr\n"
            + "0,1\n"
            + "--lr 3 \"x\" # y\n";
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = 1 + random.nextInt(6); k > 0; k--) {
        int from = random.nextInt(real.length());
        text.append(real, from, Math.min(real.length(), from + random.nextInt(40)));
      }
      try {
        read(text.toString());
      } catch (Inexpressible e) {
        assertThat(e.getMessage()).as(text.toString()).hasSizeGreaterThan(5);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed 5, text " + i + ": " + text, e);
      }
    }
  }
}
