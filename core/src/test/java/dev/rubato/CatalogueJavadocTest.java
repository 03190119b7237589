package dev.rubato;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Algorithms;
import dev.rubato.schedule.Form;
import dev.rubato.schedule.Forms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every argument of the catalogue says what it is, in the program and in the Javadoc of its class
 * alike. Where a list differs, the failure shows the one to paste.
 */
class CatalogueJavadocTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final int LONGEST_MEANING = 76; // with its indent, a line of 80 columns
  private static final Pattern LIST = Pattern.compile("<ul>.*?</ul> <p>.*?\\.(?= |$)");

  /** The signatures of each class, without what all optimizers have. */
  static Map<Class<?>, List<Signature>> signatures() {
    Map<Class<?>, List<Signature>> signatures = new LinkedHashMap<>();
    for (Form form : Forms.all()) {
      add(signatures, form.getClass(), form.signature());
    }
    for (Algorithm algorithm : Algorithms.all()) {
      add(signatures, algorithm.getClass(), algorithm.ownSignature());
    }
    return signatures;
  }

  private static void add(
      Map<Class<?>, List<Signature>> signatures, Class<?> type, Signature signature) {
    signatures.computeIfAbsent(type, key -> new ArrayList<>()).add(signature);
  }

  static Stream<Class<?>> classes() {
    return signatures().keySet().stream();
  }

  static Stream<Parameter> parameters() {
    return Stream.concat(
            Forms.all().stream().map(Form::signature),
            Algorithms.all().stream().map(Algorithm::signature))
        .flatMap(signature -> signature.parameters().stream())
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void everyParameterSaysWhatItIsInASentenceThatFitsInItsLine(Parameter parameter) {
    assertThat(parameter.meaning())
        .matches("[A-Z0-9].*[^.]\\.")
        .doesNotContain("\n")
        .hasSizeBetween(10, LONGEST_MEANING);
  }

  @ParameterizedTest
  @MethodSource("classes")
  void theJavadocListsTheArgumentsOfTheSignature(Class<?> type) throws IOException {
    String expected = expected(signatures().get(type));
    assertThat(listed(type)).as(toPaste(expected)).isEqualTo(expected);
  }

  @Test
  void theJavadocOfAlgorithmListsWhatAllOptimizersHave() throws IOException {
    Algorithm any = Algorithms.all().get(0);
    List<Parameter> all = any.signature().parameters();
    Signature common =
        new Signature("all", all.subList(any.ownSignature().parameters().size(), all.size()));
    assertThat(listed(Algorithm.class)).isEqualTo(expected(List.of(common)));
  }

  private static String toPaste(String list) {
    return "\n *\n * "
        + list.replace(" <li>", "\n *   <li>").replace(" </ul> <p>", "\n * </ul>\n *\n * <p>")
        + "\n";
  }

  /** The list in the source, as one line. */
  private static String listed(Class<?> type) throws IOException {
    String source = Files.readString(SOURCES.resolve(type.getName().replace('.', '/') + ".java"));
    int start = source.indexOf("/**");
    String javadoc = source.substring(start, source.indexOf("*/", start));
    Matcher list = LIST.matcher(javadoc.replaceAll("\\s*\\n \\* ?", " ").replaceAll("\\s+", " "));
    return list.find() ? list.group() : "no list of arguments";
  }

  /** One class may have several signatures, such as adam and adamw. */
  private static String expected(List<Signature> signatures) {
    Map<String, List<String>> names = new LinkedHashMap<>(); // of the signatures with this item
    for (Signature signature : signatures) {
      for (Parameter parameter : signature.parameters()) {
        names.computeIfAbsent(item(parameter), key -> new ArrayList<>()).add(signature.name());
      }
    }
    StringBuilder list = new StringBuilder("<ul>");
    names.forEach(
        (item, having) -> {
          String of = having.size() == signatures.size() ? "" : " (" + having.get(0) + ")";
          list.append(" <li>").append(item.formatted(of));
        });
    return list
        + " </ul> <p>An argument outside its domain is an {@link IllegalArgumentException} that"
        + " names it.";
  }

  private static String item(Parameter parameter) {
    String fallback = parameter.fallback() == null ? "" : "=" + parameter.fallback();
    String takes = parameter.takes().replace("0.1 -> 0", "{@code 0.1 -> 0}").replace("%", "%%");
    String optional = parameter.required() || parameter.fallback() != null ? "" : "; optional";
    return "{@code "
        + parameter.label()
        + fallback.replace("%", "%%")
        + "}%s: "
        + parameter.meaning()
        + " "
        + Character.toUpperCase(takes.charAt(0))
        + takes.substring(1)
        + optional
        + ".";
  }
}
