package dev.rubato.cli;

import dev.rubato.lab.program.FileWatch;
import dev.rubato.lab.program.WatchedFiles;
import dev.rubato.lab.spec.BundledSpec;
import dev.rubato.lab.spec.EvaluatedSpec;
import dev.rubato.lab.spec.TaskSpec;
import dev.rubato.lab.store.StudyLedger;
import dev.rubato.lab.store.WatchingLedger;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a person is told of the files on which the results of one's own task depend. */
final class Watching {
  private static final int SHOWN = 6;

  private final Terminal terminal;
  private final boolean own;
  private final WatchedFiles files;
  private final boolean all;

  /**
   * Of a task.
   *
   * @param all whether all files are named, not only the first few
   */
  Watching(Terminal terminal, OpenedTask opened, boolean all) {
    this.terminal = terminal;
    this.all = all;
    TaskSpec spec = opened.spec();
    this.own = !((spec instanceof EvaluatedSpec e ? e.of() : spec) instanceof BundledSpec);
    this.files = opened.spec().watched(opened.task());
  }

  /** Tells what is watched. */
  void tell() {
    if (!own) {
      return;
    }
    List<Path> watched = files.files();
    say(
        watched.isEmpty()
            ? "no file of the program was found to watch: name its files with --watch, or use"
                + " --fresh after a change"
            : "stored results are reused until one of these changes: "
                + (all ? "those below" : names(watched))
                + "; more with --watch, --fresh runs anew"
                + (all || watched.size() <= SHOWN ? "" : ", --watched lists them all"));
    if (all) {
      watched.forEach(file -> say("  " + file));
    }
    if (!files.sampled().isEmpty()) {
      say(
          "of large files only the size, the time and samples are watched: "
              + names(files.sampled()));
    }
  }

  /** A ledger of the same study that looks at the files while it runs. */
  WatchingLedger during(StudyLedger ledger, StudyProgress progress) {
    return new WatchingLedger(
        ledger,
        new FileWatch(own ? files : WatchedFiles.NONE, FileWatch.UNDONE),
        changed ->
            progress.warn(
                names(changed)
                    + " changed while trainings ran: they still count here, but are not reused"));
  }

  /** Tells in the end what changed meanwhile, and what that means. */
  void tellChanges(WatchingLedger ledger) {
    int count = ledger.disowned();
    if (count > 0) {
      say(
          names(ledger.changed())
              + " changed while this ran, so "
              + (count == 1
                  ? "one training may differ and is not reused"
                  : String.format(
                      Locale.ROOT, "%,d trainings may differ and are not reused", count))
              + "; run the same command again to train anew");
    }
  }

  private void say(String text) {
    terminal.err().println(Terminal.printable(text));
    terminal.err().flush();
  }

  private static String names(List<Path> files) {
    String names =
        files.stream().limit(SHOWN).map(Path::toString).collect(Collectors.joining(", "));
    return files.size() > SHOWN
        ? names + String.format(Locale.ROOT, " and %,d more", files.size() - SHOWN)
        : names;
  }
}
