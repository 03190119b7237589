package dev.rubato.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Runner;
import dev.rubato.lab.StudyListener;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.compare.Compare;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.find.RateFinder;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.spec.ClassSpec;
import dev.rubato.lab.spec.RunnerProvider;
import dev.rubato.lab.tune.Tune;
import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster of a master and two workers, whose processes are killed and paused. */
@Tag("long")
@Timeout(600)
@EnabledOnOs(OS.LINUX)
class StandaloneTest {
  static final List<Trial> TRIALS = Studies.trials(50, 1);

  @TempDir private static Path folder;
  private static StandaloneCluster cluster;
  private static String expected;

  @BeforeAll
  static void start() throws Exception {
    cluster = new StandaloneCluster(folder, 2);
    expected = here(TRIALS);
  }

  /** The results of this machine. */
  private static String here(List<Trial> trials) {
    try (Runner runner = new LocalRunner(1)) {
      Study study = new Study(new Valley(), runner, Ledger.NONE, List.of(), true);
      return Studies.bits(study.run("all", trials));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    SparkCluster.leave();
    cluster.close();
  }

  private interface Fault {
    void happens() throws Exception;
  }

  /** Lets something happen in the midst of the first trainings; notes all that is finished. */
  private static final class Disturbing implements StudyListener {
    private final Fault fault;
    private final AtomicBoolean happened = new AtomicBoolean();
    private final List<Trial> done = Collections.synchronizedList(new ArrayList<>());
    private volatile Exception failure;

    Disturbing(Fault fault) {
      this.fault = fault;
    }

    @Override
    public void steps(TrialEvent.Steps event) {
      if (event.from() > 300 && happened.compareAndSet(false, true)) {
        new Thread(
                () -> {
                  try {
                    fault.happens();
                  } catch (Exception e) {
                    failure = e;
                  }
                })
            .start();
      }
    }

    @Override
    public void ended(TrialEvent.Ended event) {
      done.add(event.result().trial());
    }
  }

  private static Runner runner(Class<?> task, List<String> told) {
    return RunnerProvider.find(
        cluster.address(),
        new ClassSpec(task.getName(), null),
        new RunnerProvider.Terms(cluster.options(), Duration.ofMillis(300)),
        told::add);
  }

  /** Runs a study during which something happens; its results must be this machine's. */
  private static String disturbed(Valley task, Fault fault) throws Exception {
    return disturbed(task, TRIALS, expected, fault);
  }

  private static String disturbed(Valley task, List<Trial> trials, String bits, Fault fault)
      throws Exception {
    Disturbing disturbing = new Disturbing(fault);
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    try (Runner runner = runner(task.getClass(), told)) {
      Study study = new Study(task, runner, Ledger.NONE, List.of(disturbing), true);
      assertThat(Studies.bits(study.run("all", trials))).isEqualTo(bits);
    }
    if (disturbing.failure != null) {
      throw disturbing.failure;
    }
    assertThat(disturbing.happened).as("it was disturbed").isTrue();
    assertThat(disturbing.done).doesNotHaveDuplicates().hasSize(trials.size());
    String all = String.join("\n", told);
    System.err.println("told:\n" + all);
    return all;
  }

  /** All results of a study and what it concludes, here and on the cluster. */
  private static void sameAsHere(Function<Study, Object> work) {
    List<String> texts = new ArrayList<>();
    for (boolean here : new boolean[] {true, false}) {
      List<TrialResult> ended = new ArrayList<>();
      TrialListener noting =
          new TrialListener() {
            @Override
            public void ended(TrialEvent.Ended event) {
              ended.add(event.result());
            }
          };
      try (Runner runner = here ? new LocalRunner(2) : runner(Valley.class, new ArrayList<>())) {
        Object outcome =
            work.apply(new Study(new Valley(), runner, Ledger.NONE, List.of(noting), true));
        ended.sort(Comparator.comparing(result -> result.trial().toString()));
        texts.add(outcome + "\n" + Studies.bits(ended));
      }
    }
    assertThat(texts.get(1)).isEqualTo(texts.get(0));
  }

  private static final Horizon SHORT = Horizon.ofEpochs(4, Valley.STEPS_PER_EPOCH);

  @Test
  void compareFindsTheSameAsHere() {
    List<Entrant> entrants =
        List.of("sgd: 0.05", "adam: linear(0.1 -> 0)", "sgd: cosine(0.1 -> 0)").stream()
            .map(text -> new Entrant(Notation.strategy(text)))
            .toList();
    Compare.Plan plan = new Compare.Plan(entrants, SHORT, 3, 1, 5);
    sameAsHere(study -> Compare.run(study, plan).advice());
  }

  @Test
  void findFindsTheSameAsHere() {
    Optimizer sgd = Notation.optimizer("sgd");
    sameAsHere(study -> RateFinder.find(study, sgd, SHORT, 8, 1).toString());
  }

  @Test
  void tuneFindsTheSameAsHere() {
    Tune.Plan plan =
        new Tune.Plan(
            List.of(Notation.strategy("sgd(momentum=?0.5..0.99): linear(?1e-3..1 -> 0)")),
            SHORT,
            20,
            3,
            1);
    sameAsHere(study -> Tune.run(study, plan).winner());
  }

  @Test
  void anExecutorKilledInMidTrainingCostsNoResult() throws Exception {
    String told =
        disturbed(
            new SlowValley(),
            () ->
                StandaloneCluster.executors(cluster.workers.get(0))
                    .forEach(ProcessHandle::destroyForcibly));
    assertThat(told)
        .containsPattern("executor \\d+ is gone: .* 137 \\(it was killed")
        .containsPattern("go(es)? on after step");
  }

  @Test
  void aWorkerKilledCostsNoResult() throws Exception {
    String told =
        disturbed(
            new SlowValley(),
            () -> {
              cluster.workers.remove(0).destroyForcibly().waitFor();
              cluster.startWorker();
            });
    assertThat(told).contains("is gone").containsPattern("go(es)? on after step");
  }

  @Test
  void anExecutorThatSleepsAndWakesAgainIsNotHeard() throws Exception {
    String told =
        disturbed(
            new SlowValley(),
            () -> {
              List<ProcessHandle> all = StandaloneCluster.executors(cluster.workers.get(0));
              for (ProcessHandle each : all) {
                StandaloneCluster.signal("STOP", each.pid());
              }
              StandaloneCluster.signal("STOP", cluster.workers.get(0).pid());
              Thread.sleep(35_000);
              StandaloneCluster.signal("CONT", cluster.workers.get(0).pid());
              for (ProcessHandle each : all) {
                StandaloneCluster.signal("CONT", each.pid());
              }
            });
    assertThat(told).contains("is gone");
  }

  @Test
  void aMasterThatIsStartedAgainIsFound() throws Exception {
    List<Trial> longer = Studies.trials(250, 1);
    String told =
        disturbed(
            new SlowValley(),
            longer,
            here(longer),
            () -> {
              cluster.killMaster();
              Thread.sleep(7_000); // longer than between two looks at it
              cluster.startMaster();
            });
    assertThat(told)
        .contains(cluster.address() + " does not answer")
        .contains(cluster.address() + " is back");
  }

  @Test
  void anExecutorThatRunsOutOfMemoryCostsNoResult() throws Exception {
    List<String> told = new ArrayList<>();
    try (Runner runner = runner(HungryValley.class, told)) {
      Study study = new Study(new Valley(), runner, Ledger.NONE, List.of(), true);
      assertThat(Studies.bits(study.run("all", TRIALS))).isEqualTo(expected);
    }
    assertThat(folder.resolve("mark")).exists();
    assertThat(String.join("\n", told)).contains("was lost");
  }

  @Test
  void aDriverKilledGoesOnWithWhatItStored() throws Exception {
    SparkCluster.leave(); // so that the other driver gets the cores
    Path results = folder.resolve("results");
    Path log = folder.resolve("driver.log");
    Process first = driver(results, log);
    for (int i = 0;
        i < 3000 && first.isAlive() && !Files.readString(log).contains("ENDED DONE");
        i++) {
      Thread.sleep(50);
    }
    first.destroyForcibly().waitFor();
    List<String> before = lines(log, "ENDED " + Status.DONE);
    assertThat(before).as(Files.readString(log)).isNotEmpty();
    assertThat(results).doesNotExist();

    driver(results, log).waitFor();
    assertThat(results).as(Files.readString(log)).hasContent(expected);
    assertThat(lines(log, "ENDED " + Status.DONE)).doesNotContainAnyElementsOf(before);
    assertThat(lines(log, "FOUND " + Status.DONE)).containsAll(before);
  }

  private static List<String> lines(Path log, String prefix) throws Exception {
    return Files.readAllLines(log).stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .toList();
  }

  private static Process driver(Path results, Path log) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(cluster.address(), folder.resolve("store").toString(), results.toString()));
    cluster.options().forEach((name, value) -> arguments.addAll(List.of(name, value)));
    return StandaloneCluster.driver(DriverMain.class, arguments, log);
  }
}
