package dev.rubato.lab.program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that a Python file imports, where they lie beside the program or on given roots; what
 * is installed elsewhere, or imported by a name made at run time, is not found.
 */
final class PythonImports {
  /** Where a statement may begin: at the start of a line, or behind a colon or semicolon. */
  private static final String BEGIN = "(?:^|[;:])[ \\t]*";

  private static final Pattern IMPORT =
      Pattern.compile("(?m)" + BEGIN + "import[ \\t]+([^\\n#;]+)");
  private static final Pattern FROM =
      Pattern.compile(
          "(?m)"
              + BEGIN
              + "from[ \\t]+(\\.+(?=[ \\t]*import\\b)|[.\\w]+)[ \\t]*\\bimport\\b[ \\t]*"
              + "(\\([^)]*\\)|[^\\n#;]*)");

  /** A call that imports a module by a name that is written there. */
  private static final Pattern CALL =
      Pattern.compile("\\b(?:import_module|__import__|run_module)\\(\\s*['\"]([\\w.]{1,999})['\"]");

  private PythonImports() {}

  /**
   * The files that a file imports, directly.
   *
   * @param file the file
   * @param text its contents
   * @param roots folders in which modules are looked for
   */
  static Set<Path> of(Path file, String text, List<Path> roots) {
    Set<Path> found = new LinkedHashSet<>();
    String plain = text.replace("\r", "").replace("\\\n", " ");
    Matcher imports = IMPORT.matcher(plain);
    while (imports.find()) {
      for (String name : imports.group(1).split(",", -1)) {
        found.addAll(module(first(name), roots));
      }
    }
    Matcher from = FROM.matcher(plain);
    while (from.find()) {
      String module = from.group(1);
      int dots = 0;
      while (dots < module.length() && module.charAt(dots) == '.') {
        dots++;
      }
      List<Path> places = dots == 0 ? roots : above(file, dots);
      String base = module.substring(dots);
      found.addAll(module(base, places));
      for (String name : from.group(2).replaceAll("[()]|#.*", " ").split(",", -1)) {
        found.addAll(module((base.isEmpty() ? "" : base + ".") + first(name), places));
      }
    }
    Matcher calls = CALL.matcher(plain);
    while (calls.find()) {
      found.addAll(module(calls.group(1), roots));
    }
    return found;
  }

  private static String first(String name) {
    return name.strip().split("\\s+", 2)[0];
  }

  /** The package that so many dots name, seen from a file. */
  private static List<Path> above(Path file, int dots) {
    Path folder = file.toAbsolutePath().getParent();
    for (int i = 1; i < dots && folder != null; i++) {
      folder = folder.getParent();
    }
    return folder == null ? List.of() : List.of(folder);
  }

  /** The files that importing a module reads: its own, and those of the packages around it. */
  static List<Path> module(String name, List<Path> roots) {
    List<Path> files = new ArrayList<>();
    if (!name.matches("\\w++(?:\\.\\w++)*+")) { // possessive: else a long name is a deep recursion
      return files;
    }
    for (Path root : roots) {
      Path folder = root;
      for (String part : name.split("\\.", -1)) {
        add(files, folder.resolve(part + ".py"));
        folder = folder.resolve(part);
        add(files, folder.resolve("__init__.py"));
      }
      if (!files.isEmpty()) {
        break; // Python, too, takes the first
      }
    }
    return files;
  }

  /** The files that {@code python -m} runs. */
  static List<Path> main(String name, List<Path> roots) {
    List<Path> files = new ArrayList<>(module(name, roots));
    for (Path root : roots) {
      add(files, root.resolve(name.replace('.', '/')).resolve("__main__.py"));
    }
    return files;
  }

  private static void add(List<Path> files, Path file) {
    if (Files.isRegularFile(file)) {
      files.add(file);
    }
  }
}
