package dev.rubato.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is exported is run, where its language is there, and gives the numbers that it should. */
@Timeout(300)
class ExportsTest {
  private static final Horizon LENGTH = new Horizon(200, 20);

  /** Every form, and how they are put together. */
  private static final List<String> STRATEGIES =
      List.of(
          "sgd(momentum=0.9): 0.1",
          "adamw(weight-decay=0.1): linear(0 -> 3e-4) for 5% then cosine(-> 1e-5)",
          "sgd: step(0.1, every=30, gamma=0.5)",
          "sgd: step(0.1, every=3, gamma=0.5) per epoch",
          "sgd: linear(0 -> 0.4) for 1 epoch then multistep(0.4, at=[3, 6, 8]) per epoch from"
              + " start",
          "sgd: linear(0 -> 0.4) for 7 then multistep(0.4, at=[3, 6]) per epoch from start for 90"
              + " then 0.2",
          "sgd: exponential(0.1, gamma=0.97) * linear(0 -> 1)",
          "sgd: exponential(0.1, rate=0.03, every=5, staircase=true) for 60 then exponential(->"
              + " 1e-4)",
          "sgd: time-decay(0.1, rate=0.1, power=0.75) + 0.001",
          "sgd: max(polynomial(0.1 -> 0, power=2), 0.01) for 100 then 0.3 for 20",
          "adam: inverse-sqrt(0.01, timescale=10) for 50% then cooldown(-> 0)",
          "adam: 0.01 until 40% then cooldown(-> 0, power=0.6)",
          "adam: cosine-restarts(0.1 -> 0, first=20, decay=0.8)",
          "adam: cosine-restarts(0.1 -> 0, first=10, multiply=2)",
          "sgd: cyclic(0.001 -> 0.1, up=20, down=15, mode=triangular2)",
          "sgd: cyclic(0.001 -> 0.1, up=20, mode=exp-range, gamma=0.99)",
          "sgd(momentum=cosine(0.95 -> 0.85), nesterov=true): one-cycle(0.1)",
          "sgd: one-cycle(0.1, up=40%, anneal=linear, three-phase=true)",
          "adam(beta1=linear(0.8 -> 0.9)): logarithmic(0 -> 0.01) for 10% then rex(-> 0)",
          "adam: saturating(0 -> 0.01, timescale=20) for 50 then tanh(-> 0)",
          "adam: repeat(linear(0 -> 0.1) for 3 then cosine(-> 0), every=25)");

  @TempDir Path folder;

  private static String export(String strategy, Target target) {
    StringBuilder text = new StringBuilder();
    try {
      Exports.write(Notation.strategy(strategy), LENGTH, target, text);
    } catch (Inexpressible | IOException e) {
      throw new AssertionError(strategy + " to " + target, e);
    }
    return text.toString();
  }

  private static double[] rates(String strategy) {
    RunningStrategy running = new RunningStrategy(Notation.strategy(strategy), LENGTH);
    double[] rates = new double[(int) LENGTH.steps()];
    for (int t = 0; t < rates.length; t++) {
      rates[t] = running.rate().at(t);
    }
    return rates;
  }

  private static void agree(String what, double[] found, double[] expected) {
    double largest = DoubleStream.of(expected).max().orElseThrow();
    assertThat(found).as(what).hasSize(expected.length);
    for (int t = 0; t < found.length; t++) {
      assertThat(found[t])
          .as("%s, step %d", what, t)
          .isCloseTo(expected[t], within(2e-12 * largest));
    }
  }

  /** Runs a script on these programs; a line of numbers for each. */
  private Map<String, double[]> run(String python, String script, Map<String, String> programs)
      throws Exception {
    Map<String, double[]> numbers = new LinkedHashMap<>();
    PythonRun.lines(folder, python, script, programs)
        .forEach((name, line) -> numbers.put(name, PythonRun.numbers(line)));
    return numbers;
  }

  @Test
  void theFormulasGiveTheRatesInPythonWhateverTheLibraryCallsItsFunctions() throws Exception {
    // the libraries' functions are numpy's, here in double precision
    String script =
        """
        import sys, types
        import numpy
        numpy.seterr(all="ignore")  # of the values that are not chosen
        names = "where minimum maximum sin exp log1p sqrt tanh floor pi".split()
        ops = types.SimpleNamespace(**{name: getattr(numpy, name) for name in names})
        ops.cast = lambda t, kind: numpy.float64(t)
        class Any:
            def __getattr__(self, name):
                return self if name != "LearningRateSchedule" else object
            def __call__(self, *given, **named):
                return self if not given or not isinstance(given[0], type) else given[0]
            def __mro_entries__(self, bases):
                return (object,)
        for name in ("torch", "keras", "optax", "jax", "transformers"):
            sys.modules[name] = Any()
        sys.modules["jax.numpy"] = ops
        sys.modules["jax"].__dict__["numpy"] = ops
        sys.modules["keras"].__dict__["ops"] = ops
        for names in programs():
            print(*[repr(float(names["rate"](numpy.float64(t)))) for t in range(names["STEPS"])])
        """;
    Map<String, String> programs = new LinkedHashMap<>();
    for (String strategy : STRATEGIES) {
      String plain = strategy.replaceFirst("^\\w+(\\(.*?\\))?: ", "adam: ");
      for (Target target :
          List.of(Target.PYTORCH, Target.OPTAX, Target.KERAS, Target.HUGGINGFACE)) {
        programs.put(target + " " + plain, export(plain, target));
      }
    }
    Map<String, double[]> found = run(PythonRun.with("numpy"), script, programs);
    found.forEach((name, numbers) -> agree(name, numbers, rates(name.split(" ", 2)[1])));
  }

