package dev.rubato.cli;

import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.notation.Spelling;
import dev.rubato.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The words that were typed after a command: which are options, and what is wrong with them. */
final class Typed {
  /** Words that a strategy in pieces has, and hardly anything else. */
  private static final Set<String> OUTPUT = Set.of("--out", "--output", "--output-file");

  private static final Set<String> PIECES = Set.of("then", "for", "per", "->", "*", "until");

  private static final List<Function<String, Optimizer>> READERS =
      List.of(Notation::optimizer, text -> Notation.strategy(text).optimizerOrSgd());

  private final CommandSpec command;
  private final List<String> words = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();

  /**
   * Reads what was typed.
   *
   * @param args all of it, the names of the command included
   */
  Typed(CommandSpec command, String... args) {
    this.command = command;
    List<String> names = new ArrayList<>(Arrays.asList(command.qualifiedName(" ").split(" ", -1)));
    names.remove(0); // rubato itself
    boolean onlyWords = false;
    for (int i = 0; i < args.length; i++) {
      String arg = args[i];
      if (!names.isEmpty() && arg.equals(names.get(0))) {
        names.remove(0);
      } else if (onlyWords || !arg.matches("(?s)--.*|-[A-Za-z].*")) {
        words.add(arg);
      } else if (arg.equals("--")) {
        onlyWords = true;
      } else {
        i += option(arg) ? 1 : 0;
      }
    }
  }

  /** Whether the next word is the option's value. */
  private boolean option(String arg) {
    int equals = arg.indexOf('=');
    String name = equals < 0 ? arg : arg.substring(0, equals);
    OptionSpec option = command.findOption(name);
    if (option != null) {
      return equals < 0 && option.arity().max() > 0;
    }
    if (arg.startsWith("--")) {
      unknown.add(name);
    }
    return false;
  }

  /** The first option that the command does not have, and the nearest that it has; or null. */
  @Nullable String unknownOption() {
    if (unknown.isEmpty()) {
      return null;
    }
    Set<String> names = new TreeSet<>();
    command.options().forEach(option -> names.add(option.longestName()));
    String first = unknown.get(0);
    String hint = OUTPUT.contains(first) ? output(names) : Spelling.hint(first, names);
    return "no option is called " + first + hint;
  }

  /** Where the result of a command goes. */
  private static String output(Set<String> names) {
    if (names.contains("--out")) {
      return "; did you mean \"--out\"?";
    }
    return names.contains("--report")
        ? ": --report FILE is where the report goes, and > FILE takes the table"
        : names.contains("--format")
            ? ": the result goes to standard output, which > FILE takes"
            : "";
  }

  /** What to do about an optimizer, or a strategy, where an option asks for it; or null. */
  @Nullable String strategyForOptimizer() {
    if (words.size() != 1 || command.findOption("--optimizer") == null) {
      return null;
    }
    for (Function<String, Optimizer> reader : READERS) {
      try {
        String optimizer = reader.apply(words.get(0)).toString();
        return "this command takes an optimizer, without a rate: --optimizer "
            + Input.command(List.of(optimizer));
      } catch (NotationException e) {
        // perhaps the other one
      }
    }
    return null;
  }

  /** What to do about a strategy that was typed without quotes; or null if none was. */
  @Nullable String unquoted() {
    if (words.stream().anyMatch(word -> word.endsWith("-"))) {
      return "the shell took the > of -> for a redirection, and wrote to a file named after what"
          + " follows it: put each strategy in quotes, such as 'sgd: cosine(0.1 -> 0)'";
    }
    if (words.size() < 2) {
      return null;
    }
    String joined = String.join(" ", words);
    if (isStrategy(joined)) {
      return "a strategy is one word to the shell: put it in quotes: '" + joined + "'";
    }
    return words.stream().anyMatch(Typed::isPiece)
        ? "a strategy seems to be in pieces: put each strategy in quotes, such as 'sgd: 0.1'"
        : null;
  }

  private static boolean isStrategy(String text) {
    try {
      Notation.strategy(text);
      return true;
    } catch (NotationException e) {
      return false;
    }
  }

  private static boolean isPiece(String word) {
    long open = word.chars().filter(c -> c == '(').count();
    long closed = word.chars().filter(c -> c == ')').count();
    return PIECES.contains(word) || word.endsWith(":") || open != closed;
  }
}
