package dev.rubato.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other libraries say, in the notation; and what Rubato wrote itself, read again. */
@Timeout(300)
class ImportsTest {
  @TempDir Path folder;

  private static Imported read(String text) throws Inexpressible {
    return Imports.read(text, 0.1, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "StepLR(optimizer, step_size=30, gamma=0.5) | step(0.1, every=30, gamma=0.5)",
        "torch.optim.lr_scheduler.StepLR(opt, 30) | step(0.1, every=30)",
        "lr_scheduler.MultiStepLR(o, milestones=[30, 80]) | multistep(0.1, at=[30, 80])",
        "{'milestones': Counter({30: 1, 80: 1}), 'gamma': 0.2, 'base_lrs': [0.3], 'last_epoch': 4}"
            + " | multistep(0.3, at=[30, 80], gamma=0.2)",
        "{'T_max': 100, 'eta_min': 0, 'base_lrs': [0.2], 'last_epoch': 7} | cosine(0.2 -> 0) for"
            + " 100",
        "ExponentialLR(o, gamma=0.9) | exponential(0.1, gamma=0.9)",
        "LinearLR(o, start_factor=0.5, total_iters=10) | linear(0.05 -> 0.1) for 10",
        "ConstantLR(o, factor=1/2, total_iters=4) | 0.05 for 4 then 0.1",
        "PolynomialLR(o, total_iters=100, power=2.0) | polynomial(0.1 -> 0, power=2) for 100",
        "CosineAnnealingWarmRestarts(o, T_0=10, T_mult=2) | cosine-restarts(0.1 -> 0, first=10,"
            + " multiply=2)",
        "ReduceLROnPlateau(o, 'max', factor=0.5, patience=3) | plateau(0.1, factor=0.5, patience=3,"
            + " mode=max)",
        "'o = torch.optim.AdamW(model.parameters(), lr=3e-4, betas=(0.9, 0.95), weight_decay=0.1);"
            + " CosineAnnealingLR(o, 50, eta_min=1e-5)' | adamw(beta2=0.95, weight-decay=0.1):"
            + " cosine(3e-4 -> 1e-5) for 50",
        "'a = LinearLR(o, 0.1, total_iters=5); b = ExponentialLR(o, 0.9); SequentialLR(o, [a, b],"
            + " milestones=[5])' | linear(0.01 -> 0.1) until 5 then exponential(0.1, gamma=0.9)",
        "keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=100, decay_rate=0.96,"
            + " staircase=True) | exponential(0.1, gamma=0.96, every=100, staircase=true)",
        "{\"class_name\": \"CosineDecay\"; \"config\": {\"initial_learning_rate\": 0.0;"
            + " \"decay_steps\": 1000; \"alpha\": 0.1; \"warmup_target\": 0.2; \"warmup_steps\":"
            + " 50}} | linear(0 -> 0.2) for 50 then cosine(0.2 -> 0.02) for 1000",
        "PiecewiseConstantDecay(boundaries=[100], values=[1e-1, 1e-2]) | 0.1 until 101 then 0.01",
        "InverseTimeDecay(0.1, 10, 0.5) | time-decay(0.1, rate=0.5, every=10)",
        "--learning_rate 5e-5 --lr_scheduler_type cosine --warmup_steps 100 --max_grad_norm 0 |"
            + " adamw(weight-decay=0): linear(0 -> 5e-5) for 100 then cosine(5e-5 -> 0)",
        "{\"learning_rate\": 1e-4; \"warmup_ratio\": 0.1; \"weight_decay\": 0.01;"
            + " \"max_grad_norm\": 0} | adamw: linear(0 -> 1e-4) for 10% then linear(1e-4 -> 0)"
            + " with \"@norm,@bias\" (weight-decay=0)",
        "--sched cosine --lr 0.5 --epochs 300 --warmup-epochs 5 --warmup-lr 1e-6 --min-lr 1e-5"
            + " --opt lamb --weight-decay 0.02 | lamb(weight-decay=0.02): linear(1e-6 -> 0.5) per"
            + " epoch for 5 epochs then cosine(0.5 -> 1e-5) per epoch from start with \"@vector\""
            + " (weight-decay=0)",
      })
  void whatOthersSayInTheNotation(String text, String notation) throws Inexpressible {
    String given = text.startsWith("{\"") ? text.replace(';', ',') : text;
    assertThat(read(given).strategy()).isEqualTo(Notation.strategy(notation));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LambdaLR(optimizer, lambda t: 0.9 ** t) | runs code",
        "LambdaLR(optimizer, f) | runs code",
        "ChainedScheduler([a, b]) | must be constructors",
        "StepLR(optimizer) | needs its step_size",
        "StepLR(optimizer, -3) | numbers can't be right",
        "Conv2d(3, 4) | Conv2d is no scheduler",
        "{'a': 1} | a dictionary is no scheduler",
        "StepLR(optimizer, | line 1 can't be read",
        "--lr_scheduler_type cosine_warmup_with_min_lr | has no words here",
        "--sched sgdr --lr 1 | has no words here",
        "--foo 1 | neither Hugging Face's",
      })
  void whatCantBeSaidIsASentence(String text, String reason) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(Inexpressible.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "}",
        "((((",
        "a = ",
        "1e",
        "'",
        "--",
        "step,lr\n",
        "step,lr\n0,x",
        "step,lr\n1,2\n1,3",
        "step,lr\n0,-1",
        "step,lr\n0.5,1",
        "step,lr\n0,0,1\n1,0,09",
        "step,lr\n0,0.1,9\n1,0.05,9",
        "0,1\n1,0,5",
        "step,lr\n99999999999,1",
        "0,1\n2",
        "\u0000"
      })
  void nonsenseIsASentenceToo(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(Inexpressible.class);
    assertThatThrownBy(() -> read("(".repeat(100_000))).isInstanceOf(Inexpressible.class);
  }

  @Test
  void theLengthThatATrainingIsGivenIsTold() throws Inexpressible {
    String arguments = "{'learning_rate': 1e-3, 'num_train_epochs': 3";
    assertThat(read(arguments + "}").notes()).anyMatch(note -> note.endsWith("--epochs 3"));
    assertThat(read(arguments + ", 'max_steps': 10000}").notes())
        .anyMatch(note -> note.endsWith("run it with --steps 10000"));
  }

  @Test
  void decimalCommasNeedAnotherSeparator() throws Inexpressible {
    assertThatThrownBy(() -> read("step,lr\n0,0,1"))
        .hasMessageContaining("row 2 should have 2 cells, had 3: 0,0,1")
        .hasMessageContaining("separate them by semicolons");
    assertThat(read("step;lr\n0;0,1\n1;0,1").strategy()).hasToString("0.1");
    assertThat(read("step,lr,\n0,0.1,\n1,0.1,,").strategy()).hasToString("0.1");
  }

  @Test
  void aSchedulerWithoutARateAsksForIt() {
    assertThatThrownBy(() -> Imports.read("StepLR(o, 3)", Double.NaN, false))
        .hasMessageContaining("the optimizer's rate is missing");
  }

  private static String csv(String strategy, Horizon horizon) throws Inexpressible, IOException {
    StringBuilder text = new StringBuilder();
    Exports.write(Notation.strategy(strategy), horizon, Target.CSV, text);
    return text.toString();
  }

  /** Without what says the strategy. */
  private static String rows(String csv) {
    return csv.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.1",
        "linear(0.1 -> 0)",
        "cosine(0.1 -> 0.001)",
        "cooldown(0.1 -> 0)",
        "exponential(0.1, gamma=0.99)",
        "time-decay(0.1, rate=0.05)",
        "inverse-sqrt(0.1, timescale=20)",
        "step(0.1, every=30, gamma=0.5)",
        "linear(0 -> 0.1) for 20 then cosine(0.1 -> 0)",
        "linear(0.01 -> 0.1) for 20 then 0.1",
        "0.1 until 30 then 0.03 until 100 then 0.001",
      })
  void ratesOfAFormAreRecognized(String text) throws Exception {
    Imported imported = read(rows(csv(text, Horizon.ofSteps(200))));
    assertThat(imported.strategy().toString()).isEqualTo(Notation.strategy(text).toString());
    assertThat(imported.residual()).isLessThan(1e-10);
  }

  @Test
  void otherRatesAreFollowedAndTheResidualIsTrue() throws Exception {
    Horizon horizon = Horizon.ofSteps(300);
    String text = "one-cycle(0.1) * (1 + cyclic(0 -> 0.1, up=40))";
    Imported imported = read(rows(csv(text, horizon)));
    Curve given = Notation.strategy(text).rate().over(horizon);
    Curve found = imported.strategy().rate().over(horizon);
    double worst = 0;
    for (int t = 0; t < 300; t++) {
      worst = Math.max(worst, Math.abs(given.at(t) - found.at(t)));
    }
    assertThat(imported.residual()).isEqualTo(worst).isLessThan(3e-4);
  }

  @Test
  @Tag("long")
  void aThousandRandomStrategiesComeBackFromTheirTables() throws Exception {
    RandomStrategies random = new RandomStrategies(11);
    Horizon horizon = Horizon.ofSteps(60);
    for (int i = 0; i < 1000; i++) {
      String text = random.next();
      Strategy strategy = Notation.strategy(text);
      Imported imported = read(csv(text, horizon));
      assertThat(imported.strategy()).as(text).isEqualTo(strategy);
      assertThat(imported.residual()).as(text).isLessThanOrEqualTo(1e-12);
      assertThat(imported.steps()).isEqualTo(60);
    }
  }

  @Test
  void aTableWhoseCommentIsWrongIsFollowedByItsRows() throws Exception {
    String csv =
        csv("cosine(0.1 -> 0)", Horizon.ofSteps(100)).replaceFirst("cosine\\(0.1", "cosine(0.2");
    Imported imported = read(csv);
    assertThat(imported.strategy()).isEqualTo(Notation.strategy("cosine(0.1 -> 0)"));
    assertThat(imported.notes())
        .anySatisfy(note -> assertThat(note).contains("its comment says other rates"));
  }

  @Test
  void codeThatRubatoWroteSaysItsStrategy() throws Exception {
    StringBuilder code = new StringBuilder();
    Strategy strategy = Notation.strategy("adamw(weight-decay=0.1): one-cycle(0.1)");
    for (Target target : List.of(Target.PYTORCH, Target.JAVA, Target.OPTAX)) {
      code.setLength(0);
      Exports.write(strategy, Horizon.ofSteps(50), target, code);
      assertThat(read(code.toString()).strategy()).isEqualTo(strategy);
    }
    code.setLength(0);
    Exports.write(strategy, Horizon.ofSteps(50), Target.JSON, code);
    assertThat(read(code.toString()).strategy()).isEqualTo(strategy);
  }

  @Test
  @Tag("long")
  void pyTorchsOwnSchedulersGiveWhatIsReadOfThem() throws Exception {
    List<String> schedulers =
        List.of(
            "StepLR(o, step_size=7, gamma=0.5)",
            "MultiStepLR(o, milestones=[10, 40, 40], gamma=0.3)",
            "ExponentialLR(o, gamma=0.95)",
            "LinearLR(o, start_factor=0.2, end_factor=0.7, total_iters=13)",
            "ConstantLR(o, factor=0.25, total_iters=6)",
            "PolynomialLR(o, total_iters=50, power=1.7)",
            "SequentialLR(o, [LinearLR(o, 0.1, total_iters=10), CosineAnnealingLR(o, T_max=120)],"
                + " milestones=[10])",
            "SequentialLR(o, [ConstantLR(o, 0.5, total_iters=4), StepLR(o, 10), ExponentialLR(o,"
                + " 0.9)], [20, 55])",
            "SequentialLR(o, [LinearLR(o, 0.1, total_iters=10), CosineAnnealingWarmRestarts(o,"
                + " T_0=20)], [10])",
            "ChainedScheduler([ConstantLR(o, factor=0.1, total_iters=2), ExponentialLR(o,"
                + " gamma=0.9)])",
            "ChainedScheduler([LinearLR(o, 0.2, total_iters=12), CosineAnnealingLR(o, T_max=130),"
                + " MultiStepLR(o, [40, 70])])",
            "CosineAnnealingLR(o, T_max=120, eta_min=0.01)",
            "CosineAnnealingWarmRestarts(o, T_0=9, T_mult=2, eta_min=0.001)",
            "OneCycleLR(o, max_lr=0.4, total_steps=101, pct_start=0.25, cycle_momentum=False)",
            "OneCycleLR(o, 0.4, 101, three_phase=True, anneal_strategy='linear',"
                + " cycle_momentum=False)",
            "CyclicLR(o, base_lr=0.01, max_lr=0.2, step_size_up=8, step_size_down=5,"
                + " mode='triangular2', cycle_momentum=False)",
            "CyclicLR(o, 0.01, 0.2, step_size_up=8, mode='exp_range', gamma=0.99,"
                + " cycle_momentum=False)");
    String script =
        """
        import sys, torch, warnings
        from torch.optim.lr_scheduler import *
        warnings.simplefilter("ignore")
        for line in open(sys.argv[1]).read().splitlines():
            o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
            s = eval(line)
            rates = []
            for _ in range(100):
                rates.append(o.param_groups[0]["lr"])
                o.step()
                s.step()
            print(*map(repr, rates))
        """;
    Path main = Files.writeString(folder.resolve("main.py"), script);
    Path lines = Files.write(folder.resolve("lines"), schedulers);
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder("/usr/bin/python3", main.toString(), lines.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    boolean ended = process.waitFor(200, TimeUnit.SECONDS);
    Assumptions.assumeFalse(Files.readString(out).contains("No module named"), "there is no torch");
    assertThat(ended && process.exitValue() == 0).as(Files.readString(out)).isTrue();
    List<String> results = Files.readAllLines(out);
    for (int i = 0; i < schedulers.size(); i++) {
      Curve curve = read(schedulers.get(i)).strategy().rate().over(Horizon.ofSteps(150));
      String[] rates = results.get(i).split(" ", -1);
      for (int t = 0; t < rates.length; t++) {
        String what = String.format(Locale.ROOT, "%s at %d", schedulers.get(i), t);
        assertThat(curve.at(t)).as(what).isCloseTo(Double.parseDouble(rates[t]), within(1e-12));
      }
    }
  }
}
