package dev.rubato.lab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores in folders with odd names, with something else in a file's place, and deleted ones. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class StorePlacesTest {
  private static final SteppedTask TASK = new LeastSquares();
  private static final List<Trial> TRIALS =
      List.of(Runs.trial("sgd: 0.1", 1), Runs.trial("sgd: 0.1", 2));

  @TempDir private Path folder;

  private static StudyLedger study(Store store, String command) {
    return store.study(
        new StudyKey(
            "test", TASK.about().name(), TASK.fingerprint(), command, TASK.about().judged(), "0"),
        "here");
  }

  private static List<TrialResult> run(Store store, String command) {
    StudyLedger ledger = study(store, command);
    try (LocalRunner runner = new LocalRunner(1)) {
      List<TrialResult> results =
          new Study(TASK, runner, ledger, List.of(), true).run("all", TRIALS);
      ledger.finish(true);
      return results;
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private List<String> names(Path where) throws IOException {
    try (Stream<Path> files = Files.list(where)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a?b",
        "a#b",
        "a?mode=memory",
        "?",
        "100%",
        "%41",
        "file:x",
        ":memory:",
        "a b&c=d;e",
        "it's \"so\""
      })
  void aFolderOfAnyNameHoldsAStore(String name) throws IOException {
    Path place = folder.resolve(name);
    List<Object> bits;
    try (Store store = Store.open(place, "test")) {
      bits = Runs.bits(run(store, "a"));
    }
    assertThat(names(folder)).containsExactly(name);
    assertThat(names(place)).contains("rubato.db");
    try (Store store = Store.read(place)) {
      assertThat(store.trials(1, false)).extracting(StoredTrial::state).containsOnly("done");
    }
    try (Store store = Store.open(place, "test")) {
      assertThat(Runs.bits(run(store, "a"))).isEqualTo(bits);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"lock", "rubato.db", "rubato.db-wal", "rubato.db-shm", "rubato.db-journal"})
  void noLinkIsFollowedAndNoPipeWaitedFor(String name) throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Path store = Files.createDirectory(folder.resolve("store"));
    for (Path target : List.of(victim, folder.resolve("none"))) {
      Files.createSymbolicLink(store.resolve(name), target);
      assertThatThrownBy(() -> Store.open(store, "test"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(name + " is a symbolic link")
          .hasMessageContaining("delete it");
      assertThatThrownBy(() -> Store.read(store)).isInstanceOf(StoreException.class);
      Files.delete(store.resolve(name));
    }
    new ProcessBuilder("mkfifo", store.resolve(name).toString()).start().waitFor();
    assertThatThrownBy(() -> Store.open(store, "test"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(name + " is a device or a pipe");
    assertThat(victim).hasContent("mine");
    assertThat(names(folder)).containsExactly("store", "victim");
  }

  @Test
  void anotherProgramsFileInThePlaceOfTheLockStays() throws IOException {
    Path lock = Files.writeString(folder.resolve("lock"), "12345\n");
    assertThatThrownBy(() -> Store.open(folder, "test"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(lock + " is another program's; use another folder");
    assertThat(lock).hasContent("12345\n");
    assertThat(names(folder)).containsExactly("lock");
  }

  @Test
  void ofADeletedStoreNothingIsLostWhileItIsOpen() throws IOException {
    Path place = folder.resolve("store");
    List<StoreException> told = new ArrayList<>();
    List<Object> bits;
    try (Store store = Store.open(place, "test", told::add)) {
      bits = Runs.bits(run(store, "a"));
      delete(place);
      assertThat(told).isEmpty();
      run(store, "b");
      assertThat(told).hasSize(1);
      assertThat(told.get(0).kind()).isEqualTo(StoreException.Kind.DELETED);
      assertThat(told.get(0))
          .hasMessage(
              "the store %s was deleted or replaced while it was being written; what it held is"
                  + " now in %s-kept",
              place, place);
      assertThat(store.folder()).isEqualTo(folder.resolve("store-kept"));
      // and once more, the whole folder's name taken by something else
      delete(store.folder());
      Files.createFile(folder.resolve("store-kept"));
      run(store, "c");
      assertThat(told).hasSize(2);
    }
    assertThat(place).doesNotExist();
    Path kept = folder.resolve("store-kept-kept");
    try (Store store = Store.open(kept, "test")) {
      assertThat(store.studies())
          .extracting(StoredStudy::state)
          .containsExactly("done", "done", "done");
      assertThat(Runs.bits(run(store, "a"))).isEqualTo(bits);
      assertThat(store.trials(1, false)).extracting(StoredTrial::attempts).containsOnly(1);
    }
    assertThat(names(kept)).contains("lock", "rubato.db");
  }

  @Test
  void aStoreReplacedByAnotherIsNotWrittenTo() throws IOException {
    Path place = folder.resolve("store");
    Path other = folder.resolve("other");
    Store.open(other, "test").close();
    byte[] before = Files.readAllBytes(other.resolve("rubato.db"));
    try (Store store = Store.open(place, "test", told -> {})) {
      run(store, "a");
      delete(place);
      Files.move(other, place);
      run(store, "b");
    }
    assertThat(place.resolve("rubato.db")).hasBinaryContent(before);
    try (Store store = Store.read(folder.resolve("store-kept"))) {
      assertThat(store.studies()).hasSize(2);
    }
  }

  @Test
  void whoDoesNotListenIsToldByAnException() throws IOException {
    Path place = folder.resolve("store");
    Store store = Store.open(place, "test");
    run(store, "a");
    delete(place);
    assertThatThrownBy(() -> study(store, "b"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("was deleted");
    store.close();
    try (Store kept = Store.read(folder.resolve("store-kept"))) {
      assertThat(kept.studies()).hasSize(1);
    }
    // at the end, at the latest
    Store last = Store.open(place, "test");
    delete(place);
    assertThatThrownBy(last::close).hasMessageContaining("store-kept-2");
    Store.open(folder.resolve("store-kept-2"), "test").close();
  }

  @Test
  void whatCanNotBeCopiedStillRunsToItsEnd() throws IOException {
    Path parent = Files.createDirectory(folder.resolve("project"));
    Path place = parent.resolve("store");
    List<StoreException> told = new ArrayList<>();
    try (Store store = Store.open(place, "test", told::add)) {
      run(store, "a");
      delete(parent);
      Files.createFile(parent); // so that no folder can be made there
      run(store, "b");
      assertThat(store.studies()).hasSize(2);
    }
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).hasMessageContaining("can't be copied beside it");
  }
}
