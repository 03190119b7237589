package dev.rubato.notation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import dev.rubato.strategy.Strategy;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts of a quarter of a million characters, made to be slow or to overflow the stack. What takes
 * time in proportion to their length takes far less than the seconds allowed; what takes the square
 * of it, if only of the number of words, takes more. The seconds are the processor's, so that a
 * busy machine changes nothing.
 */
class HostileTextTest {
  private static final int LENGTH = 250_000;
  private static final long MOST_NANOSECONDS = 2_000_000_000;
  private static final Horizon HORIZON = new Horizon(1000, 10);

  /** Times what a test does. */
  private final long began = processorTime();

  private static long processorTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @AfterEach
  void itTookLittleTime() {
    assertThat(processorTime() - began).isLessThan(MOST_NANOSECONDS);
  }

  private static String filled(String start, String repeated, String end) {
    int times = (LENGTH - start.length() - end.length()) / repeated.length();
    return start + repeated.repeat(times) + end;
  }

  /** Texts that are refused. */
  private static Map<String, Supplier<String>> wrong() {
    Map<String, Supplier<String>> texts = new LinkedHashMap<>();
    for (String piece :
        List.of(
            "(",
            ")",
            "[",
            "]",
            "((((",
            "sgd(",
            "sgd(momentum=",
            "max(",
            "repeat(",
            "max(1, ",
            "a",
            "a-",
            "a ",
            "9",
            ".",
            "-",
            "->",
            "?",
            "? ",
            "..",
            "1..",
            ",",
            "=",
            "*",
            "* ",
            "+",
            "1 + (",
            "until ",
            "1 until 5 then",
            " from start",
            "1 * (",
            ": ",
            "sgd: ",
            "then ",
            "for ",
            "0.1 then ",
            "linear(0 -> ",
            "\"",
            "'",
            "\u0000",
            "漢",
            "\ud83d\ude00",
            "→",
            "%",
            "\n#\n(",
            "0.1 for 1 then",
            "cosine(0.1 -> 0) per ",
            "step(0.1, every=1, every=",
            "sgd: (",
            "sgd: ?",
            "sgd: linear(-> 1) for 1 then")) {
      texts.put(piece, () -> filled("", piece, ""));
    }
    texts.put("a list", () -> filled("multistep(0.1, at=[", "[", "]"));
    texts.put("a long first name", () -> filled("", "z", "(0.1 -> 0)"));
    texts.put("a long argument name", () -> filled("linear(", "z", "=1)"));
    texts.put("a long word", () -> filled("plateau(0.1, mode=", "z", ")"));
    texts.put("a text without an end", () -> filled("plateau(1, metric=\"", "z", ")"));
    texts.put("groups", () -> filled("0.1", " with \"a\" (rate=2)", ""));
    texts.put("texts", () -> filled("", "\"z\" ", ""));
    texts.put("a long number", () -> filled("linear(0 -> ", "9", ")"));
    texts.put("open, then closed", () -> "(".repeat(LENGTH / 2) + "1" + ")".repeat(LENGTH / 2));
    texts.put("an error at the end", () -> filled("", "0.1 for 1 then ", "cosin(1 -> 0)"));
    texts.put("an error after comments", () -> filled("", "# 漢字\n", "cosin(1 -> 0)"));
    texts.put("an error after blanks", () -> filled("", " ", "cosin(1 -> 0)"));
    texts.put("an optimizer called again and again", () -> filled("", "sgd(sgd", ""));
    return texts;
  }

