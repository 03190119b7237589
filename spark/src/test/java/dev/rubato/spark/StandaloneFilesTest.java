package dev.rubato.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.Runner;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.program.PythonHelper;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.spec.ClassSpec;
import dev.rubato.lab.spec.CommandSpec;
import dev.rubato.lab.spec.RunnerProvider;
import dev.rubato.lab.spec.TaskSpec;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StoreException;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What travels to the executors of a real cluster, which run in folders of their own. */
@Tag("long")
@Timeout(600)
@EnabledOnOs(OS.LINUX)
class StandaloneFilesTest {
  private static final Horizon HORIZON = Horizon.ofSteps(60);

  private static final String SERVING =
      """
      import os, random
      import rubato
      for trial in rubato.trials():
          with open("%s", "a") as runs:
              runs.write("%%s %%d %%s\\n" %% (os.environ["RUBATO_PROTOCOL"], os.getpid(), os.getcwd()))
          w = random.random()
          for step in trial.steps():
              w -= trial.lr * 2 * w
              trial.step(None, w * w)
              if trial.evaluates:
                  trial.report(validation_loss=w * w)
      """;

  private static final String OWN =
      """
      package own;
      import java.nio.file.*;
      public final class OwnTask extends dev.rubato.spark.Valley {
        private final long number;
        public OwnTask() throws Exception {
          number = Long.parseLong(Files.readString(Path.of("%s")).strip());
        }
        @Override public dev.rubato.lab.Training start(
            dev.rubato.strategy.Strategy strategy, dev.rubato.schedule.Horizon horizon, long seed) {
          return super.start(strategy, horizon, seed + number);
        }
      }
      """;

  @TempDir private static Path folder;
  private static StandaloneCluster cluster;

  /** Below the folder in which these tests run. */
  private Path program;

  @BeforeAll
  static void start() throws Exception {
    cluster = new StandaloneCluster(folder, 2);
  }

  @AfterAll
  static void stop() throws Exception {
    SparkCluster.leave();
    cluster.close();
  }

  private void program(String name) throws IOException {
    program =
        Path.of("target", "programs", name); // relative: as people name files below their folder
    Files.createDirectories(program);
    program.toFile().deleteOnExit();
  }

  private Path write(String name, String text) throws IOException {
    Path file = Files.writeString(program.resolve(name), text);
    file.toFile().deleteOnExit();
    return file;
  }

  private static List<Trial> trials() {
    List<Trial> trials = new ArrayList<>();
    for (String text : List.of("0.1", "cosine(0.2 -> 0)", "plateau(0.3, patience=1)")) {
      for (long seed = 1; seed <= 2; seed++) {
        trials.add(new Trial(Notation.strategy(text), HORIZON, seed));
      }
    }
    return trials;
  }

  /** The same study here and there; gives what was told. */
  private static String sameAsHere(TaskSpec spec, List<String> files) {
    List<String> told = new ArrayList<>();
    String here;
    try (Runner runner = new LocalRunner(2)) {
      here = bits(spec.open(), runner);
    }
    String there;
    try (Runner runner = runner(spec, files, told)) {
      there = bits(spec.open(), runner);
    }
    assertThat(there).isEqualTo(here).contains("DONE").doesNotContain("FAILED");
    return String.join("\n", told);
  }

  private static Runner runner(TaskSpec spec, List<String> files, List<String> told) {
    RunnerProvider.Terms terms =
        new RunnerProvider.Terms(cluster.options(), files, null, Duration.ofSeconds(5));
    return RunnerProvider.find(cluster.address(), spec, terms, told::add);
  }

  private static String bits(Task task, Runner runner) {
    Study study = new Study(task, runner, Ledger.NONE, List.of(), true);
    List<TrialResult> results = new ArrayList<>(study.run("one", trials().subList(0, 2)));
    results.addAll(study.run("all", trials()));
    return Studies.bits(results);
  }

  private static CommandSpec command(String text) {
    return new CommandSpec(text, HORIZON, null, false, null, null);
  }

  @Test
  void aProgramIsSentWithItsFilesAndGivesTheSameBits() throws IOException {
    program("page");
    Matcher code =
        Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../docs/protocol.md")));
    assertThat(code.find()).isTrue();
    Path train = write("train.py", code.group(1));
    String told = sameAsHere(command("python3 " + train), List.of());
    assertThat(told).contains("sends 1 file to each executor").contains(train.toString());
  }

