package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What README.md shows can be typed, compiled and run as it stands. */
@Timeout(300)
class ReadmeTest {
  @TempDir private Path folder;

  private static Document readme() throws Exception {
    return Document.of("README.md");
  }

  @Test
  void everyOtherCommandIsRunByTheWholeCheck() throws Exception {
    List<String> others =
        readme().shellLines().stream().filter(line -> !line.startsWith("./rubato ")).toList();
    assertThat(others).containsExactly("mvn verify", "mvn install -DskipTests");
    assertThat(Files.readString(Document.root().resolve(".ci/run")))
        .contains("the README's test command", "/^ *mvn /", ".ci/library");
    assertThat(Files.readString(Document.root().resolve(".ci/library")))
        .contains("fenced sh | grep -m 1 '^mvn install'", "$(fenced xml");
  }

  @Test
  void theCoordinatesAreThoseOfThisVersion() throws Exception {
    Matcher version =
        Pattern.compile("<version>(.*?)</version>")
            .matcher(Files.readString(Document.root().resolve("pom.xml")));
    assertThat(version.find()).isTrue();
    List<String> versions = new ArrayList<>();
    Matcher given =
        Pattern.compile("<version>(.*?)</version>").matcher(readme().blocks("xml").get(0));
    while (given.find()) {
      versions.add(given.group(1));
    }
    assertThat(versions).hasSize(2).containsOnly(version.group(1));
  }

  @Test
  void everyJavaProgramCompilesAndRuns() throws Exception {
    List<String> programs =
        readme().blocks("java").stream().filter(block -> block.contains(" class ")).toList();
    assertThat(programs).as("Java programs of the README").isNotEmpty();
    for (String program : programs) {
      assertThat(run(program)).as("what it prints").isNotBlank();
    }
  }

  /** Compiles a program and returns what its main method prints. */
  private String run(String program) throws Exception {
    Matcher name = Pattern.compile("class (\\w+)").matcher(program);
    assertThat(name.find()).as("a class in %s", program).isTrue();
    Path source = folder.resolve(name.group(1) + ".java");
    Files.writeString(source, program);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-Xlint:all",
              "-d",
              folder.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(errors, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as("%s", errors).isTrue();
    }
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader
          .loadClass(name.group(1))
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
