package dev.rubato.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rubato completion}: what a shell needs to complete the command's words. */
@Command(
    name = "completion",
    description = {
      "Prints what a shell needs to complete commands and options.",
      "",
      "bash and zsh: source it, or put it where your shell looks. fish: into the folder"
          + " completions of its configuration."
    },
    footer = {"", "Example: rubato completion bash"})
final class CompletionCommand implements Callable<Integer> {
  /** Shells that can be asked for. */
  enum Shell {
    BASH,
    ZSH,
    FISH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  private Shell shell = Shell.BASH;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    PrintWriter out = terminal.out();
    out.print(
        switch (shell) {
          case BASH -> AutoComplete.bash(root.getCommandName(), root);
          // the script knows zsh, once zsh knows complete
          case ZSH ->
              "autoload -Uz compinit && compinit\n"
                  + AutoComplete.bash(root.getCommandName(), root);
          case FISH -> FishCompletion.of(root);
        });
    out.flush();
    return 0;
  }
}
