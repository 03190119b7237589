package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full in mid-study: that is said, and nothing is lost once there is room. */
@Timeout(600)
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
  private static final String[] COMPARE = {
    "compare",
    "--task=diabetes",
    "sgd: ?0.003..0.3",
    "adam: cosine(?0.0005..0.05 -> 0)",
    "--seeds=5",
    "--steps=160",
    "--report=page.html"
  };
  private static final String[] TUNE = {
    "tune", "--task=diabetes", "sgd: cosine(? -> 0)", "adam: ?", "--budget=20", "--seeds=3"
  };

  @TempDir private Path folder;

  /** A small file system; only root can have one. */
  private record SmallDisk(Path path) implements AutoCloseable {
    static SmallDisk mount(Path path, String size) throws IOException {
      Files.createDirectories(path);
      String refused = command("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", "" + path);
      assumeTrue(refused.isEmpty(), "no small file system can be mounted here: " + refused);
      return new SmallDisk(path);
    }

    void resize(String size) throws IOException {
      assertThat(command("mount", "-o", "remount,size=" + size, "" + path)).isEmpty();
    }

    /** What a command complains of, or nothing. */
    private static String command(String... words) throws IOException {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.onExit().join().exitValue();
      return status == 0 ? "" : "status " + status + ", " + said;
    }

    @Override
    public void close() throws IOException {
      assertThat(command("umount", "" + path)).isEmpty();
    }
  }

  /** Runs a study on disks that are full at several moments, and again once there is room. */
  private void survives(String[] command, String... sizes) throws Exception {
    Path whole = folder.resolve("whole");
    Cli.Outcome expected = StudyProcess.run(whole, command).succeeds();
    List<String> exports = StudyProcess.exported(whole.resolve(".rubato"), 1);
    for (String size : sizes) {
      Path place = folder.resolve("full-" + size);
      try (SmallDisk disk = SmallDisk.mount(place.resolve(".rubato"), size)) {
        Cli.Outcome full = StudyProcess.run(place, command);
        String last = full.err().lines().reduce((before, line) -> line).orElse("");
        System.out.printf("%s on %s: %s%n", command[0], size, last);
        assertThat(full.status()).as(full.err()).isEqualTo(1);
        assertThat(last).contains("disk is full").contains("same command again");
        assertThat(full.err()).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(full.out()).isEmpty();
        // and no better as long as nothing changes
        assertThat(StudyProcess.run(place, command).status()).isEqualTo(1);
        assertThat(StudyProcess.run(place, "studies").err()).doesNotContain("\tat ");
        disk.resize("64m");
        Cli.Outcome again = StudyProcess.run(place, command).succeeds();
        assertThat(again.out()).isEqualTo(expected.out());
        assertThat(StudyProcess.exported(disk.path(), 1)).isEqualTo(exports);
      }
    }
  }

  @Test
  void aFullDiskUnderTheRatesOfProgramsIsToldAndLosesNothing() throws Exception {
    String[] command = {
      "compare",
      "0.1",
      "0.2",
      "sgd: cosine(0.3 -> 0)",
      "--command",
      "echo '{\"step\": '$RUBATO_STEPS', \"loss\": 1, \"validation-loss\": 0.'$RUBATO_SEED'}'",
      "--steps=5000",
      "--seeds=2",
      "--report=page.html"
    };
    Path whole = folder.resolve("whole");
    Cli.Outcome expected = StudyProcess.run(whole, command).succeeds();
    Path place = folder.resolve("full");
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("temporary"), "48k")) {
      Cli.Outcome full;
      try (StudyProcess process = StudyProcess.start(place, disk.path(), command)) {
        full = process.end();
      }
      assertThat(full.status()).as(full.err()).isEqualTo(1);
      assertThat(full.err())
          .contains("trials failed, the first: ")
          .contains("the disk is full, so its rates can't be written to " + disk.path())
          .contains("same command again")
          .doesNotContain("\tat ");
      disk.resize("64m");
      try (StudyProcess process = StudyProcess.start(place, disk.path(), command)) {
        assertThat(process.end().succeeds().out()).isEqualTo(expected.out());
      }
    }
    assertThat(StudyProcess.exported(place.resolve(".rubato"), 1))
        .isEqualTo(StudyProcess.exported(whole.resolve(".rubato"), 1));
  }

  @Test
  void aStoreOnAReadOnlyFileSystemIsReadAndNotWritten() throws Exception {
    Path place = folder.resolve("place");
    String[] train = {"train", "sgd: 0.01", "--task=diabetes", "--steps=20"};
    try (SmallDisk disk = SmallDisk.mount(place.resolve(".rubato"), "8m")) {
      String store = disk.path().toString();
      Cli.run(kept(store, train)).succeeds();
      List<String> exports = StudyProcess.exported(disk.path(), 1);
      assertThat(SmallDisk.command("mount", "-o", "remount,ro", "" + disk.path())).isEmpty();
      assertThat(StudyProcess.exported(disk.path(), 1)).isEqualTo(exports);
      assertThat(Cli.run("studies", "show", "1", "--store", store).succeeds().out())
          .contains("1, 1 done");
      Cli.Outcome written = Cli.run(kept(store, train));
      assertThat(written.status()).isEqualTo(1);
      assertThat(written.err())
          .contains("the store " + store + " can't be opened")
          .contains("Read-only file system")
          .doesNotContain("\tat ");
    }
  }

  private static String[] kept(String store, String... command) {
    return Stream.concat(Stream.of(command), Stream.of("--store", store)).toArray(String[]::new);
  }

  @Test
  @Tag("long")
  void aDiskThatIsFullAtAnyMomentLosesNothing() throws Exception {
    survives(COMPARE, "4k", "40k", "180k", "256k", "400k");
  }

  @Test
  @Tag("long")
  void aTuningOnAFullDiskLosesNothing() throws Exception {
    survives(TUNE, "200k", "300k");
  }
}
