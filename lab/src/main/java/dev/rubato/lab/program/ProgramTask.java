package dev.rubato.lab.program;

import dev.rubato.argument.Sha256;
import dev.rubato.argument.Span;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.WholeTask;
import dev.rubato.schedule.Horizon;
import dev.rubato.text.SafeText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A training program in any language as a task. It reads the rates of a trial from a file and
 * prints its losses and metrics as JSON lines; {@code docs/protocol.md} describes how to write it.
 *
 * <p>A trial starts the command by the shell, in the working directory of this process; a program
 * that says it can is kept, and serves others. Whatever the program does, the trial ends with a
 * result within its {@link Limits}, and nothing that the program started is left running. When the
 * thread is interrupted, or this process ends, the result is cancelled.
 */
public final class ProgramTask implements WholeTask {
  private static final int LONGEST_NAME = 60;

  private final String command;
  private final Horizon horizon;
  private final About about;
  private final Limits limits;
  private final WatchedFiles watched;
  private final @Nullable Span every;

  /**
   * A task for a command; judged by {@code validation-loss}, lower being better, without a target.
   *
   * @param command for the shell, such as {@code python3 train.py}
   * @param horizon how long a training is by default
   * @throws IllegalArgumentException if the command is blank
   */
  public ProgramTask(String command, Horizon horizon) {
    this(
        command,
        horizon,
        about(name(command), command, horizon, new Metric("validation-loss", true)),
        Limits.DEFAULT,
        WatchedFiles.of(CommandFiles.of(command)),
        null);
  }

  private ProgramTask(
      String command,
      Horizon horizon,
      About about,
      Limits limits,
      WatchedFiles watched,
      @Nullable Span every) {
    this.command = command;
    this.horizon = horizon;
    this.about = about;
    this.limits = limits;
    this.watched = watched;
    this.every = every;
  }

  private static String name(String command) {
    String name = SafeText.line(command.strip().replaceAll("\\s+", " "), LONGEST_NAME);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a command must have at least 1 word, was blank");
    }
    return name;
  }

  private static About about(String name, String command, Horizon horizon, Metric judged) {
    long epoch = horizon.stepsPerEpoch();
    return new About(
        name,
        "the program " + SafeText.line(command, LONGEST_NAME),
        "the program's own",
        epoch,
        epoch == 0 ? 0 : Math.max(1, horizon.steps() / epoch),
        judged,
        judged,
        -judged.worst());
  }

  /** The same under another name. */
  public ProgramTask named(String name) {
    return with(
        new About(
            name,
            about.summary(),
            about.data(),
            about.stepsPerEpoch(),
            about.epochs(),
            about.judged(),
            about.target(),
            about.targetValue()));
  }

  /** The same, judged by a different metric that the program reports, without a target. */
  public ProgramTask judgedBy(Metric metric) {
    return with(about(about.name(), command, horizon, metric));
  }

  /** The same with a metric to reach. */
  public ProgramTask withTarget(Metric metric, double value) {
    return with(
        new About(
            about.name(),
            about.summary(),
            about.data(),
            about.stepsPerEpoch(),
            about.epochs(),
            about.judged(),
            metric,
            value));
  }

  private ProgramTask with(About other) {
    return new ProgramTask(command, horizon, other, limits, watched, every);
  }

  /** The same with other limits on each run. */
  public ProgramTask within(Limits other) {
    return new ProgramTask(command, horizon, about, other, watched, every);
  }

  /** The same, asked to evaluate itself this often. */
  public ProgramTask validatedEvery(Span span) {
    return new ProgramTask(command, horizon, about, limits, watched, span);
  }

  /** How long a training is by default. */
  public Horizon horizon() {
    return horizon;
  }

  /**
   * What the task is. Without epochs in the horizon it has 0 steps per epoch and 0 epochs; without
   * a target, the target is a value that the judged metric can't reach, infinite.
   */
  @Override
  public About about() {
    return about;
  }

  /**
   * The same, whose results also depend on these files, and those in these folders.
   *
   * @throws IllegalArgumentException if there is no such file or folder
   */
  public ProgramTask watching(List<String> places) {
    WatchedFiles all = watched;
    for (String place : places) {
      Path path;
      try {
        path = Path.of(place);
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("\"%s\" is no file's name".formatted(place), e);
      }
      if (!Files.isRegularFile(path) && !Files.isDirectory(path)) {
        throw new IllegalArgumentException(
            "there is no file or folder \"%s\" to watch".formatted(place));
      }
      all = all.with(WatchedFiles.of(WatchedFiles.under(path)));
    }
    return new ProgramTask(command, horizon, about, limits, all, every);
  }

  /**
   * The files that were found to be the program's: words of the command, and what its shell scripts
   * and Python programs run and import from beside them; and those to be watched besides.
   */
  public WatchedFiles watched() {
    return watched;
  }

  /**
   * Identifies the command and the contents of the {@linkplain #watched watched} files, as they
   * were when the task was made; whatever else the program reads is not known.
   */
  @Override
  public String fingerprint() {
    String whole = program();
    return every == null ? whole : whole + ", evaluated every " + every;
  }

  private String program() {
    MessageDigest hash = Sha256.digest();
    hash.update((command + "\0" + watched.hash()).getBytes(StandardCharsets.UTF_8));
    return "program 2 " + Sha256.hex(hash);
  }

  @Override
  public long validationInterval(Horizon length) {
    return every == null
        ? Trial.validationInterval(length)
        : Trial.validationInterval(length, every);
  }

  @Override
  public @Nullable TrialResult judge(TrialResult kept) {
    return Verdict.again(kept, about.judged());
  }

  @Override
  public TrialResult run(Trial trial, TrialListener listener) {
    long interval = validationInterval(trial.horizon());
    return new ProgramTrials(command, program(), about.judged(), limits)
        .run(trial, interval, listener);
  }
}
