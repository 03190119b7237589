package dev.rubato.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.ParameterKind;
import dev.rubato.strategy.RunningNumber;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups of parameters, phrases that watch, and clipping in PyTorch, where it runs them. */
@Timeout(300)
@Tag("long")
class PyTorchExportTest {
  private static final Horizon LENGTH = new Horizon(120, 20);

  private static final List<String> GROUPED =
      List.of(
          "adamw: cosine(0.1 -> 0) with \"@vector\" (weight-decay=0) with \"head*\" (rate=10)",
          "sgd(momentum=0.9): 0.1 with \"body*,norm*\" (rate=linear(0 -> 1), momentum=0.5)",
          "adam(beta1=linear(0.8 -> 0.9)): 0.1 with \"@bias, @norm\" (beta2=0.9) with"
              + " \"head.w?ight\" (beta1=0.5)",
          "sgd: 0.1 with \"body*\" (frozen-until=30) with \"body.bias\" (frozen-from=60,"
              + " frozen-until=10)",
          "sgd: 0.1 with \"@embedding\" (frozen=true) with \"@scale\" (rate=0.5) with \"*\""
              + " (rate=2)",
          "rprop: 0.1 with \"@vector\" (rate=0.5)");

  private static final List<String> WATCHING =
      List.of(
          "plateau(0.1, factor=0.5, patience=1)",
          "plateau(0.1, factor=0.5, patience=1, threshold=0.05, cooldown=2, min=0.02, mode=max)",
          "plateau(0.1, factor=0.3, patience=2, threshold=0.1, threshold-mode=abs, cooldown=1)",
          "plateau(0.1, factor=0.5, patience=0, min=0.2)",
          "linear(0 -> 0.1) for 20 then plateau(factor=0.5, patience=1) until 80 then cosine(-> 0)",
          "(plateau(1, factor=0.5, patience=2) + 0.5) * cosine(0.1 -> 0.01)",
          "max(plateau(0.3, factor=0.5, patience=1), 0.1) for 60 then linear(-> 0)",
          "greedy(0.1, factor=0.8, patience=1, min=0.05, max=0.2)",
          "greedy(0.1, factor=0.5, patience=0, min=0.05, cooldown=1, warmup=2, reset=2, mode=max)",
          "plateau(0.1, factor=0.5, patience=1) with \"head*\" (rate=plateau(1, factor=0.1,"
              + " patience=2))",
          "sgd(momentum=plateau(0.9, factor=0.5, patience=2)): 0.1");

  private static final String MODEL =
      """
      import copy, sys, warnings
      import torch
      warnings.simplefilter("ignore")
      torch.manual_seed(1)

      class Net(torch.nn.Module):
          def __init__(self):
              super().__init__()
              self.emb = torch.nn.Embedding(5, 3)
              self.body = torch.nn.Linear(3, 3)
              self.norm = torch.nn.LayerNorm(3)
              self.head = torch.nn.Linear(3, 1)
          def forward(self, x):
              return self.head(self.norm(torch.tanh(self.body(self.emb(x)))))

      x = torch.arange(5)
      def made(names):
          model = Net()
          groups = "PATTERNS" in names
          optimizer = names["make_optimizer"](model if groups else model.parameters())
          return model, optimizer, names["make_scheduler"](optimizer)

      def update(model, optimizer):
          optimizer.zero_grad()
          model(x).square().sum().backward()
          optimizer.step()

      """;

  @TempDir Path folder;

  private static String export(String strategy, Target target) throws Exception {
    StringBuilder text = new StringBuilder();
    Exports.write(Notation.strategy(strategy), LENGTH, target, text);
    return text.toString();
  }

  private record Parameter(String name, ParameterKind kind, int dimensions) {}

