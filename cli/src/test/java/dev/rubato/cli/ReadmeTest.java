package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What README.md shows can be typed, compiled and run as it stands. */
@Timeout(300)
class ReadmeTest {
  private static final Pattern WORD =
      Pattern.compile("'([^']*)'|\"([^\"]*)\"|((?:[^\\s'\"\\\\]|\\\\.)+)");

  @TempDir private Path folder;

  /** The root of the sources: the nearest folder above with a README. */
  private static Path root() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("README.md"))) {
      root = root.getParent();
    }
    return root;
  }

  private static String readme() throws Exception {
    return Files.readString(root().resolve("README.md"));
  }

  private static List<String> blocks(String language) throws Exception {
    List<String> blocks = new ArrayList<>();
    Matcher block = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$").matcher(readme());
    while (block.find()) {
      blocks.add(block.group(1));
    }
    return blocks;
  }

  /** The README's command lines that call rubato, without its name, split as a shell does. */
  private static List<List<String>> commands() throws Exception {
    List<List<String>> commands = new ArrayList<>();
    for (String block : blocks("sh")) {
      for (String line : block.replace("\\\n", " ").lines().toList()) {
        if (line.startsWith("./rubato ")) {
          commands.add(words(line.substring("./rubato ".length())));
        }
      }
    }
    return commands;
  }

  /** Words and quotes; what else a shell knows has no place in a README's command. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    int end = 0;
    while (word.find()) {
      assertThat(line.substring(end, word.start())).as(line).isBlank();
      end = word.end();
      String plain = word.group(3);
      if (plain != null && plain.startsWith("#")) {
        return words;
      }
      assertThat(plain == null || !plain.matches(".*[|&;<>$`*?(){}~!\\\\].*")).as(line).isTrue();
      words.add(plain != null ? plain : word.group(1) != null ? word.group(1) : word.group(2));
    }
    assertThat(line.substring(end)).as(line).isBlank();
    return words;
  }

  /** The command, with its files in the test's folder. */
  private String[] inFolder(List<String> words) {
    List<String> args = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      boolean file = i > 0 && words.get(i - 1).matches("--report|--out");
      args.add(file ? folder.resolve(words.get(i)).toString() : words.get(i));
    }
    if (args.get(0).equals("compare") && !args.contains("--report")) {
      args.addAll(List.of("--report", folder.resolve("report.html").toString()));
    }
    return args.toArray(new String[0]);
  }

  private static boolean isLong(List<String> command) {
    return command.get(0).equals("compare") && !command.contains("--epochs");
  }

  @Test
  void everyShortCommandWorks() throws Exception {
    List<List<String>> commands = commands().stream().filter(each -> !isLong(each)).toList();
    assertThat(commands).as("commands of the README").isNotEmpty();
    for (List<String> command : commands) {
      Cli.Outcome outcome = Cli.run(inFolder(command));
      assertThat(outcome.status()).as("%s: %s", command, outcome.err()).isZero();
    }
  }

  @Test
  @Tag("long")
  void everyLongCommandWorks() throws Exception {
    List<List<String>> commands = commands().stream().filter(ReadmeTest::isLong).toList();
    assertThat(commands).contains(List.of("compare"));
    for (List<String> command : commands) {
      Cli.Outcome outcome = Cli.run(inFolder(command));
      assertThat(outcome.status()).as("%s: %s", command, outcome.err()).isZero();
    }
    Cli.checkPage(Files.readString(folder.resolve("report.html")));
  }

  @Test
  void everyOtherCommandIsRunByTheWholeCheck() throws Exception {
    List<String> others =
        blocks("sh").stream()
            .flatMap(block -> block.replace("\\\n", " ").lines())
            .filter(line -> !line.startsWith("./rubato ") && !line.isBlank())
            .toList();
    assertThat(others).containsExactly("mvn verify", "mvn install -DskipTests");
    assertThat(Files.readString(root().resolve(".ci/run")))
        .contains("the README's test command", "/^ *mvn /", ".ci/library");
    assertThat(Files.readString(root().resolve(".ci/library")))
        .contains("fenced sh | grep -m 1 '^mvn install'", "$(fenced xml)");
  }

  @Test
  void everyFencedBlockIsOfAKindThatIsTested() throws Exception {
    List<String> kinds =
        readme().lines().filter(line -> line.matches(" *```.+")).map(String::strip).toList();
    assertThat(kinds).isNotEmpty().isSubsetOf("```sh", "```java", "```xml");
  }

  @Test
  void theCoordinatesAreThoseOfThisVersion() throws Exception {
    Matcher version =
        Pattern.compile("<version>(.*?)</version>")
            .matcher(Files.readString(root().resolve("pom.xml")));
    assertThat(version.find()).isTrue();
    List<String> versions = new ArrayList<>();
    Matcher given = Pattern.compile("<version>(.*?)</version>").matcher(blocks("xml").get(0));
    while (given.find()) {
      versions.add(given.group(1));
    }
    assertThat(versions).hasSize(2).containsOnly(version.group(1));
  }

  @Test
  void everyStrategyOfAnIndentedBlockIsOne() throws Exception {
    List<String> strategies =
        readme()
            .lines()
            .filter(line -> line.matches(" {4}[a-z]+(\\(.*\\))?: .*"))
            .map(String::strip)
            .toList();
    assertThat(strategies).isNotEmpty();
    for (String strategy : strategies) {
      Cli.run("curve", strategy, "--steps=2000", "--steps-per-epoch=10", "--format=csv").succeeds();
    }
  }

  @Test
  void everyJavaProgramCompilesAndRuns() throws Exception {
    List<String> programs =
        blocks("java").stream().filter(block -> block.contains(" class ")).toList();
    assertThat(programs).as("Java programs of the README").isNotEmpty();
    for (String program : programs) {
      assertThat(run(program)).as("what it prints").isNotBlank();
    }
  }

  @Test
  void everyPieceOfJavaIsFromAnExample() throws Exception {
    List<String> pieces =
        blocks("java").stream().filter(block -> !block.contains(" class ")).toList();
    assertThat(pieces).as("pieces of Java in the README").isNotEmpty();
    String example =
        Files.readString(
            root().resolve("examples/src/main/java/dev/rubato/examples/ImageClassifier.java"));
    assertThat(pieces).allSatisfy(piece -> assertThat(example).contains(piece));
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

  @Test
  void everyFileThatItLinksToIsThere() throws Exception {
    List<String> links = new ArrayList<>();
    Matcher link = Pattern.compile("\\]\\(([^)#:]+)[^)]*\\)").matcher(readme());
    while (link.find()) {
      links.add(link.group(1));
    }
    assertThat(links).isNotEmpty();
    assertThat(links.stream().map(root()::resolve)).allMatch(Files::exists);
  }

  @Test
  void aLineIsSplitAsAShellSplitsIt() {
    assertThat(words("curve 'a b' \"c d\" --x=1 # note"))
        .containsExactly("curve", "a b", "c d", "--x=1");
    assertThat(Stream.of("a | b", "a > b", "a 'b", "a $b"))
        .allSatisfy(
            line -> assertThatThrownBy(() -> words(line)).isInstanceOf(AssertionError.class));
  }
}
