package dev.rubato.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every recipe of docs/recipes.md in PyTorch: run, with its source's rates, or refused. */
@Timeout(300)
@Tag("long")
class RecipesExportTest {
  private static final Path RECIPES =
      Path.of("../core/src/test/resources/golden/recipes/recipes.csv");

  /** Goes to each step that the recipe has a rate of; its state is one number, so it can jump. */
  private static final String SCRIPT =
      """
      import inspect, re, sys, warnings
      import torch
      warnings.simplefilter("ignore")

      class Model:
          def __init__(self, patterns):
              parts = [part for each in patterns for part in each.split(",")]
              names = ["another"] + [p.replace("*", "x") for p in parts if p[0] != "@"]
              self.own = {n: torch.nn.Parameter(torch.zeros(2, 2)) for n in names}
          def named_modules(self):
              yield "", self
          def named_parameters(self, prefix, recurse):
              return self.own.items()

      for i, names in enumerate(programs()):
          groups = "PATTERNS" in names
          model = Model(names["PATTERNS"]) if groups else [torch.nn.Parameter(torch.zeros(1))]
          optimizer = names["make_optimizer"](model)
          scheduler = names["make_scheduler"](optimizer)
          own = isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau)
          def rate():
              return next(g["lr"] for g in optimizer.param_groups if not g.get("matches"))
          found = []
          for asked in open(f"{sys.argv[1]}/{i}.steps").read().split():
              t, _, seen = asked.partition("=")
              if not own and int(t) > 0 and int(t) != scheduler.last_epoch:
                  scheduler.last_epoch = int(t) - 1
                  scheduler.step()
              if seen:
                  scheduler.step(float(seen)) if own else scheduler.observe(float(seen))
              else:
                  found.append(rate())
          print(*map(repr, found))
      """;

  @TempDir Path folder;

  /** The steps to visit in order: those with a rate, and what is observed after others. */
  private static String visits(Map<Long, Double> rates, String observed) {
    TreeMap<Double, String> all = new TreeMap<>();
    rates.keySet().forEach(t -> all.put(t + 0.5, t.toString()));
    if (!observed.isEmpty()) {
      for (String pair : observed.split(" ", -1)) {
        all.put(Double.valueOf(pair.split("=", 2)[0]), pair);
      }
    }
    return String.join("\n", all.values());
  }

  @Test
  void everyRecipeGivesItsSourcesRatesInPyTorchOrIsRefusedWithTheReason() throws Exception {
    String python = PythonRun.with("torch");
    Map<String, Map<Long, Double>> expected = new LinkedHashMap<>();
    Map<String, String> programs = new LinkedHashMap<>();
    Map<String, Integer> refused = new TreeMap<>();
    List<String> lines = Files.readAllLines(RECIPES);
    for (String line : lines.subList(1, lines.size())) {
      List<String> row = TableImport.cells(line, ',');
      long epoch = row.get(4).isEmpty() ? 0 : Long.parseLong(row.get(4));
      StringBuilder code = new StringBuilder();
      try {
        Horizon horizon = new Horizon(Long.parseLong(row.get(3)), epoch);
        Exports.write(Notation.strategy(row.get(2)), horizon, Target.PYTORCH, code);
      } catch (Inexpressible e) {
        assertThat(e).as(row.get(2)).hasMessageMatching("(?s).{20,}");
        refused.merge(e.getMessage(), 1, Integer::sum);
        continue;
      }
      Map<Long, Double> rates = new TreeMap<>();
      for (String pair : row.get(8).split(" ", -1)) {
        String[] sides = pair.split("=", 2);
        rates.put(Long.valueOf(sides[0]), Double.valueOf(sides[1]));
      }
      String name = row.get(0) + ", " + row.get(1) + ": " + row.get(2) + " " + row.get(3);
      Files.writeString(folder.resolve(programs.size() + ".steps"), visits(rates, row.get(7)));
      programs.put(name, code.toString());
      expected.put(name, rates);
    }
    Map<String, String> found = PythonRun.lines(folder, python, SCRIPT, programs);
    List<String> wrong = new ArrayList<>();
    found.forEach(
        (name, line) -> {
          double[] numbers = PythonRun.numbers(line);
          Map<Long, Double> rates = expected.getOrDefault(name, Map.of());
          assertThat(numbers).as(name).hasSameSizeAs(rates.keySet());
          int i = 0;
          for (Map.Entry<Long, Double> each : rates.entrySet()) {
            double own = numbers[i++];
            if (!(Math.abs(own - each.getValue()) <= 1e-12 * Math.abs(each.getValue()))) {
              wrong.add("%s, step %s: %s".formatted(name, each, own));
            }
          }
        });
    assertThat(wrong).isEmpty();
    assertThat(programs.size() + refused.values().stream().mapToInt(n -> n).sum())
        .isEqualTo(lines.size() - 1);
    // as docs/interop.md has them
    assertThat(programs.size()).as(refused::toString).isEqualTo(245);
  }
}
