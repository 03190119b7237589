package dev.rubato.lab.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Strategy;
import dev.rubato.strategy.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The optimizers that rubato.py gives programs in PyTorch make the steps that ours make. */
@Tag("long")
@Timeout(300)
class TorchOptimizersTest {
  private static final int STEPS = 30;

  /** Rates high enough for differences to show. */
  private static final List<String> STRATEGIES =
      List.of(
          "sgd(momentum=0.9, dampening=0.1, weight-decay=0.02): linear(0.1 -> 0)",
          "sgd(momentum=0.8, nesterov=true): cosine(0.1 -> 0)",
          "sgd(clip-norm=1): 0.1",
          "sgd(clip-value=0.3): 0.1",
          "sgd(maximize=true): 0.01",
          "sgd(momentum=linear(0.5 -> 0.9)): 0.05",
          "sgd: 0.1 with \"w\" (rate=0.5) with \"@vector\" (weight-decay=0.1)",
          "adagrad(initial-accumulator=0.1, weight-decay=0.01): 0.3",
          "rmsprop(alpha=0.9, momentum=0.5, centered=true): 0.02",
          "adam(beta1=0.8, amsgrad=true, weight-decay=0.1): 0.1",
          "adam(epsilon=0.1): linear(0 -> 0.2) for 5 then cosine(-> 0)",
          "adamw(beta2=0.9, weight-decay=0.2): 0.1",
          "nadam(weight-decay=0.1): 0.1",
          "radam(beta2=0.99): 0.1",
          "adamax(weight-decay=0.1): 0.1",
          "adadelta(rho=0.8): 2",
          "rprop: 0.05",
          "lion(weight-decay=0.3): 0.03",
          "signum(momentum=0.5): 0.03",
          "adabelief(epsilon=1e-8, weight-decay=0.1): 0.1",
          "laprop(weight-decay=0.1): 0.1",
          "yogi(weight-decay=0.1): 0.1",
          "nadamw(weight-decay=0.3): 0.1",
          "mars(weight-decay=0.1): 0.1",
          "adan(weight-decay=0.1): 0.1",
          "ademamix(beta3=0.99, weight-decay=0.1): 0.05",
          "adopt(beta2=0.99, weight-decay=0.1): 0.1",
          "lamb(weight-decay=0.1): 0.05",
          "lars(trust=0.1, weight-decay=0.1): 0.5",
          "novograd(weight-decay=0.01): 0.05");

  private static final String PROGRAM =
      """
      import torch
      import rubato
      torch.set_num_threads(1)
      for trial in rubato.trials():
          model = torch.nn.Module()
          model.w = torch.nn.Parameter(torch.arange(12).reshape(4, 3) / 8.0 - 0.4)
          model.b = torch.nn.Parameter(torch.arange(4) / 4.0)
          optimizer = trial.torch_optimizer(model)
          for step in trial.steps():
              a = torch.arange(12).reshape(4, 3) % 5 / 4.0 + 0.25
              loss = ((model.w + 0.3) ** 2 * a).sum() / 2 + ((model.b - 1.1) ** 2).sum() / 2
              trial.step(optimizer, loss)
          trial.report(validation_loss=loss)
      """;

  @TempDir Path folder;

  @AfterAll
  static void nothingIsLeftRunning() {
    ServingPrograms.end(0);
  }

  private static double[] here(Strategy strategy) {
    float[] w = new float[12];
    float[] b = new float[4];
    float[] gw = new float[12];
    float[] gb = new float[4];
    for (int i = 0; i < 12; i++) {
      w[i] = i / 8f - 0.4f;
    }
    for (int i = 0; i < 4; i++) {
      b[i] = i / 4f;
    }
    Stepper stepper =
        new Stepper(
            strategy,
            Horizon.ofSteps(STEPS),
            List.of(Tensor.of("w", w, gw, 4, 3), Tensor.of("b", b, gb, 4)));
    double[] losses = new double[STEPS];
    for (int t = 0; t < STEPS; t++) {
      for (int i = 0; i < 12; i++) {
        gw[i] = (w[i] + 0.3f) * (i % 5 / 4f + 0.25f);
        losses[t] += gw[i] * (w[i] + 0.3) / 2;
      }
      for (int i = 0; i < 4; i++) {
        gb[i] = b[i] - 1.1f;
        losses[t] += gb[i] * (b[i] - 1.1) / 2;
      }
      stepper.step();
    }
    return losses;
  }

  @Test
  void eachMakesTheStepsThatOursMakes() throws IOException {
    Files.writeString(folder.resolve("rubato.py"), PythonHelper.text());
    Path file = Files.writeString(folder.resolve("train.py"), PROGRAM);
    ProgramTask task =
        new ProgramTask(ProgramRuns.python("torch") + " " + file, Horizon.ofSteps(STEPS));
    for (String text : STRATEGIES) {
      Strategy strategy = Notation.strategy(text);
      TrialResult result = task.run(new Trial(strategy, task.horizon(), 1), TrialListener.NONE);
      assertThat(result.reason()).as(text).isEmpty();
      assertThat(result.status()).as(text).isEqualTo(Status.DONE);
      double[] expected = here(strategy);
      assertThat(expected[STEPS - 1]).isNotEqualTo(expected[0]);
      for (int t = 0; t < STEPS; t++) {
        assertThat(result.losses()[t])
            .as("%s, step %d", text, t)
            .isCloseTo(expected[t], within(1e-4 * expected[0]));
      }
    }
    for (String refused :
        List.of(
            "muon: 0.1",
            "adam(decay=decoupled): 0.1",
            "adam(bias-correction=false): 0.1",
            "sgd(cautious=true): 0.1",
            "sgd(momentum=0.9, rate-inside=true): 0.1",
            "adam(state=bfloat16): 0.1",
            "novograd(grad-averaging=true): 0.1")) {
      Trial trial = new Trial(Notation.strategy(refused), task.horizon(), 1);
      assertThat(task.run(trial, TrialListener.NONE).reason()).as(refused).contains("rubato.py ");
    }
  }
}
