package dev.rubato.lab.store;

import dev.rubato.lab.Trial;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.spec.TaskSpec;
import dev.rubato.text.SafeText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The studies and trials of a folder, in the SQLite file {@code rubato.db} there.
 *
 * <p>One process writes at a time; any number may read at the same time. Whatever was recorded in a
 * {@link Ledger} of this store survives the process, however it ends. A power cut may lose the last
 * trials, but never damages the file.
 */
public final class Store implements AutoCloseable {
  private static final String STOPPED = "stopped";

  /** The longest name of a study, in characters. */
  public static final int LONGEST_NAME = 80;

  /** The longest note on a study, in characters. */
  public static final int LONGEST_NOTE = 2000;

  private final StoreConnection file;

  private Store(StoreConnection file) {
    this.file = file;
  }

  /**
   * Opens a store to write to it, and creates it if there is none.
   *
   * @param what the command that does so, shown to others
   * @throws StoreException if another process writes to it, or it can't be opened; and at the next
   *     writing if somebody deletes it meanwhile
   */
  public static Store open(Path folder, String what) {
    return open(
        folder,
        what,
        deletion -> {
          throw deletion;
        });
  }

  /**
   * Opens a store to write to it, and creates it if there is none.
   *
   * @param what the command that does so, shown to others
   * @param deleted is told, once, if somebody deletes the store meanwhile; what it held is then in
   *     a copy beside it, in which it goes on
   * @throws StoreException if another process writes to it, or it can't be opened
   */
  public static Store open(Path folder, String what, Consumer<StoreException> deleted) {
    return new Store(StoreConnection.open(folder, what, deleted));
  }

  /** Whether there is a store in a folder. */
  public static boolean exists(Path folder) {
    return Files.isRegularFile(folder.resolve(StoreFile.NAME));
  }

  /** Whether a file belongs to a store, so that nothing else may be written in its place. */
  public static boolean isPart(Path file) {
    return StoreFile.isNamed(String.valueOf(file.getFileName())) || StoreConnection.isLock(file);
  }

  /**
   * Opens a store to read it, even while another process writes to it.
   *
   * @throws StoreException if there is none, or it can't be read
   */
  public static Store read(Path folder) {
    return new Store(StoreConnection.read(folder));
  }

  /** Runs some work in one transaction: all of it takes effect, or nothing. */
  <T> T write(StoreConnection.Work<T> work) {
    return file.write(work);
  }

  /** Reads what is there. */
  <T> T read(StoreConnection.Work<T> work) {
    return file.read(work);
  }

  /** Reads even when it is closed: then by a reader of its own, which another close ends. */
  <T> T readAgain(StoreConnection.Work<T> work) {
    return file.readAgain(work);
  }

  /** Where it is. */
  public Path folder() {
    return file.folder();
  }

  /** Who is writing to it now, or nothing. */
  public String holder() {
    return file.holder();
  }

  /** The number of the study that has this key, or 0. */
  public long find(StudyKey key) {
    return read(connection -> StoreQueries.find(connection, key));
  }

  /**
   * The fingerprint under which the trials of a task are kept now: its own, until they are made
   * anew. The older ones stay in their studies, but are not used any more.
   *
   * @param anew whether to make them anew from now on
   */
  public String current(String task, String fingerprint, boolean anew) {
    String prefix = fingerprint + ", anew ";
    long times = read(connection -> StoreQueries.timesAnew(connection, task, prefix));
    long now = anew ? times + 1 : times;
    return now == 0 ? fingerprint : prefix + now;
  }

  /** Finds the trials of studies with this key, and writes nothing. */
  public Ledger finished(StudyKey key) {
    StudyLedger reading = new StudyLedger(this, 0, key, "");
    return new Ledger() {
      @Override
      public List<Kept> find(Trial trial) {
        return reading.find(trial);
      }
    };
  }