  private static final List<Parameter> NET =
      List.of(
          new Parameter("emb.weight", ParameterKind.EMBEDDING, 2),
          new Parameter("body.weight", ParameterKind.WEIGHT, 2),
          new Parameter("body.bias", ParameterKind.BIAS, 1),
          new Parameter("norm.weight", ParameterKind.SCALE, 1),
          new Parameter("norm.bias", ParameterKind.SHIFT, 1),
          new Parameter("head.weight", ParameterKind.WEIGHT, 2),
          new Parameter("head.bias", ParameterKind.BIAS, 1));

  /** The rate, momentum or first beta, second beta, weight decay, and whether it moves. */
  private static double[] numbers(RunningStrategy running, Parameter parameter, long t) {
    Map<String, Double> own = new LinkedHashMap<>();
    for (RunningNumber each : running.hyperparameters()) {
      own.put(each.name(), each.at(t));
    }
    double rate = running.rate().at(t);
    long first = 0;
    long last = Long.MAX_VALUE;
    List<String> patterns = new ArrayList<>();
    for (ParameterGroup group : running.strategy().groups()) {
      if (group.matches(List.of(parameter.name), parameter.kind, parameter.dimensions)) {
        patterns.add(group.pattern());
        Long until = group.firstStep(LENGTH);
        Long from = group.lastStep(LENGTH);
        first = until == null ? first : until;
        last = from == null ? last : from;
        rate *= group.factor().over(LENGTH).at(t);
      }
    }
    for (RunningStrategy.OfGroup each : running.groupNumbers()) {
      if (patterns.contains(each.pattern()) && !each.name().equals("rate")) {
        own.put(each.name(), each.at(t));
      }
    }
    return new double[] {
      rate,
      own.getOrDefault("beta1", own.getOrDefault("momentum", 0.0)),
      own.getOrDefault("beta2", 0.0),
      own.getOrDefault("weight-decay", 0.0),
      t >= first && t < last ? 1 : 0
    };
  }

  @Test
  void everyParameterHasTheNumbersOfItsGroupsAndStaysWhileItIsFrozen() throws Exception {
    String script =
        MODEL
            + """
            for names in programs():
                model, optimizer, scheduler = made(names)
                found = []
                for t in range(names["STEPS"]):
                    before = copy.deepcopy(model.state_dict())
                    group = {id(p): g for g in optimizer.param_groups for p in g["params"]}
                    numbers = {}
                    for name, parameter in model.named_parameters():
                        g = group[id(parameter)]
                        betas = g.get("betas", (g.get("momentum", 0), 0))
                        numbers[name] = [g["lr"], *betas, g.get("weight_decay", 0)]
                    update(model, optimizer)
                    for name, parameter in model.named_parameters():
                        moves = parameter.grad is not None
                        assert moves or torch.equal(before[name], parameter)
                        found += numbers[name] + [float(moves)]
                    scheduler.step()
                print(*map(repr, found))
            """;
    Map<String, String> programs = new LinkedHashMap<>();
    for (String strategy : GROUPED) {
      programs.put(strategy, export(strategy, Target.PYTORCH));
    }
    Map<String, String> found = PythonRun.lines(folder, PythonRun.with("torch"), script, programs);
    found.forEach(
        (text, line) -> {
          double[] numbers = PythonRun.numbers(line);
          RunningStrategy running = new RunningStrategy(Notation.strategy(text), LENGTH);
          int at = 0;
          for (long t = 0; t < LENGTH.steps(); t++) {
            for (Parameter parameter : NET) {
              for (double expected : numbers(running, parameter, t)) {
                assertThat(numbers[at++])
                    .as("%s, %s, step %d, %d", text, parameter.name, t, at)
                    .isCloseTo(expected, within(1e-12));
              }
            }
          }
          assertThat(at).isEqualTo(numbers.length);
        });
  }