  /** Texts that are read. */
  private static Map<String, Supplier<String>> right() {
    Map<String, Supplier<String>> texts = new LinkedHashMap<>();
    texts.put("a sequence", () -> filled("", "0.1 for 1 then ", "cosine(0.1 -> 0)"));
    texts.put("a continuing sequence", () -> filled("0.5 for 1", " then linear(-> 1) for 1", ""));
    texts.put("epochs", () -> filled("", "step(0.1, every=1) per epoch for 1 then ", "1"));
    texts.put("a product", () -> filled("1", " * 1", ""));
    texts.put("a sum", () -> filled("1", " + 1", ""));
    texts.put("a sum of products", () -> filled("1", " + 1 * 1", ""));
    texts.put("a product of sequences", () -> filled("1", " * (1 for 2)", ""));
    texts.put("a maximum", () -> filled("max(1", ", 1", ")"));
    texts.put("times", () -> filled("multistep(0.1, at=[1", ", 1", "])"));
    texts.put(
        "what watches", () -> filled("plateau(1) for 1", " then plateau(patience=0) for 1", ""));
    texts.put("zeros", () -> filled("sgd: 0.", "0", "1"));
    texts.put("digits", () -> filled("sgd: 0.", "3", ""));
    texts.put("a small number", () -> filled("linear(0 -> 1e-", "0", "3)"));
    texts.put("a long word", () -> filled("plateau(0.1, metric=", "a-", "z)"));
    texts.put("a long text", () -> filled("plateau(0.1, metric=\"", "Z_\\\\", "\")"));
    texts.put("a comment", () -> filled("0.1 # ", "x", ""));
    texts.put("comments", () -> filled("0.1 ", "#\n", ""));
    texts.put("blanks", () -> filled("0.1", " \t\r\n", ""));
    texts.put("a schedule for momentum", () -> filled("sgd(momentum=0.1", " * 0.9", "): 0.1"));
    texts.put("nested sequences", () -> nested("(", filled("", "0.1 for 1 then ", "1"), " for 1)"));
    texts.put("nested products", () -> nested("(", filled("1", " * 1", ""), " * 1)"));
    texts.put("nested sums", () -> nested("(", filled("1", " + 1", ""), " + 1)"));
    texts.put("from start", () -> filled("", "step(0.1, every=1) from start for 1 then ", "1"));
    texts.put("nested maxima", () -> nested("max(", filled("1", ", 1", ""), ", 2)"));
    texts.put(
        "nested repeats",
        () -> nested("repeat(", filled("", "0.1 for 1 then ", "1"), ", every=10)"));
    return texts;
  }

  private static String nested(String open, String inside, String close) {
    return open.repeat(45) + inside + close.repeat(45);
  }

  static Set<String> wrongNames() {
    return wrong().keySet();
  }

  static Set<String> rightNames() {
    return right().keySet();
  }

  @ParameterizedTest
  @MethodSource("wrongNames")
  @Timeout(10)
  void aLongTextThatIsWrongIsRefused(String name) {
    String text = wrong().get(name).get();
    NotationException e = Errors.exception(text);
    assertThat(e.end()).isBetween(e.start(), text.length());
    assertThat(e.getMessage()).hasSizeLessThan(1000);
  }

  @ParameterizedTest
  @MethodSource("rightNames")
  @Timeout(10)
  void aLongTextThatIsRightIsReadPrintedComparedResolvedAndRun(String name) {
    Strategy strategy = Notation.strategy(right().get(name).get());
    Strategy again = Notation.strategy(strategy.toString());
    assertThat(again.equals(strategy)).isTrue();
    assertThat(again.hashCode()).isEqualTo(strategy.hashCode());
    assertThat(strategy.open()).isEmpty();
    Curve curve = strategy.rate().over(HORIZON);
    for (long t = 0; t < 20; t++) {
      assertThat(curve.at(50 * t)).isNotNegative();
    }
    RunningSchedule running = new RunningSchedule(strategy.rate(), HORIZON);
    running.observe(500, "validation-loss", 1);
    running.observe(501, "validation-loss", 1);
    assertThat(running.at(501)).isNotNegative();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "max(",
        "max(1, ",
        "1 * (",
        "1 + (",
        "repeat(",
        "0.1 for 1 then (",
        "sgd(momentum=("
      })
  void deepNestingIsAnErrorAtTheParenthesisThatIsTooDeep(String piece) {
    String text = piece.repeat(200);
    NotationException e = Errors.exception(text);
    if (piece.startsWith("sgd")) {
      assertThat(e.reason()).contains("is an optimizer");
    } else {
      assertThat(e.reason()).isEqualTo("nested more than 50 levels deep");
      assertThat(e.start()).isBetween(49 * piece.length(), 51 * piece.length());
    }
  }

  @Test
  void fiftyDeepIsStillRead() {
    assertThat(Notation.strategy("(".repeat(50) + "1" + ")".repeat(50))).hasToString("1");
    assertThat(
            Notation.strategy("max(".repeat(50) + "1" + ")".repeat(50)).rate().over(HORIZON).at(0))
        .isEqualTo(1);
    assertThat(Errors.of("(".repeat(51) + "1" + ")".repeat(51))).contains("nested more than 50");
  }
}
