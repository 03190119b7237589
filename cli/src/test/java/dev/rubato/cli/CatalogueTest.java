package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.lab.Task;
import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Algorithms;
import dev.rubato.plot.Glyphs;
import dev.rubato.schedule.Form;
import dev.rubato.schedule.Forms;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Strategy;
import dev.rubato.tasks.Tasks;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the command tells of itself: version, strategies, tasks. */
class CatalogueTest {

  static List<Form> forms() {
    return Forms.all();
  }

  static List<Algorithm> algorithms() {
    return Algorithms.all();
  }

  static Stream<Signature> signatures() {
    return Stream.concat(
        Forms.all().stream().map(Form::signature),
        Algorithms.all().stream().map(Algorithm::signature));
  }

  static Stream<String> names() {
    return signatures().map(Signature::name);
  }

  private static String example(String explained) {
    List<String> found =
        explained
            .lines()
            .filter(line -> line.strip().startsWith("example "))
            .map(line -> line.strip().substring("example ".length()).strip())
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void theVersionIsOneLineOnStandardOutput() {
    Cli.Outcome outcome = Cli.run("--version").succeeds();
    assertThat(outcome.out()).startsWith("rubato ").contains("Java " + Runtime.version().feature());
    assertThat(outcome.rows()).hasSize(1);
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void theListShowsEverySchedulesAndOptimizersSignature() {
    Cli.Outcome outcome = Cli.run("strategies").succeeds();
    for (Form form : Forms.all()) {
      assertThat(outcome.out()).contains("  " + form.signature(), form.entry().summary());
    }
    for (Algorithm algorithm : Algorithms.all()) {
      assertThat(outcome.rows())
          .anyMatch(line -> line.startsWith("  " + algorithm.signature().name() + "("))
          .anyMatch(line -> line.strip().equals(algorithm.entry().summary()));
    }
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void whereOnlyAsciiCanBeShownTheMiniaturesAreAscii() {
    assertThat(Cli.run("strategies").out()).contains("█");
    assertThat(Cli.run(Glyphs.ASCII, "strategies").out()).doesNotContain("█").contains("#");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyNameIsExplained(String name) {
    Cli.Outcome outcome = Cli.run("strategies", name).succeeds();
    assertThat(outcome.rows().get(0)).startsWith(name);
    assertThat(outcome.out()).contains("source", "example");
    assertThat(outcome.err()).isEmpty();
    // an example can be typed as it stands
    Strategy strategy = Notation.strategy(example(outcome.out()));
    Stepper stepper = new Stepper(strategy, Horizon.ofEpochs(100, 10), List.of());
    assertThat(stepper.rate()).isNotNegative();
  }

  @Test
  void anExplanationHasTheFormulaTheParametersAndAPlot() {
    String out = Cli.run("strategies", "cosine").succeeds().out();
    assertThat(out).contains("cos", "Loshchilov", "0.1");
    assertThat(out.lines().count()).isGreaterThan(15);
    assertThat(Cli.run("strategies", "adam").succeeds().out())
        .contains("beta1", "default 0.9", "amsgrad", "one of true, false", "clip-norm");
  }

  @ParameterizedTest
  @MethodSource("signatures")
  void everyArgumentIsExplainedWithWhatItTakes(Signature signature) {
    String out = Cli.run("strategies", signature.name()).succeeds().out();
    for (Parameter parameter : signature.parameters()) {
      assertThat(out.lines())
          .anyMatch(
              line ->
                  line.matches("  " + Pattern.quote(parameter.label()) + " +\\S.*")
                      && line.contains(parameter.takes()))
          .contains("    " + parameter.meaning());
    }
  }

  @Test
  void aSpansUnitAndAFormulaOfSeveralUpdatesAreTold() {
    assertThat(Cli.run("strategies", "cosine-restarts").succeeds().out())
        .contains("in steps, or epochs if per epoch", "The length of the first cycle.");
    assertThat(Cli.run("strategies", "lion").succeeds().rows())
        .anyMatch(line -> line.startsWith("  update    p ←"))
        .anyMatch(line -> line.startsWith("            m ←"));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everySchedulesExampleDrawsInEveryFormat(Form form) throws Exception {
    String example = form.entry().example();
    for (String format : List.of("plot", "csv", "json", "svg", "html")) {
      Cli.Outcome outcome =
          Cli.run("curve", example, "--steps=300", "--steps-per-epoch=10", "--format=" + format);
      assertThat(outcome.succeeds().out()).isNotBlank();
      switch (format) {
        case "csv" -> assertThat(outcome.rows()).hasSize(301);
        case "json" -> assertThat(outcome.json().at("/curves/0/rates")).hasSize(300);
        case "svg" -> Cli.xml(outcome.out());
        case "html" -> Cli.checkPage(outcome.out());
        default -> assertThat(outcome.out()).contains(example);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void everyOptimizerTrains(Algorithm algorithm) {
    Cli.Outcome outcome =
        Cli.run("train", algorithm.signature().name() + ": 0.001", "--epochs=1", "--format=csv");
    assertThat(outcome.succeeds().rows()).hasSize(34);
  }

  @Test
  void theTasksAreListedAndEachIsTold() {
    Cli.Outcome list = Cli.run("tasks").succeeds();
    for (Task task : Tasks.all()) {
      Task.About about = task.about();
      assertThat(list.out()).contains(about.name());
      assertThat(Cli.run("tasks", about.name()).succeeds().out())
          .contains(about.name(), about.summary(), about.data(), about.judged().name())
          .contains(about.target().name());
    }
    assertThat(Cli.run("tasks", "fashion").out()).contains("rubato tasks fashion --download");
    assertThat(list.err()).isEmpty();
  }
}