  @Test
  void whatWatchesFollowsTheEvaluationsAlsoAfterAResume() throws Exception {
    String script =
        MODEL
            + """
            values = [float(v) for v in open(f"{sys.argv[1]}/values").read().split()]
            for names in programs():
                model, optimizer, scheduler = made(names)
                own = hasattr(scheduler, "observe")
                found = []
                for t in range(120):
                    if t > 0 and t % 3 == 0:
                        value = values[t // 3]
                        scheduler.observe(value) if own else scheduler.step(value)
                    if t == 61:
                        saved = copy.deepcopy((optimizer.state_dict(), scheduler.state_dict()))
                        model, optimizer, scheduler = made(names)
                        optimizer.load_state_dict(saved[0])
                        scheduler.load_state_dict(saved[1])
                    head, rest = optimizer.param_groups[-1], optimizer.param_groups[0]
                    found += [rest["lr"], head["lr"], rest["momentum"]]
                    update(model, optimizer)
                    if own:
                        scheduler.step()
                print(*map(repr, found))
            """;
    Random random = new Random(3);
    StringBuilder values = new StringBuilder();
    double[] metric = new double[40];
    for (int i = 0; i < metric.length; i++) {
      metric[i] = i == 20 ? Double.NaN : 1 + random.nextDouble() * (i < 10 ? 1 : 0.3);
      values.append(Double.toString(metric[i]).replace("NaN", "nan")).append(' ');
    }
    Files.writeString(folder.resolve("values"), values);
    Map<String, String> programs = new LinkedHashMap<>();
    for (String strategy : WATCHING) {
      String text = strategy.startsWith("sgd") ? strategy : "sgd(momentum=0.9): " + strategy;
      programs.put(text, export(text, Target.PYTORCH));
    }
    Map<String, String> found = PythonRun.lines(folder, PythonRun.with("torch"), script, programs);
    found.forEach(
        (text, line) -> {
          double[] numbers = PythonRun.numbers(line);
          Strategy strategy = Notation.strategy(text);
          RunningStrategy running = new RunningStrategy(strategy, LENGTH);
          int changes = 0;
          for (int t = 0; t < LENGTH.steps(); t++) {
            if (t > 0 && t % 3 == 0) {
              running.observe(t, "validation-loss", metric[t / 3]);
            }
            double rate = running.rate().at(t);
            double factor =
                running.groupNumbers().isEmpty() ? 1 : running.groupNumbers().get(0).at(t);
            double momentum =
                running.hyperparameters().stream()
                    .filter(each -> each.name().equals("momentum"))
                    .findFirst()
                    .orElseThrow()
                    .at(t);
            changes += t > 0 && numbers[3 * t] != numbers[3 * t - 3] ? 1 : 0;
            assertThat(new double[] {numbers[3 * t], numbers[3 * t + 1], numbers[3 * t + 2]})
                .as("%s, step %d", text, t)
                .containsExactly(new double[] {rate, rate * factor, momentum}, within(1e-13));
          }
          boolean stays = text.contains("min=0.2") || text.endsWith(": 0.1");
          assertThat(changes > 0).as(text + " has its rate changed").isEqualTo(!stays);
        });
  }

  @Test
  void gradientsAreClippedBeforeAnUpdate() throws Exception {
    String script =
        MODEL
            + """
            for names in programs():
                model, optimizer, scheduler = made(names)
                before = [p.detach().clone() for p in model.parameters()]
                update(model, optimizer)
                moved = [a - b for a, b in zip(before, model.parameters())]
                norm = sum(float(m.square().sum()) for m in moved) ** 0.5
                print(norm, max(float(m.abs().max()) for m in moved))
            """;
    Map<String, String> programs = new LinkedHashMap<>();
    programs.put("norm", export("sgd(clip-norm=0.01): 1", Target.PYTORCH));
    programs.put("value", export("sgd(clip-value=0.001): 1", Target.PYTORCH));
    programs.put("none", export("sgd: 1", Target.PYTORCH));
    Map<String, String> found = PythonRun.lines(folder, PythonRun.with("torch"), script, programs);
    assertThat(PythonRun.numbers(found.get("norm"))[0]).isCloseTo(0.01, within(1e-5));
    assertThat(PythonRun.numbers(found.get("value"))[1]).isCloseTo(0.001, within(1e-6));
    assertThat(PythonRun.numbers(found.get("none"))[0]).isGreaterThan(0.1);
  }
}
