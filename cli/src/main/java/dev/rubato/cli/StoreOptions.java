package dev.rubato.cli;

import dev.rubato.file.SafeFile;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where studies are stored, and whether stored ones are used. */
final class StoreOptions {
  private static final String DEFAULT = ".rubato";

  @Option(
      names = "--store",
      paramLabel = "FOLDER",
      description = "Folder of the store. Default: .rubato in the current folder.")
  private @Nullable String store;

  @Option(names = "--no-store", description = "Doesn't store results, nor reuse stored ones.")
  private boolean storeless;

  @Option(
      names = "--resume",
      description =
          "Resumes a stopped study, and fails if there is none. (The same"
              + " command without this option resumes too.)")
  private boolean resume;

  @Option(
      names = "--fresh",
      description =
          "Runs everything anew. Earlier trainings of this task stay in the store, but are not"
              + " reused any more.")
  private boolean fresh;

  private final List<Store> used = new ArrayList<>();
  private boolean resumed;
  private boolean lost;

  /** Checks whether the options can be combined. */
  void check() {
    if (storeless && (store != null || resume)) {
      throw new BadInput("--no-store can't be used with --store or --resume");
    }
    if (fresh && resume) {
      throw new BadInput("--fresh can't be used with --resume");
    }
  }

  /** The words that name the store, for a command that reads it. */
  List<String> words() {
    return store != null
        ? List.of("--store", store)
        : storeless ? List.of("--no-store") : List.of();
  }

  /** Whether anything is stored. */
  boolean stores() {
    return !storeless;
  }

  /** Whether stored trainings are left alone. */
  boolean fresh() {
    return fresh;
  }

  /** Whether there must be a study to be resumed: of several tasks', the first is enough. */
  boolean mustResume() {
    return resume && !resumed;
  }

  /** A study began, or went on. */
  void began() {
    resumed = true;
  }

  /** Whether a store was lost while it was used. */
  boolean isLost() {
    return lost;
  }

  /** The folder of the store. */
  Path folder() {
    return folder(store);
  }

  /** What to say where there is no study to be resumed. */
  static BadInput nothingToResume(Path folder) {
    return new BadInput(
        "there is no such study in " + folder + " to resume; rubato studies lists the stored ones");
  }

  /** Closes the stores, from which the curves of studies are read when these are over. */
  void close() {
    used.forEach(Store::close);
  }

  /** The store; null if there is to be none, or the default one can't be created. */
  @Nullable Store open(Terminal terminal, String command, StudyProgress progress) {
    if (storeless) {
      return null;
    }
    Path folder = folder(store);
    try {
      Store opened =
          Store.open(
              folder,
              command,
              deletion -> {
                lost = true;
                progress.warn(Main.words(deletion));
              });
      if (SafeFile.isWritableByAll(folder)) {
        progress.warn("everybody may change what is in " + folder + ": chmod -R go-w " + folder);
      }
      used.add(opened);
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (StoreException e) {
      Path parent = folder.toAbsolutePath().getParent();
      boolean unwritable = parent != null && !Files.isWritable(parent);
      if (store != null || !unwritable || Files.exists(folder)) {
        throw e;
      }
      terminal
          .err()
          .println(
              parent != null && Files.exists(parent)
                  ? "rubato: nothing is stored, as this folder can't be written to (--store FOLDER"
                      + " chooses another)"
                  : "rubato: nothing is stored, as Java can't name this folder in the locale's"
                      + " encoding, "
                      + System.getProperty("sun.jnu.encoding")
                      + " (set LC_ALL=C.UTF-8)");
      return null;
    }
  }

  /** The folder of the given store, or the default one. */
  static Path folder(@Nullable String store) {
    if (store != null && store.isBlank()) {
      throw new BadInput("--store must name a folder, was \"" + store + "\"");
    }
    if (store != null) {
      Input.checkName("--store", store);
    }
    try {
      Path folder = Path.of(store == null ? DEFAULT : store);
      if (store == null && Files.isSymbolicLink(folder)) {
        throw new BadInput(
            folder
                + " is a symbolic link, which whoever made this folder may have put there; if it"
                + " leads where it should, say --store "
                + folder);
      }
      return folder;
    } catch (InvalidPathException e) {
      throw new BadInput("--store: " + e.getMessage());
    }
  }
}
