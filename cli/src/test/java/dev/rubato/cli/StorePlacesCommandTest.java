package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command beside a store that is in the way, is taken away, or was put there by somebody. */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class StorePlacesCommandTest {
  private static final String[] TRAIN = {"train", "sgd: 0.01", "--task=diabetes", "--steps=20"};

  @TempDir private Path folder;

  private static Cli.Outcome train(Path store, String... more) {
    List<String> words = new ArrayList<>(List.of(TRAIN));
    words.addAll(List.of("--store", store.toString()));
    words.addAll(List.of(more));
    return Cli.run(words.toArray(new String[0]));
  }

  @Test
  void noResultIsWrittenInThePlaceOfAStore() throws IOException {
    Path store = folder.resolve("store");
    train(store).succeeds();
    byte[] before = Files.readAllBytes(store.resolve("rubato.db"));
    Path link = Files.createSymbolicLink(folder.resolve("page"), store.resolve("rubato.db"));
    for (Path target :
        List.of(
            store.resolve("rubato.db"),
            store.resolve("rubato.db-wal"),
            store.resolve("lock"),
            link)) {
      for (List<String> command :
          List.of(
              List.of("compare", "0.1", "--task=diabetes", "--steps=20", "--report"),
              List.of("find", "--task=diabetes", "--out"),
              List.of("studies", "export", "1", "--out"),
              List.of("studies", "report", "1", "--out"),
              List.of("curve", "0.1", "--steps=9", "--out"))) {
        List<String> words = new ArrayList<>(command);
        words.add(target.toString());
        if (!command.get(0).equals("curve")) {
          words.addAll(List.of("--store", store.toString()));
        }
        Cli.Outcome outcome = Cli.run(words.toArray(new String[0]));
        assertThat(outcome.status()).as("%s", words).isEqualTo(2);
        assertThat(outcome.err())
            .contains("cannot write " + target + ": it is a part of a store; choose another path");
      }
    }
    assertThat(store.resolve("rubato.db")).hasBinaryContent(before);
  }

  @Test
  @Tag("long")
  void aStudyWhoseStoreIsDeletedEndsWithItsResultsAndSaysWhereTheyAre() throws Exception {
    String[] command = {
      "compare",
      "--task=diabetes",
      "0.01",
      "0.02",
      "--seeds=8",
      "--steps=800",
      "--jobs=1",
      "--report=page.html"
    };
    Path whole = folder.resolve("whole");
    String expected = StudyProcess.run(whole, command).succeeds().out();
    Path place = folder.resolve("place");
    try (StudyProcess process = StudyProcess.start(place, command)) {
      process.hears(" of 16");
      try (Stream<Path> files = Files.walk(place.resolve(".rubato"))) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
      Cli.Outcome outcome = process.end();
      assertThat(outcome.status()).as(outcome.err()).isEqualTo(1);
      assertThat(outcome.out()).isEqualTo(expected);
      assertThat(outcome.err())
          .containsOnlyOnce(
              "rubato: the store .rubato was deleted or replaced while it was being written; what it"
                  + " held is now in .rubato-kept; --store names it")
          .doesNotContain("\tat ");
    }
    assertThat(place.resolve("page.html")).exists();
    assertThat(place.resolve(".rubato")).doesNotExist();
    assertThat(StudyProcess.exported(place.resolve(".rubato-kept"), 1))
        .isEqualTo(StudyProcess.exported(whole.resolve(".rubato"), 1));
  }

  private Cli.Outcome shell(String script, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
    command.addAll(ProcessTest.rubato(args));
    Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Cli.Outcome(process.waitFor(), out, err);
  }

  @Test
  void underUmask000NotEverybodyWritesIntoTheStoreAndAnOpenOneIsToldOf() throws Exception {
    Cli.Outcome outcome = shell("umask 000; exec \"$@\"", TRAIN).succeeds();
    assertThat(outcome.err()).doesNotContain("everybody");
    Path store = folder.resolve(".rubato");
    try (Stream<Path> files = Files.walk(store)) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as("%s", file)
            .isEqualTo(Files.isDirectory(file) ? "rwxrwxr-x" : "rw-rw-r--");
      }
    }
    Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(train(store, "--quiet").succeeds().err())
        .isEqualTo(
            "rubato: everybody may change what is in %s: chmod -R go-w %s\n"
                .formatted(store, store));
  }

  @Test
  void aLinkInThePlaceOfTheUsualStoreIsFollowedOnlyIfItIsNamed() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path project = Files.createDirectory(folder.resolve("project"));
    Files.createSymbolicLink(project.resolve(".rubato"), elsewhere);
    Cli.Outcome outcome = StudyProcess.run(project, TRAIN);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("rubato: .rubato is a symbolic link")
        .contains("say --store .rubato");
    assertThat(elsewhere).isEmptyDirectory();
    train(project.resolve(".rubato")).succeeds();
    assertThat(elsewhere.resolve("rubato.db")).exists();
  }

  @Test
  void aLinkInThePlaceOfTheLockIsToldOfAndItsTargetStays() throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Path store = Files.createDirectories(folder.resolve("project/.rubato"));
    Files.createSymbolicLink(store.resolve("lock"), victim);
    Cli.Outcome outcome = train(store);
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("the store " + store + " can't be opened: ")
        .contains(".rubato/lock is a symbolic link, where Rubato has a file of its own; delete it")
        .doesNotContain("\tat ");
    assertThat(victim).hasContent("mine");
  }
}
