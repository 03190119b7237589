package dev.rubato.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand random strategies, exported to every target, run, and imported again: they agree to
 * 1e-12 of the largest rate, or were refused with the reason.
 */
@Timeout(600)
@Tag("long")
class RoundTripTest {
  private static final int COUNT = 1000;
  private static final Horizon LENGTH = new Horizon(60, 10);
  private static final List<String> GROUPS =
      List.of(
          "",
          "",
          " with \"@vector\" (weight-decay=0)",
          " with \"head*\" (rate=10)",
          " with \"body*\" (rate=linear(0 -> 1), frozen-until=20%)");

  private static final List<String> STRATEGIES = new ArrayList<>();
  private static final Map<Target, Map<String, String>> CODE = new EnumMap<>(Target.class);

  @TempDir Path folder;

  @BeforeAll
  static void exportAll() throws Exception {
    RandomStrategies random = new RandomStrategies(23);
    for (int i = 0; i < COUNT; i++) {
      String text = random.next() + GROUPS.get(i % GROUPS.size());
      STRATEGIES.add(Notation.strategy(text).toString());
    }
    for (Target target : Target.values()) {
      Map<String, String> own = new LinkedHashMap<>();
      for (String text : STRATEGIES) {
        StringBuilder code = new StringBuilder();
        try {
          Exports.write(Notation.strategy(text), LENGTH, target, code);
          own.put(text, code.toString());
        } catch (Inexpressible e) {
          assertThat(e).as("%s to %s", text, target).hasMessageMatching("(?s).{20,300}");
        }
      }
      CODE.put(target, own);
    }
  }

  private static double[] rates(String text) {
    RunningStrategy running = new RunningStrategy(Notation.strategy(text), LENGTH);
    double[] rates = new double[(int) LENGTH.steps()];
    for (int t = 0; t < rates.length; t++) {
      rates[t] = running.rate().at(t);
    }
    return rates;
  }

  private static void agree(String what, double[] found, String text) {
    double[] expected = rates(text);
    double largest = 0;
    double difference = found.length == expected.length ? 0 : Double.NaN;
    for (int t = 0; t < Math.min(found.length, expected.length); t++) {
      largest = Math.max(largest, expected[t]);
      difference = Math.max(difference, Math.abs(found[t] - expected[t]));
    }
    assertThat(difference).as("%s: %s", what, text).isLessThanOrEqualTo(1e-12 * largest);
  }

  @Test
  void everyTargetTakesWhatItCan() {
    Map<Target, Integer> counts = new EnumMap<>(Target.class);
    CODE.forEach((target, own) -> counts.put(target, own.size()));
    // as docs/interop.md has them
    assertThat(counts)
        .isEqualTo(
            Map.of(
                Target.PYTORCH, 795,
                Target.HUGGINGFACE, 795,
                Target.OPTAX, 564,
                Target.JAVA, 1000,
                Target.KERAS, 234,
                Target.DJL, 1000,
                Target.CSV, 1000,
                Target.JSON, 1000));
    assertThat(CODE.getOrDefault(Target.DJL, Map.of()).values())
        .filteredOn(code -> code.contains("import dev.rubato.djl."))
        .hasSize(854);
  }

  @Test
  void whatWasExportedIsImportedAgain() throws Exception {
    for (Map.Entry<Target, Map<String, String>> own : CODE.entrySet()) {
      for (Map.Entry<String, String> each : own.getValue().entrySet()) {
        Imported read = Imports.read(each.getValue(), Double.NaN, false);
        assertThat(read.strategy().toString()).as("from %s", own.getKey()).isEqualTo(each.getKey());
      }
    }
  }

  @Test
  void tablesWithoutTheirCommentsAreFollowedAsTheySay() throws Exception {
    int refused = 0;
    for (Map.Entry<String, String> each : CODE.getOrDefault(Target.CSV, Map.of()).entrySet()) {
      String rows = each.getValue().replaceAll("(?m)^#.*\n", "");
      try {
        Imported read = Imports.read(rows, Double.NaN, false);
        double[] found = rates(read.strategy().toString());
        double[] given = rates(each.getKey());
        double difference = 0;
        double largest = 0;
        for (int t = 0; t < given.length; t++) {
          difference = Math.max(difference, Math.abs(found[t] - given[t]));
          largest = Math.max(largest, given[t]);
        }
        assertThat(read.residual()).as(each.getKey()).isEqualTo(difference);
        assertThat(difference).as(each.getKey()).isLessThanOrEqualTo(1.001e-3 * largest);
      } catch (Inexpressible e) {
        refused++;
      }
    }
    assertThat(refused).isZero();
  }

