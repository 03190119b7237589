package dev.rubato.lab.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Task;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.program.Limits;
import dev.rubato.lab.program.ProgramTask;
import dev.rubato.schedule.Horizon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TaskSpecTest {
  private static final Horizon HORIZON = new Horizon(100, 20);

  @TempDir private Path folder;

  /** A provider of one task, named in this module's test resources. */
  public static final class Provider implements TaskProvider {
    @Override
    public List<Task> tasks() {
      return List.of(new LeastSquares());
    }
  }

  /** A task without epochs. */
  public static final class Endless implements dev.rubato.lab.WholeTask {
    @Override
    public About about() {
      Metric loss = new Metric("validation-loss", true);
      return new About("endless", "", "", 0, 0, loss, loss, 0);
    }

    @Override
    public String fingerprint() {
      return "endless";
    }

    @Override
    public TrialResult run(dev.rubato.lab.Trial trial, dev.rubato.lab.TrialListener listener) {
      return TrialResult.unbegun(trial);
    }
  }

  /** A task that nobody can make. */
  public static final class Breaking {
    public Breaking() {
      throw new IllegalStateException("no data here");
    }
  }

  /** A class whose constructor wants something. */
  public record Wanting(String what) {}

  static List<TaskSpec> all() {
    return List.of(
        new BundledSpec("least-squares"),
        new ClassSpec("com.acme.Mine", null),
        new ClassSpec("com.acme.Mine", "a \"b\".jar:classes"),
        new CommandSpec("python3 train.py", Horizon.ofSteps(10), null, false, null, null),
        new CommandSpec("echo 'ü' \\ \n {}", HORIZON, "accuracy", true, "accuracy>0.90", null),
        new CommandSpec("x", HORIZON, null, true, null, Limits.DEFAULT),
        new CommandSpec("x", HORIZON, null, true, null, null, List.of("data", "a \"b\".py")),
        new CommandSpec(
            "x",
            HORIZON,
            null,
            false,
            null,
            new Limits(Duration.ofMillis(1500), Duration.ofDays(3), 7, 8)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aRecipeComesBackFromItsText(TaskSpec spec) {
    String json = spec.toJson();
    assertThat(json).startsWith("{\"version\":1,\"kind\":\"").doesNotContain("\n");
    assertThat(TaskSpec.parse(json)).isEqualTo(spec);
  }

  @Test
  void theTextIsAsItWasShipped() {
    assertThat(new BundledSpec("digits").toJson())
        .isEqualTo("{\"version\":1,\"kind\":\"bundled\",\"name\":\"digits\"}");
    assertThat(new ClassSpec("a.B", "b.jar").toJson())
        .isEqualTo("{\"version\":1,\"kind\":\"class\",\"class\":\"a.B\",\"class-path\":\"b.jar\"}");
    assertThat(
            new CommandSpec("run", HORIZON, "accuracy", true, "accuracy >= 0.9", Limits.DEFAULT)
                .toJson())
        .isEqualTo(
            "{\"version\":1,\"kind\":\"command\",\"command\":\"run\",\"steps\":100,"
                + "\"steps-per-epoch\":20,\"judged-by\":\"accuracy\",\"higher-is-better\":true,"
                + "\"target\":\"accuracy >= 0.9\",\"limits\":{\"silence\":\"PT10M\","
                + "\"total\":\"PT24H\",\"lines\":50000000,\"bytes\":4294967296}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[ | a task's recipe must be JSON",
        "{} | \"version\" of a task's recipe must be a whole number",
        "{\"version\":3,\"kind\":\"bundled\"} | has version 3, but this Rubato reads versions up to"
            + " 2",
        "{\"version\":1} | a task's recipe has no \"kind\"",
        "{\"version\":1,\"kind\":\"cloud\"} | must be bundled, class, command or evaluated, was"
            + " \"cloud\"",
        "{\"version\":1,\"kind\":\"bundled\",\"name\":3} | \"name\" of a task's recipe must be a"
            + " text",
        "{\"version\":1,\"kind\":\"command\",\"command\":\"x\",\"steps\":0,\"steps-per-epoch\":0} |"
            + " steps",
        "{\"version\":1,\"kind\":\"command\",\"command\":\"x\",\"steps\":1.5} | a whole number"
      })
  void whatIsNoRecipeIsAnErrorThatSaysWhy(String json, String why) {
    assertThatThrownBy(() -> TaskSpec.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aBundledTaskIsFoundByItsNameAndAnotherNameIsAnError() {
    assertThat(new BundledSpec("least-squares").open()).isInstanceOf(LeastSquares.class);
    assertThatThrownBy(() -> new BundledSpec("least-square").open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no task is called \"least-square\"; did you mean \"least-squares\"?");
    assertThatThrownBy(() -> new BundledSpec("mnist-of-mars").open())
        .hasMessage("no task is called \"mnist-of-mars\"; available: least-squares");
  }

  @Test
  void aClassIsOpenedWithOrWithoutAClassPath() {
    String name = LeastSquares.class.getName();
    assertThat(new ClassSpec(name, null).open()).isInstanceOf(LeastSquares.class);
    assertThat(new ClassSpec(name, folder.toString()).open()).isInstanceOf(LeastSquares.class);
  }

  @Test
  void aChangeOfTheClassPathMakesAnotherTask() throws Exception {
    ClassSpec spec = new ClassSpec(LeastSquares.class.getName(), folder.toString());
    Task task = spec.open();
    String before = spec.fingerprint(task);
    assertThat(before).startsWith(task.fingerprint()).isEqualTo(spec.fingerprint(task));
    Files.writeString(Files.createDirectory(folder.resolve("a")).resolve("B.class"), "1");
    assertThat(spec.fingerprint(task)).isNotEqualTo(before);
    assertThat(spec.watched(task).files()).containsExactly(folder.resolve("a/B.class"));
    ClassSpec own = new ClassSpec(LeastSquares.class.getName(), null);
    assertThat(own.watched(own.open()).files())
        .anyMatch(file -> file.endsWith("dev/rubato/lab/LeastSquares.class"));
    BundledSpec bundled = new BundledSpec("least-squares");
    assertThat(bundled.fingerprint(bundled.open())).isEqualTo(bundled.open().fingerprint());
  }

  @Test
  void aClassThatCannotBeATaskIsAnErrorThatSaysWhy() {
    assertThatThrownBy(() -> new ClassSpec("com.acme.Mine", null).open())
        .hasMessage("there is no class com.acme.Mine")
        .hasCauseInstanceOf(ClassNotFoundException.class);
    assertThatThrownBy(() -> new ClassSpec("com.acme.Mine", folder.toString()).open())
        .hasMessage("there is no class com.acme.Mine in " + folder);
    assertThatThrownBy(() -> new ClassSpec("a.B", folder + "/none.jar").open())
        .hasMessage("the class path names \"" + folder + "/none.jar\", which does not exist");
    assertThatThrownBy(() -> new ClassSpec("java.lang.Object", null).open())
        .hasMessage("java.lang.Object is not a dev.rubato.lab.Task");
    assertThatThrownBy(() -> new ClassSpec(Wanting.class.getName(), null).open())
        .hasMessageEndingWith("needs a public constructor without arguments, in a public class");
    assertThatThrownBy(() -> new ClassSpec(Breaking.class.getName(), null).open())
        .hasMessageContaining("can't be instantiated")
        .hasMessageContaining("no data here");
    assertThatThrownBy(() -> new ClassSpec(Endless.class.getName(), null).open())
        .hasMessageEndingWith("must have at least 1 step per epoch and 1 epoch");
  }

  @Test
  void whereNothingProvidesTasksItIsSaid() {
    assertThat(BundledSpec.unknown("digits", List.of()))
        .isEqualTo(
            "no task is called \"digits\": nothing on the class path provides tasks; add"
                + " rubato-tasks to it");
  }

  @Test
  void aCommandIsJudgedAsItsRecipeSays() {
    Task plain = new CommandSpec("run me", HORIZON, null, false, null, null).open();
    assertThat(plain.about()).isEqualTo(new ProgramTask("run me", HORIZON).about());
    Task.About about =
        new CommandSpec("run me", HORIZON, "accuracy", true, " f1-score>0.75 ", null)
            .open()
            .about();
    assertThat(about.judged()).isEqualTo(new Metric("accuracy", false));
    assertThat(about.target()).isEqualTo(new Metric("f1-score", false));
    assertThat(about.targetValue()).isEqualTo(0.75);
    assertThat(
            new CommandSpec("run me", HORIZON, null, false, "loss <= 1e-3", null)
                .open()
                .about()
                .target())
        .isEqualTo(new Metric("loss", true));
    assertThatThrownBy(
            () -> new CommandSpec("x", HORIZON, null, false, "accuracy = 1", null).open())
        .hasMessage(
            "target must be like 'accuracy >= 0.9' or 'validation-loss <= 0.3', was \"accuracy ="
                + " 1\"");
    assertThatThrownBy(
            () -> new CommandSpec("x", HORIZON, null, false, "accuracy > high", null).open())
        .hasMessage("target must end with a finite number, was \"accuracy > high\"");
    assertThatThrownBy(() -> new CommandSpec(" ", HORIZON, null, false, null, null).open())
        .hasMessage("a command must have at least 1 word, was blank");
  }
}
