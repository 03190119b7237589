package dev.rubato.cli;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.plot.Table;
import dev.rubato.report.StudyExport;
import dev.rubato.report.StudyPage;
import dev.rubato.report.StudyPair;
import dev.rubato.report.StudyRanking;
import dev.rubato.report.StudyTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code rubato studies}: what is kept in a store. */
@Command(
    name = "studies",
    description = {
      "Lists the stored studies: every run of compare, tune, find and train.",
      "",
      "A stopped study resumes when its command is run again; finished trials are never rerun."
    },
    footer = {
      "",
      "Examples:",
      "  rubato studies",
      "  rubato studies show 3",
      "  rubato studies export 3 --format csv --out trials.csv",
      "  rubato studies export 3 --long --out curves.csv",
      "  rubato studies report 3 --out study.html",
      "  rubato studies name 3 'with warm-up'",
      "  rubato studies note 3 'the data of May'",
      "  rubato studies compare 3 4",
      "  rubato studies delete 3"
    })
final class StudiesCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--store",
      scope = ScopeType.INHERIT,
      paramLabel = "FOLDER",
      description = "Folder of the store. Default: .rubato in the current folder.")
  private @Nullable String store;

  /** A study with its trials, for as long as the store is open. */
  private record Exported(Store store, StoredStudy study, boolean curves) {
    void csv(Appendable to) throws IOException {
      if (curves) {
        StudyExport.longCsv(store.eachTrial(study.id()), to);
      } else {
        to.append(StudyExport.csv(store.trials(study.id(), false)));
      }
    }

    void json(Appendable to) throws IOException {
      StudyExport.json(study, store.eachTrial(study.id()), to);
    }
  }

  /** The formats of an export. */
  static final class ExportOptions extends OutputOptions<Exported> {
    ExportOptions() {
      super(new Format<>("json", Exported::json), new Format<>("csv", Exported::csv));
    }
  }

  StudiesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (Store opened = open()) {
      StudyList.write(opened, terminal);
    }
    return 0;
  }

  @Command(name = "show", description = "Shows a study: its state, and what its command found.")
  int show(@Parameters(paramLabel = "STUDY", description = "The study's number.") long id) {
    try (Store opened = open()) {
      StoredStudy study = find(opened, id);
      List<StoredTrial> trials = opened.trials(id, false);
      terminal.out().println("study " + id + ": " + Terminal.printable(study.command()));
      if (!study.name().isEmpty()) {
        terminal.out().println("  name      " + shown(study.name()));
      }
      study.note().lines().forEach(line -> terminal.out().println("  note      " + shown(line)));
      terminal.out().println("  state     " + Terminal.printable(study.state()));
      terminal.out().println("  trials    " + Terminal.printable(StudyTable.states(trials)));
      terminal.out().println("  attempts  " + StudyTable.attempts(trials));
      terminal
          .out()
          .println(
              "  task      " + Terminal.printable(study.task() + " (" + study.fingerprint() + ")"));
      terminal
          .out()
          .println(
              "  began     " + Terminal.printable(study.began() + ", changed " + study.changed()));
      if (!trials.isEmpty()) {
        StoredTrial any = trials.get(0);
        terminal
            .out()
            .println("  made by   " + Terminal.printable(any.versions() + "; " + any.machine()));
      }
      terminal.out().println();
      terminal.out().print(outcome(study, trials));
      StudyTable.warnings(study, trials)
          .lines()
          .forEach(line -> terminal.out().println(shown("warning: " + line)));
      String reasons = StudyTable.reasons(trials);
      if (!reasons.isEmpty()) {
        terminal.out().println("\nTrials that did not finish:");
        terminal.out().print(shown(reasons));
      }
    }
    return 0;
  }

  /** What the command said in the end, or else who is ahead so far. */
  private String outcome(StoredStudy study, List<StoredTrial> trials) {
    if (!study.verdict().isEmpty()) {
      return terminal.shown(Terminal.printable(study.verdict()));
    }
    Table ranking = StudyTable.ranking(study, trials);
    Table shown = ranking.rows().isEmpty() ? StudyTable.unfinished(study, trials) : ranking;
    return shown.toText(terminal.tableWidth(), terminal.glyphs());
  }

  @Command(
      name = "export",
      description = {
        "Writes all trials of a study: CSV has a row per trial with the numbers of its strategy,"
            + " or with --long a row per value of each step; JSON has both.",
        "The same study gives the same bytes, however often it was interrupted."
      })
  int export(
      @Parameters(paramLabel = "STUDY", description = "The study's number.") long id,
      @Option(
              names = "--long",
              description =
                  "CSV with a row per value, for pandas and DuckDB: trial, step, name, value.")
          boolean curves,
      @Mixin ExportOptions output)
      throws IOException {
    output.check();
    if (curves && output.isUsual()) {
      throw new BadInput("--long is a form of CSV: say --format csv, or --out FILE.csv");
    }
    try (Store opened = open()) {
      output.write(new Exported(opened, find(opened, id), curves), terminal);
    }
    return 0;
  }

  @Command(
      name = "report",
      description = "Writes an HTML report on a study: what it found, and the curves.")
  int report(
      @Parameters(paramLabel = "STUDY", description = "The study's number.") long id,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description =
                  "File to write the report to. Default: rubato-study-NUMBER.html, or with a number"
                      + " if that is another study's.")
          @Nullable String out)
      throws IOException {
    Path file;
    if (out == null) {
      file = Path.of("rubato-study-" + id + ".html");
      OutputFile.checkUnasked(file);
    } else {
      file = Input.writable("--out", out);
    }
    try (Store opened = open()) {
      StoredStudy study = find(opened, id);
      List<StoredTrial> trials = opened.trials(id, false);
      List<Long> best =
          StudyRanking.of(study, trials).stream()
              .limit(StudyPage.MOST_CURVES)
              .flatMap(place -> place.trials().stream().limit(StudyPage.MOST_SEEDS))
              .map(StoredTrial::id)
              .toList();
      String page = StudyPage.html(study, trials, opened.curves(id, best));
      if (out == null) {
        file = PageName.write(file, page, study.began(), study.fingerprint(), study.command());
      } else {
        OutputFile.write(file, page);
      }
    }
    terminal.err().println("report: " + Terminal.printable(file.toString()));
    return 0;
  }

  @Command(
      name = "name",
      description = "Gives a study a name, shown wherever it is listed; none takes it away.")
  int name(
      @Parameters(paramLabel = "STUDY", description = "The study's number.") long id,
      @Parameters(arity = "0..1", paramLabel = "NAME", description = "At most 80 characters.")
          @Nullable String name) {
    return changed(id, "studies name", store -> store.name(id, name == null ? "" : name));
  }

  @Command(
      name = "note",
      description = "Notes something on a study, in place of an earlier note; none takes it away.")
  int note(
      @Parameters(paramLabel = "STUDY", description = "The study's number.") long id,
      @Parameters(arity = "0..1", paramLabel = "TEXT", description = "At most 2000 characters.")
          @Nullable String note) {
    return changed(id, "studies note", store -> store.note(id, note == null ? "" : note));
  }

  private int changed(long id, String what, Consumer<Store> change) {
    try (Store reading = open()) {
      find(reading, id);
    }
    try (Store opened = Store.open(StoreOptions.folder(store), "rubato " + what + " " + id)) {
      change.accept(opened);
    } catch (IllegalArgumentException e) {
      throw BadInput.of("", e);
    }
    return 0;
  }

  private static StudyPair pair(Store store, long first, long second) {
    try {
      return new StudyPair(
          find(store, first),
          store.trials(first, false),
          find(store, second),
          store.trials(second, false));
    } catch (IllegalArgumentException e) {
      throw BadInput.of("", e);
    }
  }

  @Command(
      name = "compare",
      description = {
        "Compares two studies of one task: the best of each, and the strategies that both ran, by"
            + " the difference over the seeds that both have."
      })
  int compare(
      @Parameters(paramLabel = "STUDY", description = "The first study's number.") long first,
      @Parameters(paramLabel = "OTHER", description = "The second's.") long second,
      @Option(
              names = "--report",
              paramLabel = "FILE",
              description = "File to write a page with the curves of both to.")
          @Nullable String report)
      throws IOException {
    Path page = report == null ? null : Input.writable("--report", report);
    try (Store opened = open()) {
      StudyPair pair = pair(opened, first, second);
      terminal.out().println(terminal.bold(Terminal.printable(pair.sentence())));
      terminal.out().println();
      terminal.out().print(pair.table().toText(terminal.tableWidth(), terminal.glyphs()));
      terminal.out().println(terminal.wrapped(shown(pair.legend())));
      if (page != null) {
        List<StoredTrial> curves = new ArrayList<>(opened.curves(first, pair.best(true)));
        int ofFirst = curves.size();
        curves.addAll(opened.curves(second, pair.best(false)));
        OutputFile.write(
            page, pair.page(curves.subList(0, ofFirst), curves.subList(ofFirst, curves.size())));
        terminal.err().println("report: " + Terminal.printable(page.toString()));
      }
    }
    return 0;
  }

  @Command(
      name = "delete",
      description = "Deletes a study, and those of its trials that no other study uses.")
  int delete(@Parameters(paramLabel = "STUDY", description = "The study's number.") long id) {
    Path folder = StoreOptions.folder(store);
    try (Store reading = open()) {
      find(reading, id);
    }
    try (Store opened = Store.open(folder, "rubato studies delete " + id)) {
      int trials = opened.delete(id);
      terminal.err().println("deleted study " + id + " with " + Numbers.count(trials, "trial"));
    }
    return 0;
  }

  private String shown(String text) {
    return terminal.shown(Terminal.printable(text));
  }

  private Store open() {
    return Store.read(StoreOptions.folder(store));
  }

  private static StoredStudy find(Store store, long id) {
    StoredStudy study = store.study(id);
    if (study == null) {
      throw new BadInput(
          "there is no study "
              + id
              + " in "
              + store.folder()
              + "; rubato studies lists the stored ones");
    }
    return study;
  }
}
