package dev.rubato.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rubato.lab.program.ProgramTask;
import dev.rubato.lab.store.Store;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What killed processes leave in the system's folder for temporary files. */
@Timeout(120)
class TemporaryFolderTest {
  @TempDir private Path folder;
  private Path temporary = Path.of("");

  @BeforeEach
  void onlyWhereThereIsAShell() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
    temporary = Files.createDirectory(folder.resolve("tmp"));
  }

  /** Opens a store, and runs a trial of a command. */
  static final class Rubato {
    private Rubato() {}

    public static void main(String[] args) {
      Store.open(Path.of(args[0]), "test").close();
      Horizon horizon = Horizon.ofSteps(1);
      new ProgramTask(args[1], horizon)
          .run(new Trial(Notation.strategy("sgd: 0.1"), horizon, 1), TrialListener.NONE);
    }
  }

  private Process rubato(String name, String command) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Rubato.class.getName(),
            folder.resolve("store-" + name).toString(),
            command)
        .inheritIO()
        .start();
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> all = Files.list(temporary)) {
      return all.filter(each -> !each.getFileName().toString().startsWith("hsperfdata")).toList();
    }
  }

  private void awaits(String file, Process process) throws Exception {
    while (!Files.exists(folder.resolve(file)) || Files.size(folder.resolve(file)) == 0) {
      assertThat(process.isAlive()).isTrue();
      Thread.sleep(20);
    }
  }

  @Test
  void whatAKilledProcessLeftGoesAtTheNextStartWithItsProgram() throws Exception {
    String waits = "touch $RUBATO_FOLDER/mine; echo $$ > " + folder + "/%s; exec sleep 1000";
    Process killed = rubato("killed", waits.formatted("killed"));
    Process alive = rubato("alive", waits.formatted("alive"));
    try {
      awaits("killed", killed);
      awaits("alive", alive);
      assertThat(left()).as("SQLite's library is gone already").hasSize(2);
      killed.destroyForcibly().waitFor();
      assertThat(isRunning("killed")).isTrue();
      assertThat(left()).hasSize(2);
      assertThat(rubato("next", "true").waitFor()).isZero();
      assertThat(left()).as("that of the living stays").hasSize(1);
      assertThat(left().get(0).resolve("work/mine")).exists();
      assertThat(isRunning("alive")).isTrue();
      assumeTrue(Files.isDirectory(Path.of("/proc")), "elsewhere its program is not found");
      assertThat(isRunning("killed")).isFalse();
      alive.destroy();
      alive.waitFor();
      assertThat(left()).isEmpty();
    } finally {
      killed.destroyForcibly();
      alive.destroyForcibly();
    }
  }

  /** Whether a program runs; one that nobody asked after when it ended does not. */
  private boolean isRunning(String file) throws IOException {
    String pid = Files.readString(folder.resolve(file)).strip();
    Path stat = Path.of("/proc", pid, "stat");
    boolean defunct = Files.exists(stat) && Files.readString(stat).contains(") Z ");
    return !defunct
        && ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
  }

  private TemporaryFolder make() throws IOException {
    Path fresh = Files.createDirectories(temporary.resolve("parent"));
    return TemporaryFolder.make(fresh, "rubato-x-", dead -> {});
  }

  @Test
  void onlyWhatIsKnownToBeDeadGoes() throws Exception {
    Path parent = Files.createDirectories(temporary.resolve("parent"));
    Path others = Files.createDirectories(parent.resolve("rubato-x-without-a-lock"));
    Files.createFile(others.resolve("precious"));
    Files.setLastModifiedTime(others, FileTime.fromMillis(0));
    Path empty = Files.createDirectories(parent.resolve("rubato-x-new-and-empty"));
    Path old = Files.createDirectories(parent.resolve("rubato-x-old-and-empty"));
    Files.setLastModifiedTime(old, FileTime.fromMillis(0));
    Path target = Files.createDirectories(folder.resolve("target"));
    Files.createFile(target.resolve("lock"));
    Path link = Files.createSymbolicLink(parent.resolve("rubato-x-link"), target);
    Path linked = Files.createDirectories(parent.resolve("rubato-x-linked-lock"));
    Files.createSymbolicLink(linked.resolve("lock"), target.resolve("lock"));
    Path dead = Files.createDirectories(parent.resolve("rubato-x-dead"));
    Files.createFile(dead.resolve("lock"));
    Files.createDirectories(dead.resolve("deep/er"));
    Files.createSymbolicLink(dead.resolve("link"), target);
    Path file = Files.createFile(parent.resolve("rubato-x-file"));
    try (TemporaryFolder mine = make();
        TemporaryFolder second = make()) {
      assertThat(mine.path()).isDirectory();
      assertThat(second.path()).isDirectory().isNotEqualTo(mine.path());
      assertThat(dead).doesNotExist();
      assertThat(old).doesNotExist();
      assertThat(
              List.of(
                  others.resolve("precious"), empty, link, linked, file, target.resolve("lock")))
          .allSatisfy(each -> assertThat(each).exists());
    }
    try (Stream<Path> all = Files.list(parent)) {
      assertThat(all).containsExactlyInAnyOrder(others, empty, link, linked, file);
    }
  }
}