  @Test
  @Tag("long")
  void pyTorchRunsWhatIsExportedToItAndSetsEveryNumber() throws Exception {
    String script =
        """
        import sys, torch
        for names in programs():
            optimizer = names["make_optimizer"]([torch.nn.Parameter(torch.zeros(1))])
            scheduler = names["make_scheduler"](optimizer)
            numbers = []
            for t in range(names["STEPS"]):
                group = optimizer.param_groups[0]
                moving = group.get("momentum", group.get("betas", (0,))[0])
                numbers += [group["lr"], moving]
                optimizer.step()
                scheduler.step()
            print(*map(repr, numbers))
        """;
    Map<String, String> programs = new LinkedHashMap<>();
    STRATEGIES.forEach(strategy -> programs.put(strategy, export(strategy, Target.PYTORCH)));
    Map<String, double[]> found = run(PythonRun.with("torch"), script, programs);
    found.forEach(
        (text, numbers) -> {
          RunningStrategy running = new RunningStrategy(Notation.strategy(text), LENGTH);
          double[] expected = new double[numbers.length];
          for (int t = 0; t < LENGTH.steps(); t++) {
            expected[2 * t] = running.rate().at(t);
            double moving = 0;
            for (var each : running.hyperparameters()) {
              if (each.name().equals("momentum") || each.name().equals("beta1")) {
                moving = each.at(t);
              }
            }
            expected[2 * t + 1] = moving;
          }
          agree(text, numbers, expected);
        });
  }