  private static final String SCRIPT =
      """
      import sys, warnings
      sys.path.insert(0, sys.argv[1])
      warnings.simplefilter("ignore")
      import numpy, torch, standins

      class Model:
          NAMES = ["other", "head.weight", "body.weight"]
          def __init__(self):
              self.own = {n: torch.nn.Parameter(torch.zeros(2, 2)) for n in self.NAMES}
          def named_modules(self):
              yield "", self
          def named_parameters(self, prefix, recurse):
              return self.own.items()

      def run(names):
          groups = "PATTERNS" in names
          model = Model() if groups else [torch.nn.Parameter(torch.zeros(1))]
          optimizer = names["make_optimizer"](model)
          scheduler = names["make_scheduler"](optimizer)
          for t in range(names["STEPS"]):
              yield next(g["lr"] for g in optimizer.param_groups if not g.get("matches"))
              scheduler.step()

      for i in range(int(sys.argv[2])):
          names = {}
          code = open(f"{sys.argv[1]}/{i}.py").read()
          exec(code, names)
          if "torch" in names:
              print(*map(repr, run(names)))
          else:
              standins.train(names, 1, Model.NAMES)
              steps = range(names["STEPS"])
              print(*[repr(float(names["rate"](numpy.float64(t)))) for t in steps])
      """;

  @Test
  void pythonGivesTheRates() throws Exception {
    String python = PythonRun.with("torch");
    try (InputStream in =
        Objects.requireNonNull(RoundTripTest.class.getResourceAsStream("standins.py"))) {
      Files.write(folder.resolve("standins.py"), in.readAllBytes());
    }
    Map<String, String> programs = new LinkedHashMap<>();
    for (Target target : List.of(Target.PYTORCH, Target.HUGGINGFACE, Target.KERAS, Target.OPTAX)) {
      CODE.getOrDefault(target, Map.of())
          .forEach((text, code) -> programs.put(target + " " + text, code));
    }
    PythonRun.lines(folder, python, SCRIPT, programs)
        .forEach((name, line) -> agree(name, PythonRun.numbers(line), name.split(" ", 2)[1]));
  }

  @Test
  void javaGivesTheRates() throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Assumptions.assumeTrue(compiler != null, "no compiler: this is no JDK");
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", "" + folder));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    Map<String, String> classes = new LinkedHashMap<>();
    for (Target target : List.of(Target.JAVA, Target.DJL)) {
      for (Map.Entry<String, String> each : CODE.getOrDefault(target, Map.of()).entrySet()) {
        String name = "p" + classes.size();
        if (each.getValue().contains("import dev.rubato.djl.")) {
          continue; // which follows the strategy itself
        }
        Path file = Files.createDirectories(folder.resolve(name)).resolve("Rates.java");
        Files.writeString(
            file, "package " + name + ";\n" + each.getValue(), StandardCharsets.UTF_8);
        arguments.add(file.toString());
        classes.put(name, each.getKey());
      }
    }
    String[] given = arguments.toArray(String[]::new);
    assertThat(Objects.requireNonNull(compiler).run(null, null, null, given)).isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      for (Map.Entry<String, String> each : classes.entrySet()) {
        Method rate =
            loader.loadClass(each.getKey() + ".Rates").getDeclaredMethod("rate", long.class);
        rate.setAccessible(true);
        double[] rates = new double[(int) LENGTH.steps()];
        for (int t = 0; t < rates.length; t++) {
          rates[t] = (double) rate.invoke(null, (long) t);
        }
        agree("java", rates, each.getValue());
      }
    }
  }

  @Test
  void tablesHaveTheRates() {
    CODE.getOrDefault(Target.CSV, Map.of())
        .forEach(
            (text, code) ->
                agree(
                    "csv",
                    code.lines()
                        .filter(line -> !line.startsWith("#"))
                        .skip(1)
                        .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[1]))
                        .toArray(),
                    text));
    CODE.getOrDefault(Target.JSON, Map.of())
        .forEach(
            (text, code) ->
                agree(
                    "json",
                    code.lines()
                        .filter(line -> line.startsWith("  ["))
                        .mapToDouble(line -> Double.parseDouble(line.split(", ", -1)[1]))
                        .toArray(),
                    text));
  }

  /** So that a comparison of nothing can't pass. */
  @Test
  void aRateThatIsNotItsOwnWouldBeFound() {
    Strategy other = Notation.strategy("0.5");
    assertThat(rates(other.toString())).isNotEqualTo(rates(STRATEGIES.get(0)));
  }
}
