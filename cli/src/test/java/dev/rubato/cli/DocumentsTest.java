package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Algorithms;
import dev.rubato.schedule.Forms;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the pages show can be typed, and is what the pages' own data and the command give. */
@Timeout(600)
class DocumentsTest {
  /** In which strategies stand that are wrong on purpose, or that another test holds. */
  private static final Set<String> OWN_TESTS = Set.of("docs/notation.md", "docs/recipes.md");

  @TempDir private Path folder;

  /** All commands, each once, in the pages' order. */
  private static Set<List<String>> commands() throws Exception {
    Set<List<String>> commands = new LinkedHashSet<>();
    for (Document each : Document.all()) {
      commands.addAll(each.commands());
    }
    commands.removeIf(words -> words.contains("serve")); // it goes on until it is stopped
    return commands;
  }

  /** Whether a command trains for more than a moment, or asks for what such a one has stored. */
  private static boolean isLong(List<String> command) {
    return switch (command.get(0)) {
      case "compare" -> !command.contains("--epochs");
      case "tune", "find", "studies" -> true;
      default -> false;
    };
  }

  /** The command, with its files and the store in the test's folder. */
  private String[] inFolder(List<String> words) {
    List<String> args = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      boolean file = i > 0 && words.get(i - 1).matches("--report|--out");
      args.add(file ? inFolder(words.get(i)) : words.get(i));
    }
    if (args.get(0).equals("compare") && !args.contains("--report")) {
      args.addAll(List.of("--report", inFolder("report.html")));
    }
    if (Set.of("compare", "tune", "find", "train", "studies").contains(args.get(0))) {
      args.addAll(List.of("--store", inFolder("store")));
    }
    return args.toArray(new String[0]);
  }

  private String inFolder(String file) {
    return folder.resolve(Path.of(file).getFileName()).toString();
  }

  private void run(Stream<List<String>> commands) {
    List<List<String>> all = commands.toList();
    assertThat(all).isNotEmpty();
    for (List<String> command : all) {
      Cli.Outcome outcome = Cli.run(inFolder(command));
      assertThat(outcome.status()).as("%s: %s", command, outcome.err()).isZero();
    }
  }

  @Test
  void everyShortCommandWorks() throws Exception {
    run(commands().stream().filter(each -> !isLong(each)));
  }

  @Test
  @Tag("long")
  void everyLongCommandWorks() throws Exception {
    assertThat(commands()).contains(List.of("compare"));
    run(commands().stream().filter(DocumentsTest::isLong));
    Cli.checkPage(Files.readString(folder.resolve("report.html")));
    String drawn = "find.svg"; // which has numbers of this machine's, but the same words
    assertThat(words(folder.resolve(drawn)))
        .as("docs/pictures/%s is as the command draws it: make it anew", drawn)
        .isEqualTo(words(Document.root().resolve("docs/pictures").resolve(drawn)));
  }

  /** The words of a picture without its numbers. */
  private static List<String> words(Path svg) throws Exception {
    return Pattern.compile("<text[^>]*>([^<]*)</text>")
        .matcher(Files.readString(svg))
        .results()
        .map(match -> match.group(1).replaceAll("[-+0-9.e]*[0-9]", "").strip())
        .filter(word -> !word.isEmpty())
        .toList();
  }

  @Test
  void everyOtherShellLineIsRunByTheWholeCheck() throws Exception {
    for (Document each : Document.all()) {
      assertThat(each.shellLines())
          .as("%s", each)
          .allMatch(
              line ->
                  line.startsWith("./rubato ")
                      || Set.of("mvn verify", "mvn install -DskipTests", "docs/figures")
                          .contains(line));
    }
    assertThat(Files.readString(Document.root().resolve(".ci/run")))
        .contains("the README's test command", "/^ *mvn /", ".ci/library");
  }

  @Test
  void everyFencedBlockIsOfAKnownKind() throws Exception {
    for (Document each : Document.all()) {
      assertThat(each.text().lines().filter(line -> line.matches(" *```.+")).map(String::strip))
          .as("%s", each)
          .isSubsetOf("```sh", "```java", "```xml", "```text", "```python");
    }
  }

  @Test
  void everyStrategyOnALineOfItsOwnIsOne() throws Exception {
    Set<String> strategies = new LinkedHashSet<>();
    for (Document each : Document.all()) {
      if (!OWN_TESTS.contains(each.toString())) {
        strategies.addAll(each.strategies());
      }
    }
    assertThat(strategies).hasSizeGreaterThan(30);
    for (String strategy : strategies) {
      Strategy parsed = Notation.strategy(strategy);
      if (parsed.rate().open().isEmpty()) {
        new RunningStrategy(parsed, Horizon.ofEpochs(200, 10));
      }
    }
  }

  @Test
  void everyOptimizerAndScheduleIsNamedInWhichStrategyWhen() throws Exception {
    Set<String> inWords = Set.of("constant", "sgd", "repeat", "max", "min");
    for (String page : List.of("docs/strategies.md", "docs/zh-CN/strategies.md")) {
      String text = Document.of(page).text();
      assertThat(
              Stream.concat(
                      Algorithms.all().stream().map(each -> each.signature().name()),
                      Forms.all().stream().map(each -> each.signature().name()))
                  .filter(name -> !inWords.contains(name)))
          .as(page)
          .allMatch(name -> text.matches("(?s).*[ `]" + name + "[`(: ].*"));
    }
  }

  @Test
  void everyPieceOfJavaIsFromAnExample() throws Exception {
    StringBuilder examples = new StringBuilder();
    try (Stream<Path> files = Files.walk(Document.root().resolve("examples/src/main/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        examples.append(Files.readString(file));
      }
    }
    Set<String> pieces = new HashSet<>();
    for (Document each : Document.all()) {
      each.blocks("java").stream()
          .filter(block -> !block.contains("class Example ")) // ReadmeTest runs it
          .forEach(pieces::add);
    }
    assertThat(pieces).hasSizeGreaterThan(3);
    assertThat(pieces).allSatisfy(piece -> assertThat(examples.toString()).contains(piece));
  }

  @Test
  void theVersionsInTheGuideAreThoseOfThisCheckout() throws Exception {
    String pom = Files.readString(Document.root().resolve("pom.xml"));
    Document guide = Document.of("docs/djl.md");
    assertThat(guide.blocks("xml").get(0))
        .contains("<version>" + between(pom, "<version>", "</version>") + "</version>");
    assertThat(guide.text())
        .contains("pytorch-native-cpu:" + between(pom, "<pytorch.version>", "<") + "`")
        .contains("pytorch-jni:" + between(pom, "<pytorch-jni.version>", "<") + "`");
  }

  private static String between(String text, String before, String after) {
    int from = text.indexOf(before) + before.length();
    return text.substring(from, text.indexOf(after, from));
  }

  @Test
  void everyLinkedFileIsThere() throws Exception {
    for (Document each : Document.all()) {
      assertThat(each.linked()).as("%s", each).allMatch(Files::exists);
    }
  }

  @Test
  void everyPageOfDocsIsInTheIndex() throws Exception {
    List<Path> listed = Document.of("docs/README.md").linked();
    assertThat(listed)
        .containsAll(
            Document.all().stream()
                .map(Document::file)
                .filter(file -> !file.getFileName().toString().startsWith("README"))
                .toList());
  }

  @Test
  void chineseAndEnglishShowTheSame() throws Exception {
    for (String name : List.of("docs/%stutorial.md", "docs/%sstrategies.md")) {
      Document english = Document.of(name.formatted(""));
      Document chinese = Document.of(name.formatted("zh-CN/"));
      assertThat(chinese.shellLines()).isEqualTo(english.shellLines());
      assertThat(chinese.strategies()).isEqualTo(english.strategies());
      assertThat(pictures(chinese)).isEqualTo(pictures(english));
      assertThat(english.linked()).contains(chinese.file());
      assertThat(chinese.linked()).contains(english.file());
    }
    Document english = Document.of("README.md");
    Document chinese = Document.of("README.zh-CN.md");
    assertThat(english.linked()).contains(chinese.file());
    assertThat(chinese.linked()).contains(english.file());
    for (String kind : List.of("sh", "xml", "java")) {
      assertThat(chinese.blocks(kind)).isEqualTo(english.blocks(kind));
    }
  }

  private static List<Path> pictures(Document page) {
    return page.linked().stream().filter(each -> each.toString().contains("pictures")).toList();
  }

  @Test
  void everyPictureAndTableIsAsTheScriptMakesIt() throws Exception {
    Path docs = Document.root().resolve("docs");
    Map<String, String> pictures = Figures.pictures(docs);
    assertThat(pictures).hasSizeGreaterThan(50);
    for (Map.Entry<String, String> picture : pictures.entrySet()) {
      assertThat(Files.readString(docs.resolve(picture.getKey())).equals(picture.getValue()))
          .as("%s is as docs/figures draws it", picture.getKey())
          .isTrue();
    }
    for (String page : List.of("strategies.md", "zh-CN/strategies.md")) {
      assertThat(Figures.page(docs, page)).isEqualTo(Files.readString(docs.resolve(page)));
    }
    for (String line : Files.readAllLines(docs.resolve("figures"))) {
      if (line.startsWith("./rubato ")) {
        List<String> words = Document.words(line.substring("./rubato ".length()));
        Path drawn = docs.resolveSibling(words.get(words.size() - 1));
        Cli.run(inFolder(words)).succeeds();
        assertThat(folder.resolve(drawn.getFileName())).hasSameTextualContentAs(drawn);
      }
    }
  }

  @Test
  void everyPictureIsShownAndIsSmall() throws Exception {
    Set<Path> shown = new TreeSet<>();
    for (Document each : Document.all()) {
      shown.addAll(each.linked());
    }
    try (Stream<Path> files = Files.list(Document.root().resolve("docs/pictures"))) {
      for (Path file : files.toList()) {
        assertThat(shown).contains(file);
        assertThat(Files.size(file)).as("%s", file).isLessThan(150_000);
      }
    }
  }

  @Test
  void aLineIsSplitAsAShellSplitsIt() {
    assertThat(Document.words("curve 'a b' \"c d\" --x=1 # note"))
        .containsExactly("curve", "a b", "c d", "--x=1");
    assertThat(Stream.of("a | b", "a > b", "a 'b", "a $b"))
        .allSatisfy(
            line ->
                assertThatThrownBy(() -> Document.words(line)).isInstanceOf(AssertionError.class));
  }
}
