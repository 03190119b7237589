package dev.rubato.lab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The right to write to a store, between real processes. */
@Timeout(120)
@SuppressWarnings("try") // a holder only has to be there
class StoreLockTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("lock");
  }

  /** Another process: takes the right and keeps it, tries to take it, or looks again and again. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path lock = Path.of(args[1]);
    switch (args[0]) {
      case "look" -> {
        System.out.println("looking");
        while (true) {
          String unused = StoreLock.of(lock);
        }
      }
      default -> {
        try (StoreLock holder = StoreLock.take(lock, "the other")) {
          System.out.println("taken");
          Thread.sleep(args[0].equals("keep") ? 60_000 : 0);
        } catch (StoreException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  private Process other(String what) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            StoreLockTest.class.getName(),
            what,
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The first line that another process says. */
  private static String says(Process process) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    return String.valueOf(out.readLine());
  }

  @Test
  void lookingWhoHoldsItAndTryingToTakeItTwiceDoNotFreeIt() throws IOException {
    try (StoreLock holder = StoreLock.take(file, "rubato compare")) {
      assertThat(StoreLock.of(file)).contains("rubato compare");
      assertThatThrownBy(() -> StoreLock.take(file, "again"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("rubato compare");
      assertThat(says(other("try")))
          .contains("process " + ProcessHandle.current().pid())
          .contains("rubato compare");
    }
    assertThat(StoreLock.of(file)).isEmpty();
    assertThat(says(other("try"))).isEqualTo("taken");
  }

  @Test
  void aSecondWayToTheSameFolderIsTheSameLock() throws IOException {
    Path link = folder.resolveSibling(folder.getFileName() + "-link");
    Files.createSymbolicLink(link, folder);
    try (StoreLock holder = StoreLock.take(file, "rubato compare")) {
      Path same = link.resolve("lock");
      assertThat(StoreLock.of(same)).contains("rubato compare");
      assertThatThrownBy(() -> StoreLock.take(same, "again")).isInstanceOf(StoreException.class);
      assertThat(says(other("try"))).contains("rubato compare");
    } finally {
      Files.delete(link);
    }
  }

  @Test
  void anotherProcessIsNamedUntilItIsKilled() throws Exception {
    Process process = other("keep");
    try {
      assertThat(says(process)).isEqualTo("taken");
      assertThat(StoreLock.of(file)).contains("process " + process.pid() + " (the other) since 2");
      assertThatThrownBy(() -> StoreLock.take(file, "this"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("process " + process.pid() + " (the other)");
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(file).isNotEmptyFile(); // it could not clean up
    assertThat(StoreLock.of(file)).isEmpty();
    StoreLock.take(file, "this").close();
  }

  @Test
  void thoseWhoOnlyLookAreNotInTheWayOfAWriter() throws Exception {
    Files.createFile(file);
    List<Process> looking = List.of(other("look"), other("look"));
    try {
      for (Process process : looking) {
        assertThat(says(process)).isEqualTo("looking");
      }
      for (int i = 0; i < 300; i++) {
        StoreLock.take(file, "this").close();
      }
    } finally {
      for (Process process : looking) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void aLongCommandIsCut() throws IOException {
    try (StoreLock holder = StoreLock.take(file, "ä".repeat(10_000))) {
      assertThat(StoreLock.of(file)).contains("…) since").hasSizeLessThan(400);
      assertThat(says(other("try"))).contains("…) since").doesNotContain("\ufffd");
    }
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void nobodyWaitsAtAPipeInThePlaceOfTheFile() throws Exception {
    new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
    assertThat(StoreLock.of(file)).isEmpty();
    assertThatThrownBy(() -> StoreLock.take(file, "this")).isInstanceOf(IOException.class);
  }
}
