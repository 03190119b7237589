package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands keep in a store, and what they say of one that is not theirs. */
@Timeout(300)
class KeptStudiesTest {
  private static final List<String> TRAIN =
      List.of("train", "sgd: 0.01", "--task=diabetes", "--steps=40");

  @TempDir private Path folder;
  private Path store;

  @BeforeEach
  void nameTheStore() {
    store = folder.resolve("store");
  }

  private Cli.Outcome run(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    all.addAll(List.of("--store", store.toString()));
    return Cli.run(all.toArray(new String[0]));
  }

  private Cli.Outcome studies(String... words) {
    return run(List.of("studies"), words);
  }

  @Test
  void aTrainingIsKeptAndNotRunAgain() throws Exception {
    String trained = run(TRAIN).succeeds().out();
    Cli.Outcome again = run(TRAIN).succeeds();
    assertThat(again.out()).isEqualTo(trained);
    assertThat(again.err()).contains("run before");
    assertThat(studies("show", "1").succeeds().out())
        .contains("rubato train 'sgd: 0.01' --task diabetes")
        .contains("state     done")
        .contains("1, 1 done")
        .contains("attempts  1\n");
    assertThat(studies("export", "1").json().path("trials")).hasSize(1);
    assertThat(studies("export", "1").json().path("kind").textValue()).isEqualTo("train");
  }

  @Test
  void aFindingIsKeptAndNotRunAgain() throws Exception {
    List<String> find =
        List.of("find", "--task=diabetes", "--optimizer=adam", "--budget=3", "--format=csv");
    String found = run(find).succeeds().out();
    Cli.Outcome again = run(find).succeeds();
    assertThat(again.out()).isEqualTo(found);
    assertThat(again.err()).contains("run before");
    assertThat(studies().succeeds().out())
        .contains("done")
        .containsPattern("\\b(\\d+) of \\1\\b")
        .contains("find");
    assertThat(studies("export", "1").json().path("kind").textValue()).isEqualTo("find");
  }

  @Test
  void showSaysWhatTheCommandSaidAndWhyTrialsEndedEarly() throws Exception {
    Path page = folder.resolve("page.html");
    List<String> compare =
        List.of("compare", "sgd: ?0.01..0.1", "adam: 0.05", "sgd: 1e30", "--task=diabetes");
    Cli.Outcome said =
        run(compare, "--steps=40", "--seeds=2", "--report", page.toString()).succeeds();
    assertThat(said.out()).contains("Can't tell: 2 seeds are too few");
    String shown = studies("show", "1").succeeds().out();
    assertThat(shown.lines()).containsSubsequence(said.rows());
    assertThat(shown)
        .contains("diverged: sgd: 1e30, seed 1: the gradient of ")
        .contains("diverged: sgd: 1e30, seed 2: the gradient of ");
    Path kept = folder.resolve("study.html");
    studies("report", "1", "--out", kept.toString()).succeeds();
    assertThat(Files.readString(kept))
        .contains("sgd: 1e30, seed 2: the gradient of ")
        .contains("t tell: 2 seeds are too few to tell strategies apart. adam: 0.05 came first");
    assertThat(Files.readString(page)).contains("sgd: 1e30, seed 2: the gradient of ");
  }

  @Test
  void aStoppedStudyIsRankedByMeansOverFreshSeedsAlone() throws Exception {
    List<String> compare = List.of("compare", "sgd: ?0.01..0.1", "adam: 0.05", "--task=diabetes");
    run(compare, "--steps=40", "--seeds=3", "--report", "" + folder.resolve("p")).succeeds();
    Path file = store.resolve("rubato.db");
    sql(file, "UPDATE study SET verdict = '', state = 'running'");
    sql(file, "UPDATE trial SET last = 0.001 WHERE seed > 1000000"); // lucky ones of the grid
    String shown = studies("show", "1").succeeds().out();
    assertThat(shown).contains("state     stopped");
    List<String> rows = shown.lines().filter(line -> line.contains("fresh seeds")).toList();
    assertThat(rows).hasSize(2).allMatch(row -> row.matches(" *[0-9.]+ .* 3 +40 +fresh seeds .*"));
    assertThat(shown).doesNotContain("0.0010");
  }

