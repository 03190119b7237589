package dev.rubato.cli;

import dev.rubato.file.FileFailure;
import dev.rubato.lab.run.StudyFailedException;
import dev.rubato.lab.store.StoreException;
import dev.rubato.notation.NotationException;
import dev.rubato.tasks.MissingDataException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code rubato} command: its subcommands, its exit statuses and its errors. */
@Command(
    name = "rubato",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    description = "Finds the rhythm at which a neural network learns best.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Main.Version.class,
    subcommands = {
      CompareCommand.class,
      TuneCommand.class,
      FindCommand.class,
      RangeTestCommand.class,
      TrainCommand.class,
      CurveCommand.class,
      DescendCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      ProgramCommand.class,
      StudiesCommand.class,
      ServeCommand.class,
      StrategiesCommand.class,
      TasksCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
      ManPages.class
    },
    footer = {
      "",
      "Exit status: 0 done, 1 the work failed, 2 bad usage or bad input.",
      "Start with: rubato compare"
    })
public final class Main implements Runnable {
  static final int FAILED = 1;
  static final int BAD_USAGE = 2;

  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] args) {
    Terminal terminal = Terminal.system();
    int status = run(terminal, args);
    if (terminal.out().checkError()) {
      tellWhyUnwritten(terminal.err());
      status = FAILED;
    }
    terminal.err().flush();
    System.exit(status); // the engine's threads would keep the process
  }

  /** Runs the command with a terminal and returns the exit status. */
  static int run(Terminal terminal, String... args) {
    CommandLine command = commandLine(terminal);
    try {
      return command.execute(args);
    } catch (OutOfMemoryError e) {
      terminal.err().println("rubato: " + Input.MEMORY_IS_FULL);
      return FAILED;
    }
  }

  /** The command with all its subcommands. */
  static CommandLine commandLine(Terminal terminal) {
    CommandLine command = new CommandLine(new Main(), new Factory(terminal));
    FormatOptions.describe(command);
    command.setOut(terminal.out());
    command.setErr(terminal.err());
    command.setUsageHelpWidth(Math.max(60, Math.min(100, terminal.columns())));
    command.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setExpandAtFiles(false); // a strategy is never a file's name
    WholeNumber.register(command);
    CommandLine importing = Objects.requireNonNull(command.getSubcommands().get("import"));
    importing.setUnmatchedOptionsArePositionalParams(true); // its text may be a command line
    command.setParameterExceptionHandler(Main::badUsage);
    command.setExecutionExceptionHandler(
        (exception, subcommand, parsed) ->
            failed(exception, subcommand, parsed.originalArgs().toArray(new String[0])));
    return command;
  }

  /** A reader that has seen enough (such as head) is not reported as an error; a full disk is. */
  private static void tellWhyUnwritten(PrintWriter err) {
    String reason = "it can't be written";
    try {
      // PrintWriter hides the reason: write once more to get it
      new FileOutputStream(FileDescriptor.out).write('\n');
    } catch (IOException e) {
      reason = String.valueOf(e.getMessage());
    }
    if (!reason.contains("Broken pipe")) {
      err.println("rubato: standard output is incomplete: " + reason);
    }
  }

  private static int badUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    Typed typed = new Typed(command.getCommandSpec(), args);
    boolean lost =
        e instanceof CommandLine.UnmatchedArgumentException
            || e instanceof CommandLine.MissingParameterException;
    String better = lost ? typed.unknownOption() : null;
    if (better == null && e instanceof CommandLine.UnmatchedArgumentException) {
      better = typed.unquoted();
    }
    if (better == null && e instanceof CommandLine.UnmatchedArgumentException) {
      better = typed.strategyForOptimizer();
    }
    err.println("rubato: " + Terminal.printable(better != null ? better : message(e)));
    if (better != null) {
      err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
    } else if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return BAD_USAGE;
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }

  private static int failed(Exception e, CommandLine command, String... args) {
    PrintWriter err = command.getErr();
    if (e instanceof NotationException) {
      String unquoted = new Typed(command.getCommandSpec(), args).unquoted();
      if (unquoted != null) {
        err.println("rubato: " + Terminal.printable(unquoted));
        return BAD_USAGE;
      }
      err.println("rubato: not a valid strategy:");
      String.valueOf(e.getMessage()).lines().forEach(line -> err.println("  " + line));
      return BAD_USAGE;
    }
    if (e instanceof StoreException store) {
      err.println("rubato: " + Terminal.printable(words(store)));
      return FAILED;
    }
    if (e instanceof StudyFailedException) {
      err.println("rubato: " + Terminal.printable(String.valueOf(e.getMessage())));
      return FAILED;
    }
    if (e instanceof MissingDataException) {
      err.println(
          "rubato: "
              + Terminal.printable(e.getMessage() + ": rubato tasks fashion --download (30 MB)"));
      return FAILED;
    }
    if (e instanceof BadInput) {
      err.println("rubato: " + Terminal.printable(String.valueOf(e.getMessage())));
      return BAD_USAGE;
    }
    if (e instanceof IOException && command.getOut().checkError()) {
      return FAILED; // main tells
    }
    IOException io =
        e instanceof UncheckedIOException unchecked
            ? unchecked.getCause()
            : e instanceof IOException checked ? checked : null;
    if (io != null) {
      err.println("rubato: " + Terminal.printable(FileFailure.words(io)));
      return FAILED;
    }
    err.println("rubato: this should not have happened; please report it:");
    e.printStackTrace(err);
    return FAILED;
  }

  /** What is wrong with a store, and what to do. */
  static String words(StoreException e) {
    return e.getMessage() + hint(e);
  }

  /** What to do about a store, to follow the message of what is wrong with it. */
  private static String hint(StoreException e) {
    return switch (e.kind()) {
      case MISSING -> ": compare, tune, find and train create one";
      case LOCKED ->
          ": wait for it, or use another store with --store; rubato studies can read it meanwhile";
      case UNUSABLE -> ": use another store with --store";
      case NEWER -> ": use a newer Rubato, or another store with --store";
      case DAMAGED -> ": replace it with a copy, or use another store with --store";
      case DAMAGED_TRIAL ->
          "; delete its study with rubato studies delete, or use another store with --store";
      case DELETED -> "; --store names it";
      case FULL -> ": free some space and run the same command again";
      case OTHER -> "";
    };
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr());
    throw new ParameterException(spec.commandLine(), "a command is missing, such as compare");
  }

  /** The version from the jar's manifest, and the running Java's. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"rubato " + number() + " (Java " + Runtime.version().feature() + ")"};
    }

    static String number() {
      String version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "in development" : version;
    }
  }

  /** Gives subcommands the terminal. */
  private record Factory(Terminal terminal) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      try {
        return type.getDeclaredConstructor(Terminal.class).newInstance(terminal);
      } catch (NoSuchMethodException e) {
        return CommandLine.defaultFactory().create(type);
      }
    }
  }
}