  /** Starts a study of a task without a recipe, or resumes the same one. */
  public StudyLedger study(StudyKey key, String machine) {
    return study(key, null, machine);
  }

  /**
   * Starts a study, or resumes the same one.
   *
   * @param spec opens the task again, if anything does
   * @param machine on which it runs, for people to read
   */
  public StudyLedger study(StudyKey key, @Nullable TaskSpec spec, String machine) {
    long id = write(connection -> StoreQueries.begin(connection, key, spec));
    return new StudyLedger(this, id, key, machine);
  }

  /** All studies, the oldest first. */
  public List<StoredStudy> studies() {
    List<StoredStudy> studies = read(StoreQueries::studies);
    return file.nobodyWrites()
        ? studies.stream().map(each -> isRunning(each.state()) ? each.in(STOPPED) : each).toList()
        : studies;
  }

  /** What is marked as running while no process writes was stopped with its process. */
  private List<StoredTrial> asTheyAre(List<StoredTrial> trials) {
    return trials.stream().anyMatch(each -> isRunning(each.state())) && file.nobodyWrites()
        ? trials.stream().map(each -> isRunning(each.state()) ? each.in(STOPPED) : each).toList()
        : trials;
  }

  private static boolean isRunning(String state) {
    return state.equals("running");
  }

  /** A study, or null. */
  public @Nullable StoredStudy study(long id) {
    return studies().stream().filter(study -> study.id() == id).findFirst().orElse(null);
  }

  /**
   * The trials of a study in the order in which it asked for them.
   *
   * @param curves whether with what they saw at each step and evaluation
   */
  public List<StoredTrial> trials(long study, boolean curves) {
    return asTheyAre(read(connection -> StoreQueries.trials(connection, study, curves)));
  }

  /**
   * The trials of a study with their curves, read one after the other, so that they need not fit in
   * memory together.
   */
  public Iterable<StoredTrial> eachTrial(long study) {
    List<Long> ids = trials(study, false).stream().map(StoredTrial::id).toList();
    return () -> ids.stream().map(id -> curves(study, List.of(id)).get(0)).iterator();
  }

  /** Those trials of a study that have these numbers, with their curves. */
  public List<StoredTrial> curves(long study, List<Long> ids) {
    return asTheyAre(read(connection -> StoreQueries.curves(connection, study, ids)));
  }

  /**
   * Gives a study a name, of one line and at most {@value #LONGEST_NAME} characters, that is no
   * number; an empty one takes it away.
   *
   * @throws IllegalArgumentException if the name is longer or a number
   * @throws StoreException if there is no such study
   */
  public void name(long study, String name) {
    String line = SafeText.line(name).strip();
    if (line.matches("\\d+")) {
      throw new IllegalArgumentException(
          "a study's name must not be a number, as studies are called by their numbers, was "
              + line);
    }
    put(study, "name", line, LONGEST_NAME);
  }

  /**
   * Notes something on a study, in at most {@value #LONGEST_NOTE} characters, in place of what was
   * noted before; an empty note takes it away.
   *
   * @throws IllegalArgumentException if the note is longer
   * @throws StoreException if there is no such study
   */
  public void note(long study, String note) {
    put(study, "note", SafeText.lines(note).strip(), LONGEST_NOTE);
  }

  private void put(long study, String what, String text, int longest) {
    if (text.length() > longest) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a study's %s must have at most %d characters, had %d",
              what,
              longest,
              text.length()));
    }
    if (!write(connection -> StoreQueries.write(connection, study, what, text))) {
      throw new StoreException("there is no study " + study + " in " + folder());
    }
  }

  /**
   * Deletes a study, and those of its trials that no other study has.
   *
   * @return how many trials were deleted
   */
  public int delete(long study) {
    return write(connection -> StoreQueries.delete(connection, study));
  }

  /**
   * Closes it. The curves of results that it stored can still be asked for: it is then opened to
   * read, until it is closed once more.
   */
  @Override
  public void close() {
    file.close();
  }
}
