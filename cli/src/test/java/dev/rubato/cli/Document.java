package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, taken apart.
 *
 * @param file where it lies
 * @param text what it says
 */
record Document(Path file, String text) {
  private static final Pattern WORD =
      Pattern.compile("'([^']*)'|\"([^\"]*)\"|((?:[^\\s'\"\\\\]|\\\\.)+)");
  private static final Pattern LINK =
      Pattern.compile("\\]\\((?!https?:)([^)#:\\s]+)[^)]*\\)|src=\"([^\":]+)\"");

  /** The root of the sources: the nearest folder above with a README. */
  static Path root() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("README.md"))) {
      root = root.getParent();
    }
    return root;
  }

  /** A page by its place in the sources. */
  static Document of(String name) throws IOException {
    Path file = root().resolve(name);
    return new Document(file, Files.readString(file));
  }

  /** Every README, and all of docs. */
  static List<Document> all() throws IOException {
    List<Document> all = new ArrayList<>();
    try (Stream<Path> top = Files.list(root());
        Stream<Path> docs = Files.walk(root().resolve("docs"))) {
      for (Path file :
          Stream.concat(
                  top.filter(each -> each.getFileName().toString().startsWith("README")), docs)
              .filter(each -> each.toString().endsWith(".md"))
              .sorted()
              .toList()) {
        all.add(of(root().relativize(file).toString()));
      }
    }
    return all;
  }

  /** The fenced blocks of a language. */
  List<String> blocks(String language) {
    List<String> blocks = new ArrayList<>();
    Matcher block = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$").matcher(text);
    while (block.find()) {
      blocks.add(block.group(1));
    }
    return blocks;
  }

  /** The lines of its fenced shell blocks, long ones joined. */
  List<String> shellLines() {
    return blocks("sh").stream()
        .flatMap(block -> block.replace("\\\n", " ").lines())
        .filter(line -> !line.isBlank())
        .toList();
  }

  /** The command lines that call rubato, without its name, split as a shell does. */
  List<List<String>> commands() {
    return shellLines().stream()
        .filter(line -> line.startsWith("./rubato "))
        .map(line -> words(line.substring("./rubato ".length())))
        .toList();
  }

  /** The strategies that stand alone on an indented line. */
  List<String> strategies() {
    return text.lines()
        .filter(line -> line.matches(" {4}[a-z-]+(\\(.*\\))?: .*"))
        .map(String::strip)
        .toList();
  }

  /** The files that it links to or shows. */
  List<Path> linked() {
    List<Path> linked = new ArrayList<>();
    Matcher link = LINK.matcher(text);
    while (link.find()) {
      String name = link.group(1) != null ? link.group(1) : link.group(2);
      linked.add(file.resolveSibling(name).normalize());
    }
    return linked;
  }

  /** Words and quotes; what else a shell knows has no place in a documented command. */
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

  @Override
  public String toString() {
    return root().relativize(file).toString();
  }
}
