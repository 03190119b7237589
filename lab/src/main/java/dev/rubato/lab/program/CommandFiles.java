package dev.rubato.lab.program;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files that a command runs, as far as its text tells: files that are words of it, class paths,
 * what its shell scripts run in turn, and what its Python programs import from beside them.
 */
final class CommandFiles {
  private static final boolean WINDOWS = File.separatorChar == '\\';
  private static final Pattern ASSIGNMENT = Pattern.compile("(?s)(\\w+)=(.*)");
  private static final Set<String> SETS = Set.of("export", "env", "declare", "local", "readonly");
  private static final Pattern MODULE = Pattern.compile("-[a-zA-Z]*m");
  private static final Set<String> CLASS_PATH = Set.of("-cp", "-classpath", "--class-path");
  private static final Pattern TEE = Pattern.compile("(?:.*/)?tee");
  private static final int LONGEST = 1 << 18; // bytes of a program's text
  private static final int LONGEST_VALUE = 1 << 12; // as values can be made of values
  private static final int MOST = 10_000;
  private static final int DEEPEST = 8; // a variable may have itself as its value

  private final Path start;
  private final Map<String, String> variables;
  private final Set<Path> files = new LinkedHashSet<>();
  private final Deque<Unread> unread = new ArrayDeque<>();
  private final Set<Unread> begun = new HashSet<>(); // a file may be run in two ways
  private int depth;

  /** A file that may lead to others, which Python looks for in these folders. */
  private record Unread(Path file, List<Path> roots) {}

  private CommandFiles(Path start, Map<String, String> environment) {
    this.start = start;
    this.variables = new HashMap<>(environment);
  }

  /** The files of a command that is run in the working directory of this process. */
  static Set<Path> of(String command) {
    return of(command, Path.of(""), System.getenv());
  }

  static Set<Path> of(String command, Path folder, Map<String, String> environment) {
    CommandFiles found = new CommandFiles(folder, environment);
    found.script(command);
    for (Unread next = found.unread.poll(); next != null; next = found.unread.poll()) {
      found.read(next);
    }
    return found.files;
  }

  private void script(String text) {
    Path[] folder = {start};
    ShellWords.split(text, !WINDOWS, variables, words -> folder[0] = next(words, folder[0]));
  }

  /**
   * A command in a folder.
   *
   * @return the folder of the next one
   */
  private Path next(List<String> words, Path folder) {
    int at = SETS.contains(words.get(0)) ? 1 : 0;
    for (; at < words.size() && ASSIGNMENT.matcher(words.get(at)).matches(); at++) {
      String[] parts = words.get(at).split("=", 2);
      variables.put(parts[0], parts[1].length() > LONGEST_VALUE ? "" : parts[1]);
      word(resolve(folder, parts[1]));
    }
    List<String> rest = words.subList(at, words.size());
    if (rest.size() == 2 && rest.get(0).equals("cd")) {
      return resolve(folder, rest.get(1));
    }
    command(rest, folder);
    return folder;
  }

  private void command(List<String> words, Path folder) {
    if (!words.isEmpty() && TEE.matcher(words.get(0)).matches()) {
      return; // its words are files that it writes
    }
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String before = i == 0 ? "" : words.get(i - 1);
      boolean joined = word.startsWith("-m") && word.length() > 2;
      if (joined || MODULE.matcher(before).matches()) {
        List<Path> roots = roots(folder);
        PythonImports.main(joined ? word.substring(2) : word, roots)
            .forEach(file -> add(file, roots));
      } else if (CLASS_PATH.contains(before)) {
        for (String part : word.split(Pattern.quote(File.pathSeparator), -1)) {
          files.addAll(WatchedFiles.under(resolve(folder, part)));
        }
      }
      for (String part : List.of(word, word.substring(word.indexOf('=') + 1))) {
        word(resolve(folder, part));
      }
      if (word.matches("(?s).*\\s.*") && !Files.isRegularFile(resolve(folder, word))) {
        quoted(word);
        PythonImports.of(start, word, roots(folder)).forEach(file -> add(file, roots(start)));
      }
    }
  }

  /** A word that may be a command, as in {@code sh -c '…'}. */
  private void quoted(String text) {
    if (depth < DEEPEST) {
      depth++;
      script(text);
      depth--;
    }
  }

  private void word(Path place) {
    Path main = place.resolve("__main__.py");
    Path file = Files.isRegularFile(main) ? main : place;
    Path real = file;
    try {
      real = file.toRealPath(); // whose folder Python looks in
    } catch (IOException e) {
      // then it is none
    }
    Path parent = real.getParent();
    add(file, roots(parent == null ? start : parent));
  }

  /** Where Python looks for modules that are not installed. */
  private List<Path> roots(Path first) {
    List<Path> roots = new ArrayList<>(List.of(first));
    String path = variables.getOrDefault("PYTHONPATH", "");
    for (String part : path.split(Pattern.quote(File.pathSeparator), -1)) {
      if (!part.isEmpty()) {
        roots.add(resolve(start, part));
      }
    }
    return roots;
  }

  private void add(Path file, List<Path> roots) {
    if (files.size() < MOST && begun.size() < 2 * MOST && Files.isRegularFile(file)) {
      Unread next = new Unread(shown(file), List.copyOf(new LinkedHashSet<>(roots)));
      files.add(next.file());
      if (begun.add(next)) {
        unread.add(next);
      }
    }
  }

  private void read(Unread next) {
    String text = text(next.file());
    String first = text.startsWith("#!") ? text.lines().findFirst().orElse("") : "";
    String name = next.file().toString();
    if (name.endsWith(".py") || first.contains("python")) {
      for (Path imported : PythonImports.of(next.file(), text, next.roots())) {
        add(imported, next.roots());
      }
    } else if (name.endsWith(".sh") || first.matches(".*[/ ](ba|da|k|z)?sh\\b.*")) {
      script(text);
    }
  }

  /** Relative to where the command is run, if it is below. */
  private Path shown(Path file) {
    Path base = start.toAbsolutePath().normalize();
    Path whole = file.toAbsolutePath().normalize();
    return start.resolve(whole.startsWith(base) ? base.relativize(whole) : whole);
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static Path resolve(Path folder, String word) {
    try {
      String home = System.getProperty("user.home");
      return folder.resolve(word.startsWith("~/") ? home + word.substring(1) : word);
    } catch (InvalidPathException e) {
      return folder; // it names no file
    }
  }
}
