package dev.rubato;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.schedule.Schedule;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in the Javadoc are compiled and run, and what they say of a value is true. */
class JavadocSnippetsTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern SNIPPET =
      Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* \\}</pre>", Pattern.DOTALL);

  /** A statement that is an expression, and what the comment after it says it is. */
  private static final Pattern CLAIM = Pattern.compile("^([^=]*[^=\\s]); // (.+)$");

  private static final String FRAME =
      """
      import static dev.rubato.schedule.Schedules.*;
      import dev.rubato.argument.*;
      import dev.rubato.finder.*;
      import dev.rubato.notation.*;
      import dev.rubato.optimizer.*;
      import dev.rubato.schedule.*;
      import dev.rubato.strategy.*;
      import java.util.*;
      public class Snippet {
        static void check(Object value, String said) {
          boolean right = value instanceof Number number
              ? Math.abs(number.doubleValue() - Double.parseDouble(said)) < 1e-12
              : value.toString().equals(said);
          if (!right) {
            throw new AssertionError(value + " is not " + said);
          }
        }
        public static void run() {
      %s
        }
      }
      """;

  /** The snippets of all source files, by file name and number. */
  static Map<String, String> snippets() throws IOException {
    Map<String, String> snippets = new TreeMap<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        Matcher matcher = SNIPPET.matcher(Files.readString(file));
        for (int i = 1; matcher.find(); i++) {
          String code = matcher.group(1).replaceAll("(?m)^ \\* ?", "");
          snippets.put(file.getFileName() + " " + i, code);
        }
      }
    }
    return snippets;
  }

  static Stream<String> names() throws IOException {
    return snippets().keySet().stream();
  }

  @Test
  void theClassesThatAProgramStartsFromHaveOne() throws IOException {
    assertThat(snippets()).containsKeys("Schedule.java 1", "Schedules.java 1", "Stepper.java 1");
  }

  @ParameterizedTest
  @MethodSource("names")
  void theSnippetDoesWhatItSays(String name, @TempDir Path folder) throws Exception {
    List<String> lines = new ArrayList<>();
    for (String line : snippets().get(name).lines().toList()) {
      lines.add(CLAIM.matcher(line).replaceFirst("check($1, \"$2\");"));
    }
    compile(FRAME.formatted(String.join("\n", lines)), folder);
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, JavadocSnippetsTest.class.getClassLoader())) {
      loader.loadClass("Snippet").getMethod("run").invoke(null);
    }
  }

  private static void compile(String source, Path folder) {
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    String classes = Schedule.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    StringWriter messages = new StringWriter();
    List<String> options = List.of("-d", folder.toString(), "-cp", classes, "-proc:none");
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(messages, null, null, options, null, List.of(file))
            .call();
    assertThat(compiled).as("%s\n%s", messages, source).isTrue();
  }
}