  @Test
  void aProgramThatServesIsKeptOpenFromOnePieceToTheNext() throws IOException {
    program("serving");
    Path runs = folder.resolve("runs");
    write("rubato.py", PythonHelper.text());
    Path train = write("train.py", SERVING.formatted(runs));
    String told = sameAsHere(command("python3 " + train), List.of());
    assertThat(told).contains("sends 2 files to each executor");
    List<String> there =
        Files.readAllLines(runs).stream()
            .filter(line -> line.contains(folder.resolve("work").toString()))
            .toList();
    assertThat(there).as("trials of the cluster").hasSize(6);
    assertThat(there.stream().filter(line -> line.startsWith("2 ")).count())
        .as("of a process that serves many")
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  void filesThatAProgramDoesNotNameAreSentWhenAskedFor() throws IOException {
    program("asked");
    write("start.txt", "3\n");
    Path train =
        write(
            "train.sh",
            """
            #!/bin/sh
            set -e
            read w <"$(dirname "$0")/$(echo start).txt"
            exec awk -F, -v w="$w" 'NR == 1 { next } {
              printf "{\\"step\\": %d, \\"loss\\": %.6f}\\n", NR - 1, w * w; w -= $2 * 2 * w }
              END { printf "{\\"step\\": %d, \\"validation-loss\\": %.6f}\\n", NR - 1, w * w }' "$RUBATO_RATES"
            """);
    assertThat(train.toFile().setExecutable(true)).isTrue();
    CommandSpec spec = command("./" + train);
    Trial trial = trials().get(0);
    for (List<String> files : List.of(List.<String>of(), List.of(program + "/start.txt"))) {
      try (Runner runner = runner(spec, files, new ArrayList<>())) {
        Study study = new Study(spec.open(), runner, Ledger.NONE, List.of(), true);
        TrialResult result = study.run("all", List.of(trial)).get(0);
        assertThat(result.reason()).contains(files.isEmpty() ? "start.txt" : "");
        assertThat(result.status())
            .isEqualTo(files.isEmpty() ? TrialResult.Status.FAILED : TrialResult.Status.DONE);
      }
    }
  }

  @Test
  void snapshotsGoByAFolderThatIsEmptyAgainAtTheEnd() throws IOException {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Map<String, String> options = new HashMap<>(cluster.options());
    options.put(SparkRunners.EXCHANGED_FROM, "0");
    RunnerProvider.Terms terms =
        new RunnerProvider.Terms(options, List.of(), shared.toString(), Duration.ofMillis(100));
    List<Trial> trials = Studies.trials(4, 1);
    String here;
    try (Runner runner = new LocalRunner(2)) {
      here = Studies.bits(Studies.rungs(new Valley(), runner, trials, TrialListener.NONE));
    }
    ClassSpec spec = new ClassSpec(Valley.class.getName(), null);
    List<String> told = new ArrayList<>();
    AtomicLong most = new AtomicLong();
    TrialListener looking =
        new TrialListener() {
          @Override
          public void paused(TrialEvent.Paused event) {
            try (Stream<Path> all = Files.walk(shared)) {
              most.set(Math.max(most.get(), all.filter(Files::isRegularFile).count()));
            } catch (IOException | UncheckedIOException e) {
              // one was just deleted
            }
          }
        };
    try (Runner runner = RunnerProvider.find(cluster.address(), spec, terms, told::add)) {
      assertThat(Studies.bits(Studies.rungs(new Valley(), runner, trials, looking)))
          .isEqualTo(here);
    }
    assertThat(most.get()).as("files at once").isGreaterThan(3);
    assertThat(shared).isEmptyDirectory();
  }

  /** The steps of running trainings, as a reader of the store such as the page sees them. */
  private static int stepsSeen(Path store) {
    if (!Store.exists(store)) {
      return 0;
    }
    try (Store read = Store.read(store)) {
      return read.studies().stream()
          .filter(study -> study.state().equals("running"))
          .flatMap(study -> read.trials(study.id(), true).stream())
          .filter(trial -> trial.state().equals("running"))
          .mapToInt(trial -> trial.result().losses().length)
          .sum();
    } catch (StoreException e) {
      return 0; // it is just being made
    }
  }

  @Test
  void theClusterOfSparkSubmitIsUsedAndTheStoreShowsItLive() throws Exception {
    SparkCluster.leave(); // so that the other driver gets the cores
    Path results = folder.resolve("submitted");
    Path log = folder.resolve("submit.log");
    Path store = folder.resolve("store");
    Process driver =
        cluster.submit(DriverMain.class, List.of("spark", store + "", results + ""), log);
    int most = 0;
    while (driver.isAlive()) {
      most = Math.max(most, stepsSeen(store));
      Thread.sleep(200);
    }
    assertThat(most).as("steps that the page could show while the trainings ran").isPositive();
    int status = driver.waitFor();
    assertThat(status).as(Files.readString(log)).isZero();
    String here;
    try (Runner runner = new LocalRunner(1)) {
      Study study = new Study(new Valley(), runner, Ledger.NONE, List.of(), true);
      here = Studies.bits(study.run("all", StandaloneTest.TRIALS));
    }
    assertThat(results).hasContent(here);
    assertThat(Files.readString(log)).contains("Spark 4").contains(cluster.address());
  }

  @Test
  void aClassOfOnesOwnIsSentWithItsData() throws IOException {
    program("own");
    Path data = write("number.txt", "17\n");
    Path source = folder.resolve("OwnTask.java");
    Files.writeString(source, OWN.formatted(data));
    Path classes = folder.resolve("classes");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(status).isZero();
    String told =
        sameAsHere(new ClassSpec("own.OwnTask", classes.toString()), List.of(program.toString()));
    assertThat(told).contains(data.toString());
  }

  @Test
  void whatCannotBeSentIsRefusedBeforeAnythingRuns() throws IOException {
    program("refused");
    ClassSpec spec = new ClassSpec(Valley.class.getName(), null);
    assertThatThrownBy(() -> runner(spec, List.of(folder + ""), new ArrayList<>()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--files sends what is below this folder");
    assertThatThrownBy(() -> runner(spec, List.of("target/nothing"), new ArrayList<>()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no file \"target/nothing\"");
  }

  @Test
  void aFileThatIsNotBelowTheFolderMustBeOnEachMachine() throws IOException {
    Path away = Files.writeString(folder.resolve("away.py"), "print(1)\n");
    List<String> told = new ArrayList<>();
    try (Runner runner = runner(command("python3 " + away), List.of(), told)) {
      assertThat(runner).isNotNull();
    }
    assertThat(String.join("\n", told)).contains("must be on each machine").contains("away.py");
  }
}
