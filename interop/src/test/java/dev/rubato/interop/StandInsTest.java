package dev.rubato.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.ParameterKind;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is exported to Keras and Optax is run against stand-ins that have their signatures and their
 * published formulas, and trains as Rubato does.
 */
@Timeout(300)
@Tag("long")
class StandInsTest {
  private static final int STEPS = 40;

  private static final List<String> OPTAX =
      List.of(
          "sgd: cosine(0.1 -> 0)",
          "sgd(momentum=0.9, nesterov=true, weight-decay=0.01): linear(0 -> 0.1) for 10 then 0.05",
          "sgd(momentum=linear(0.5 -> 0.9)): 0.05",
          "adam(beta1=0.8, epsilon=1e-4): 0.01",
          "adam(weight-decay=0.1, clip-norm=0.5): 0.01 with \"@vector\" (weight-decay=0)",
          "adamw(weight-decay=0.1): one-cycle(0.02) with \"@bias\" (weight-decay=0)",
          "adamw(weight-decay=0.3, clip-value=0.2, beta2=0.9): exponential(0.1, gamma=0.95)",
          "adamw(weight-decay=linear(0 -> 0.5), beta1=linear(0.8 -> 0.95)): 0.01",
          "nadamw(weight-decay=0.02): 0.01",
          "sgd(momentum=0.9, weight-decay=0.1): cosine(0.1 -> 0) with \"@bias\" (rate=2, weight-decay=0)",
          "adamw(weight-decay=0.3): 0.02 with \"@vector\" (rate=linear(0 -> 1)) with \"*bias\" (rate=0.5,"
              + " beta1=0.5, weight-decay=0)",
          "adamw: one-cycle(0.02) with \"dense.*\" (beta2=linear(0.9 -> 0.99)) with \"@bias\" (rate=3)",
          "adam(clip-norm=0.5): 0.01 with \"@bias\" (frozen=true) with \"dense.kernel\" (rate=2)",
          "adam(clip-value=0.1): 0.01 with \"@bias\" (frozen=true)",
          "lion(weight-decay=0.1): linear(0.01 -> 0) with \"dense.k*\" (weight-decay=0)");

  private static final List<String> KERAS =
      List.of(
          "sgd: cosine(0.1 -> 0)",
          "sgd(momentum=0.9, rate-inside=true): linear(0 -> 0.1) for 10 then 0.05",
          "sgd(momentum=0.8, nesterov=true, rate-inside=true, clip-norm=0.5): cosine(0.1 -> 0)",
          "adam(beta1=0.8, epsilon=1e-8): 0.01",
          "adam(amsgrad=true, clip-value=0.2): 0.01",
          "adamw(weight-decay=0.1): one-cycle(0.02) with \"@vector\" (weight-decay=0)",
          "adamw(weight-decay=0.3, clip-norm=0.3): exponential(0.1, gamma=0.95)",
          "lion(weight-decay=0.1): linear(0.01 -> 0) with \"@weight\" (weight-decay=0)");

  @TempDir Path folder;

  private static double[] ours(String text) {
    float[] kernel = {1, -2, 0.5f, 3};
    float[] bias = {0.25f, -1};
    float[] ofKernel = new float[4];
    float[] ofBias = new float[2];
    Tensor one = Tensor.of("dense.kernel", kernel, ofKernel, 2, 2).as(ParameterKind.WEIGHT);
    Tensor two = Tensor.of("dense.bias", bias, ofBias, 2).as(ParameterKind.BIAS);
    Stepper stepper =
        new Stepper(Notation.strategy(text), Horizon.ofSteps(STEPS), List.of(one, two));
    for (int t = 0; t < STEPS; t++) {
      for (int i = 0; i < 4; i++) {
        ofKernel[i] = (float) (0.3 * kernel[i] + Math.cos(t + i));
      }
      for (int i = 0; i < 2; i++) {
        ofBias[i] = (float) (0.3 * bias[i] + Math.cos(t + i));
      }
      stepper.step();
    }
    return new double[] {kernel[0], kernel[1], kernel[2], kernel[3], bias[0], bias[1]};
  }

  private static String standIns() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(StandInsTest.class.getResourceAsStream("standins.py"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String exported(String strategy, Target target) throws Exception {
    StringBuilder code = new StringBuilder();
    Exports.write(Notation.strategy(strategy), Horizon.ofSteps(STEPS), target, code);
    return code.toString();
  }

  @Test
  void theTrainerIsGivenTheOptimizerTheSchedulerAndWhatObserves() throws Exception {
    Map<String, String> programs = new LinkedHashMap<>();
    for (String text :
        List.of(
            "adamw(clip-norm=0.7): plateau(0.1, factor=0.5, patience=0)",
            "sgd: cosine(0.1 -> 0) with \"@vector\" (rate=2)")) {
      programs.put(text, exported(text, Target.HUGGINGFACE));
    }
    Files.writeString(folder.resolve("standins.py"), standIns());
    String script =
        """
        import sys
        sys.path.insert(0, sys.argv[1])
        import standins, torch
        for names in programs():
            trainer = names["make_trainer"](torch.nn.Linear(2, 2), None)
            optimizer, scheduler = trainer.optimizers
            rates = [[group["lr"] for group in optimizer.param_groups]]
            for loss in (1.0, 2.0):
                for each in trainer.callbacks:
                    each.on_evaluate(None, None, None, metrics={"eval_loss": loss})
            rates.append([group["lr"] for group in optimizer.param_groups])
            print(trainer.args.max_steps, trainer.args.max_grad_norm, *rates[0], *rates[1])
        """;
    Map<String, String> found = PythonRun.lines(folder, PythonRun.with("torch"), script, programs);
    assertThat(found.values()).containsExactly("40 0.7 0.1 0.05", "40 0 0.1 0.2 0.1 0.2");
  }

  @Test
  void whatIsExportedTrainsAsRubatoDoes() throws Exception {
    Map<String, String> programs = new LinkedHashMap<>();
    for (Target target : List.of(Target.OPTAX, Target.KERAS)) {
      for (String text : target == Target.OPTAX ? OPTAX : KERAS) {
        programs.put(target + " " + text, exported(text, target));
      }
    }
    Files.writeString(folder.resolve("standins.py"), standIns());
    String script =
        """
        import sys
        sys.path.insert(0, sys.argv[1])
        import standins
        for names in programs():
            print(*map(repr, standins.train(names, names["STEPS"])))
        """;
    Map<String, String> found = PythonRun.lines(folder, PythonRun.with("numpy"), script, programs);
    found.forEach(
        (name, line) -> {
          double[] its = PythonRun.numbers(line);
          double[] ours = ours(name.split(" ", 2)[1]);
          for (int i = 0; i < ours.length; i++) {
            assertThat(its[i]).as("%s, %d", name, i).isCloseTo(ours[i], within(2e-5));
          }
        });
  }
}
