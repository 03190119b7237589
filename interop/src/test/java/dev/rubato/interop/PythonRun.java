package dev.rubato.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs what was exported in one process of Python, a line of answers for each program. */
final class PythonRun {
  /** What is before every script. */
  private static final String PROGRAMS =
      """
      import sys

      def programs():
          for i in range(int(sys.argv[2])):
              names = {}
              exec(open(f"{sys.argv[1]}/{i}.py").read(), names)
              yield names

      """;

  private PythonRun() {}

  /** A Python that has a package; a test ends here as not made if there is none. */
  static String with(String packageName) {
    for (String python : List.of("/usr/bin/python3", "python3")) {
      try {
        Process process =
            new ProcessBuilder(python, "-c", "import " + packageName)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0) {
          return python;
        }
      } catch (IOException | InterruptedException e) {
        // then there is none
      }
    }
    Assumptions.abort("no python3 with " + packageName);
    return "";
  }

  /**
   * The line that a script prints for each program.
   *
   * @param script prints a line for each of {@code programs()}, which are the names that a program
   *     defined; the folder is its first argument
   */
  static Map<String, String> lines(
      Path folder, String python, String script, Map<String, String> programs) throws Exception {
    List<String> names = new ArrayList<>(programs.keySet());
    for (int i = 0; i < names.size(); i++) {
      Files.writeString(folder.resolve(i + ".py"), programs.get(names.get(i)));
    }
    Path main = Files.writeString(folder.resolve("main.py"), PROGRAMS + script);
    Path out = folder.resolve("out");
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(python, "-B", main.toString(), folder.toString(), "" + names.size())
            .redirectError(errors.toFile())
            .redirectOutput(out.toFile())
            .start();
    int status = process.waitFor();
    assertThat(status).as(Files.readString(errors)).isZero();
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSameSizeAs(names);
    Map<String, String> found = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      found.put(names.get(i), lines.get(i));
    }
    return found;
  }

  /** The numbers of a line. */
  static double[] numbers(String line) {
    String[] cells = line.strip().split(" ", -1);
    double[] numbers = new double[cells.length];
    for (int i = 0; i < cells.length; i++) {
      numbers[i] = Double.parseDouble(cells[i]);
    }
    return numbers;
  }
}
