package dev.rubato.lab.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of shell text, command by command, as far as they can be known without running it:
 * quotes are taken off, variables are replaced where they have a value, and what a redirection
 * writes to is left out.
 */
public final class ShellWords {
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)\\})");
  private static final String ENDS = ";|&()`\n";

  private final String text;
  private final boolean escapes;
  private final Map<String, String> variables;
  private final Consumer<List<String>> commands;
  private final StringBuilder word = new StringBuilder();
  private List<String> command = new ArrayList<>();
  private boolean begun;
  private boolean output;
  private int at;

  private ShellWords(
      String text,
      boolean escapes,
      Map<String, String> variables,
      Consumer<List<String>> commands) {
    this.text = text;
    this.escapes = escapes;
    this.variables = variables;
    this.commands = commands;
  }

  /** The words of a whole command line, none empty, of which no variable has a value. */
  public static List<String> of(String command) {
    List<String> all = new ArrayList<>();
    split(command, true, Map.of(), all::addAll);
    return all;
  }

  /**
   * Splits text.
   *
   * @param escapes whether a backslash quotes the next character, as it does but on Windows
   * @param variables that have a value; a command may set more for those behind it
   * @param commands gets the words of each command, none empty, before the next is read
   */
  static void split(
      String text,
      boolean escapes,
      Map<String, String> variables,
      Consumer<List<String>> commands) {
    new ShellWords(text, escapes, variables, commands).split();
  }

  private void split() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\'') {
        quoted('\'', false);
      } else if (c == '"') {
        quoted('"', true);
      } else if (c == '\\' && escapes) {
        escaped();
      } else if (c == '#' && !begun) {
        skipLine();
      } else if (c == '$') {
        variable();
      } else if (c == '<' || c == '>') {
        endWord();
        output = c == '>';
        skip(output ? "<>&|" : "<>&"); // such as >> and >|
      } else if (ENDS.indexOf(c) >= 0) {
        endCommand();
      } else if (Character.isWhitespace(c)) {
        endWord();
      } else {
        take(c);
      }
    }
    endCommand();
  }

  private void take(char c) {
    begun = true;
    word.append(c);
  }

  private void quoted(char end, boolean replaces) {
    begun = true;
    while (at < text.length() && text.charAt(at) != end) {
      char c = text.charAt(at++);
      if (replaces && c == '$') {
        variable();
      } else if (replaces && escapes && c == '\\' && at < text.length()) {
        char next = text.charAt(at++);
        word.append("\"\\$`".indexOf(next) < 0 ? "\\" + next : next == '\n' ? "" : "" + next);
      } else {
        word.append(c);
      }
    }
    at++;
  }

  private void escaped() {
    if (at < text.length()) {
      char next = text.charAt(at++);
      if (next != '\n') {
        take(next);
      }
    }
  }

  /** Behind a dollar sign. */
  private void variable() {
    Matcher name = VARIABLE.matcher(text).region(at - 1, text.length());
    begun = true;
    if (name.lookingAt()) {
      at = name.end();
      String key = name.group(1) == null ? name.group(2) : name.group(1);
      word.append(variables.getOrDefault(key, ""));
    }
  }

  private void skipLine() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void skip(String characters) {
    while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void endWord() {
    if (begun) {
      if (!output && word.length() > 0) {
        command.add(word.toString());
      }
      output = false;
      begun = false;
      word.setLength(0);
    }
  }

  private void endCommand() {
    endWord();
    output = false;
    if (!command.isEmpty()) {
      List<String> whole = command;
      command = new ArrayList<>();
      commands.accept(whole);
    }
  }
}