  @Test
  void resumeGoesOnWithWhatIsThereAndIsAnErrorOtherwise() {
    Cli.Outcome nothing = run(TRAIN, "--resume");
    assertThat(nothing.status()).isEqualTo(2);
    assertThat(nothing.err()).contains("there is no such study in " + store);
    assertThat(store).doesNotExist();
    run(TRAIN).succeeds();
    assertThat(run(TRAIN, "--resume").succeeds().err()).contains("run before");
    Cli.Outcome other = run(TRAIN, "--seed=2", "--resume");
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("there is no such study");
    assertThat(studies().out().lines()).hasSize(3);
  }

  @Test
  void resumeOfSeveralTasksGoesOnWithThoseThatWereNotBegun() {
    List<String> compare =
        List.of("compare", "0.01", "--seeds=1", "--steps=20", "--report", "" + folder.resolve("p"));
    run(compare, "--task=diabetes").succeeds();
    run(compare, "--task=diabetes,convex", "--resume").succeeds();
    assertThat(studies().out()).contains("--task diabetes").contains("--task convex");
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "short", "foreign", "newer", "negative", "malformed"})
  void aBrokenStoreIsAClearErrorOfEveryCommand(String how) throws Exception {
    run(TRAIN).succeeds();
    Path file = store.resolve("rubato.db");
    byte[] whole = Files.readAllBytes(file);
    switch (how) {
      case "random" -> Files.writeString(file, "\u0007 no data base ".repeat(999));
      case "short" -> Files.write(file, java.util.Arrays.copyOf(whole, 5000));
      case "foreign" -> {
        Files.delete(file);
        sql(file, "CREATE TABLE bookmark (address TEXT)");
      }
      case "newer" -> sql(file, "PRAGMA user_version = 7");
      case "negative" -> sql(file, "UPDATE trial SET made = -1");
      default -> sql(file, "UPDATE trial SET test = '{{{'");
    }
    for (List<String> command :
        List.of(
            TRAIN,
            List.of("studies", "show", "1"),
            List.of("studies", "export", "1"),
            List.of("studies", "export", "1", "--format=csv"),
            List.of("studies", "report", "1", "--out", "" + folder.resolve("page.html")))) {
      Cli.Outcome outcome = run(command);
      assertThat(outcome.status()).as("%s: %s", command, outcome).isEqualTo(1);
      assertThat(outcome.err()).contains("--store").doesNotContain("\tat ");
      assertThat(outcome.err().strip())
          .endsWith(
              switch (how) {
                case "newer" -> "use a newer Rubato, or another store with --store";
                case "foreign" -> "is another program's database: use another store with --store";
                case "negative", "malformed" ->
                    "; delete its study with rubato studies delete, or use another store with"
                        + " --store";
                default -> ": replace it with a copy, or use another store with --store";
              });
      assertThat(outcome.out().lines().skip(8)).as("nothing made up").isEmpty();
    }
  }

  private static void sql(Path file, String statement) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement update = connection.createStatement()) {
      update.execute(statement);
    }
  }

  @Test
  void aProgramThatDiesIsAFailedTrialWithItsReasonAndTheOthersGoOn() {
    String program =
        "if [ $RUBATO_SEED = 2 ]; then kill -9 $$; fi;"
            + " echo '{\"step\": 5, \"loss\": 1, \"validation-loss\": 0.'$RUBATO_SEED'}'";
    List<String> compare =
        List.of("compare", "0.1", "0.2", "--seeds=3", "--steps=5", "--command", program);
    Cli.Outcome outcome = run(compare, "--report", "" + folder.resolve("page.html"));
    assertThat(outcome.status()).as("neither strategy can be judged").isEqualTo(1);
    assertThat(outcome.err())
        .contains("2 trials failed, the first: 0.1, seed 2: it was terminated by signal 9");
    assertThat(studies("show", "1").succeeds().out())
        .contains("state     failed")
        .contains("4 done")
        .contains("2 failed")
        .contains("after step 0 of 5.\n")
        .contains("failed: 0.2, seed 2: it was terminated by signal 9");
    assertThat(studies("export", "1", "--format=csv").succeeds().out().lines())
        .filteredOn(line -> line.contains(",failed,"))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("it was terminated by signal 9"));
  }

  @Test
  void aStudyMostOfWhoseTrialsFailIsGivenUp() {
    String eachInItsOwnWay = "echo $RUBATO_SEED | tr 0-9 a-j >&2; exit 3";
    List<String> compare =
        List.of(
            "compare", "0.1", "--seeds=30", "--steps=5", "--jobs=1", "--command", eachInItsOwnWay);
    Cli.Outcome outcome = run(compare, "--report", "" + folder.resolve("page.html"));
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("10 trials failed").contains("exited with status 3");
    assertThat(studies().succeeds().out()).contains("failed").contains("10 of 30");
    assertThat(studies("show", "1").succeeds().out())
        .contains("state     failed")
        .contains("30, 10 failed, 20 cancelled");
  }

  @Test
  void aStudyWhoseFirstTrialsFailInTheSameWayIsKeptAsFailed() {
    run(List.of("compare", "0.1", "--seeds=30", "--steps=5", "--jobs=1", "--command", "exit 3"));
    assertThat(studies("show", "1").succeeds().out())
        .contains("state     failed")
        .contains("30, 3 failed, 27 cancelled");
  }

  @Test
  void withoutAStoreNothingIsKeptAndNothingFound() {
    List<String> train = List.of("train", "sgd: 0.01", "--task=diabetes", "--steps=20");
    for (int i = 0; i < 2; i++) {
      Cli.Outcome outcome = Cli.run(train.toArray(new String[0])).succeeds(); // adds --no-store
      assertThat(outcome.err()).doesNotContain("run before");
    }
    Cli.Outcome both = run(train, "--no-store");
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err()).contains("--no-store can't be used with --store");
    assertThat(store).doesNotExist();
  }

  @Test
  void aDeletedStudyIsGoneAndTheOthersStay() {
    run(TRAIN).succeeds();
    run(TRAIN, "--seed=2").succeeds();
    assertThat(studies("delete", "1").succeeds().err()).contains("deleted study 1 with 1 trial");
    assertThat(studies("show", "1").status()).isEqualTo(2);
    assertThat(studies("delete", "1").status()).isEqualTo(2);
    assertThat(studies().succeeds().out()).contains("--seed 2").doesNotContain("--seed 1");
    assertThat(run(TRAIN).succeeds().err()).doesNotContain("run before");
  }

  @Test
  void aFileInThePlaceOfTheStoreIsAClearError() throws Exception {
    Files.writeString(store, "mine");
    Cli.Outcome trained = run(TRAIN);
    assertThat(trained.status()).isEqualTo(1);
    assertThat(trained.err()).contains("it is a file, but must be a folder").contains("--store");
    assertThat(studies().status()).isEqualTo(1);
    assertThat(studies().err())
        .contains("there is no store in " + store + ": compare, tune, find and train create one");
    assertThat(store).hasContent("mine");
    Files.delete(store);
    Files.createDirectories(store.resolve("rubato.db"));
    for (Cli.Outcome outcome : List.of(run(TRAIN), studies())) {
      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.err()).contains(store.toString()).doesNotContain("\tat ");
    }
  }

  @Test
  void whatAStoreSaysMovesNoCursor() throws Exception {
    run(List.of("train", "sgd: 1e30", "--task=diabetes", "--steps=40"));
    sql(
        store.resolve("rubato.db"),
        "UPDATE trial SET reason = char(27) || '[2J', state = 'failed', machine = char(27)");
    sql(store.resolve("rubato.db"), "UPDATE study SET state = char(27), began = char(155)");
    String shown = studies("show", "1").succeeds().out() + studies().succeeds().out();
    assertThat(shown).contains("[2J").doesNotContain("\u001b").doesNotContain("\u009b");
  }
}