  @Test
  void javaCompilesAndGivesTheRates() throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Assumptions.assumeTrue(compiler != null, "no compiler: this is no JDK");
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", folder.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (int i = 0; i < STRATEGIES.size(); i++) {
      String code = export(STRATEGIES.get(i), Target.JAVA);
      Path file = Files.createDirectories(folder.resolve("p" + i)).resolve("Rates.java");
      Files.writeString(file, "package p" + i + ";\n" + code);
      arguments.add(file.toString());
    }
    for (String optimizer : List.of("sgd(momentum=0.9)", "adam", "adamw(weight-decay=0.1)")) {
      String name = optimizer.replaceAll("\\W.*", "");
      String code = export(optimizer + ": cosine(0.1 -> 0)", Target.DJL);
      Path file = Files.createDirectories(folder.resolve(name)).resolve("Rates.java");
      Files.writeString(file, "package " + name + ";\n" + code);
      arguments.add(file.toString());
    }
    assertThat(
            Objects.requireNonNull(compiler)
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      for (int i = 0; i < STRATEGIES.size(); i++) {
        agree(
            STRATEGIES.get(i),
            rates(loader.loadClass("p" + i + ".Rates")),
            rates(STRATEGIES.get(i)));
      }
      Class<?> djl = loader.loadClass("adamw.Rates");
      agree("djl", rates(djl), rates("cosine(0.1 -> 0)"));
    }
  }

  private static double[] rates(Class<?> type) throws ReflectiveOperationException {
    Method rate = type.getDeclaredMethod("rate", long.class);
    rate.setAccessible(true);
    double[] rates = new double[(int) LENGTH.steps()];
    for (int t = 0; t < rates.length; t++) {
      rates[t] = (double) rate.invoke(null, (long) t);
    }
    return rates;
  }

  @Test
  void tablesHaveTheNumbersThemselves() {
    String csv =
        export(
            "adamw: linear(0 -> 3e-4) for 5% then cosine(-> 0) with \"@vector\" (rate=0.5)",
            Target.CSV);
    assertThat(csv.lines().skip(2).limit(2))
        .containsExactly(
            "step,lr,beta1,beta2,epsilon,amsgrad,bias-correction,weight-decay,maximize,rate:@vector",
            "0,0,0.9,0.999,1e-8,0,1,0.01,0,0.5");
    assertThat(csv.lines()).hasSize(203);
    String json = export("sgd: 0.1 with \"a\" (rate=2)", Target.JSON);
    assertThat(json)
        .startsWith("{\"strategy\": \"sgd: 0.1 with \\\"a\\\" (rate=2)\",\n \"steps\": 200,")
        .contains("[0, 0.1, 0, 0, 0, 0, 0, 0, 2],\n  [1, ");
  }

  @Test
  void theGuideShowsWhatIsWritten() throws IOException {
    StringBuilder code = new StringBuilder();
    String strategy = "adamw(weight-decay=0.1): linear(0 -> 3e-4) for 5% then cosine(-> 0)";
    try {
      Exports.write(Notation.strategy(strategy), Horizon.ofSteps(1000), Target.PYTORCH, code);
    } catch (Inexpressible e) {
      throw new AssertionError(e);
    }
    String guide = Files.readString(Path.of("../docs/interop.md"));
    String shown = code.substring(code.indexOf("STEPS = "));
    assertThat(guide).contains(strategy).contains(shown.indent(4).replaceAll("(?m)^ +$", ""));
  }

  private static void refused(String strategy, Target target, String reason) {
    Strategy parsed = Notation.strategy(strategy);
    assertThatThrownBy(() -> Exports.write(parsed, LENGTH, target, new StringBuilder()))
        .as(strategy + " to " + target)
        .isInstanceOf(Inexpressible.class)
        .hasMessageContaining(reason);
  }

  @Test
  void whatATargetCantSayIsRefusedWithTheReason() {
    refused("plateau(0.1)", Target.CSV, "watches validation-loss");
    refused("0.1 with \"a\" (frozen=true, statistics=true)", Target.PYTORCH, "running statistics");
    refused("greedy(0.1, smooth=true)", Target.PYTORCH, "smooth=true");
    refused("sgd(clip-norm=linear(1 -> 2)): 0.1", Target.PYTORCH, "no clip-norm that moves");
    refused("plateau(0.1) for 20% then plateau(factor=0.5)", Target.PYTORCH, "a value of its own");
    refused("plateau(0.1) for 20% then exponential(-> 1e-4)", Target.PYTORCH, "give it a start");
    refused("muon: 0.1", Target.PYTORCH, "PyTorch has no muon");
    refused("adam(agc=0.1): 0.1", Target.PYTORCH, "no agc for adam");
    refused("adam(bias-correction=false): 0.1", Target.PYTORCH, "no bias-correction");
    refused("adam(state=int8): 0.1", Target.HUGGINGFACE, "no state");
    refused("adam(beta1=linear(0.8 -> 0.9)): 0.1", Target.KERAS, "for the rate alone");
    refused("sgd(momentum=0.9): 0.1", Target.KERAS, "rate-inside=true");
    refused("sgd(weight-decay=0.1): 0.1", Target.KERAS, "no weight-decay");
    refused("rmsprop: 0.1", Target.OPTAX, "optax has no rmsprop");
    refused("adamw(epsilon=0.01): 0.1", Target.KERAS, "before the bias is corrected");
    assertThat(export("adam: 0.1", Target.DJL)).contains("DJL adds epsilon before the bias");
    refused("greedy(0.1, smooth=true)", Target.JAVA, "smooth=true");
    refused("sgd: 0.1 with \"a\" (rate=2)", Target.KERAS, "one rate and one set of numbers");
    refused("sgd: 0.1 with \"a\" (frozen-until=9)", Target.OPTAX, "frozen for a time");
    refused("sgd: 0.1 with \"a\" (dampening=0.5)", Target.OPTAX, "no dampening for a group");
  }

  @Test
  void whatDjlsOwnOptimizersCantIsSaidWhereRubatosAreWritten() {
    Map.of(
            "plateau(0.1)", "it watches validation-loss",
            "0.1 with \"a\" (rate=2)", "it has groups of parameters",
            "sgd(nesterov=true, momentum=0.9): 0.1", "no nesterov",
            "adam(epsilon=0.01): 0.1", "before the bias is corrected",
            "adam(beta1=linear(0.8 -> 0.9)): 0.1", "for the rate alone",
            "lion: 0.1", "djl has no lion")
        .forEach(
            (strategy, reason) ->
                assertThat(export(strategy, Target.DJL))
                    .contains("Needs dev.rubato:rubato-djl", "DJL's own can't: ", reason));
  }

  @Test
  void aThousandRandomStrategiesAgreeOrAreRefusedWithTheReason() {
    RandomStrategies random = new RandomStrategies(7);
    int written = 0;
    for (int i = 0; i < 1000; i++) {
      String text = random.next();
      Strategy strategy = Notation.strategy(text);
      try {
        Exported exported = Exported.of(strategy, LENGTH);
        assertThat(exported.difference()).as(text).isLessThanOrEqualTo(1e-12 * 4);
        written++;
      } catch (Inexpressible e) {
        assertThat(e).as(text).hasMessageContaining("because of rounding");
      }
    }
    assertThat(written).isGreaterThan(990);
  }
}
