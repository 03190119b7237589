package dev.rubato.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedule;
import dev.rubato.strategy.Strategy;
import dev.rubato.text.SafeText;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Any text at all is read, or refused with an error that points into it; nothing else happens. */
class ParserFuzzTest {
  private static final Horizon HORIZON = new Horizon(100, 7);
  private static final List<String> PIECES =
      List.of(
          "sgd",
          "adamw",
          ":",
          "(",
          ")",
          "[",
          "]",
          ",",
          "*",
          "->",
          "..",
          "?",
          "=",
          "%",
          "0.1",
          "1",
          "-1",
          "1e-3",
          "1e999",
          "0",
          ".5",
          "5.",
          "inf",
          "nan",
          "then",
          "for",
          "until",
          "until 90%",
          "from start",
          "with",
          "with \"a*\" (",
          "frozen=true",
          "metric=\"",
          "\"a\"",
          "+",
          "per",
          "epoch",
          "epochs",
          "steps",
          "linear",
          "cosine(0.1 -> 0)",
          "plateau(",
          "max(",
          "repeat(",
          "every",
          "every=",
          "gamma=0.1",
          "step(0.1, every=",
          "at=[",
          "one-cycle(1)",
          "true",
          "momentum=",
          "up=30%",
          "-",
          "--",
          "a-b",
          "#",
          "\n",
          " ",
          "\t",
          "\r",
          "\u0000",
          "\u2028",
          "→",
          "é",
          "漢",
          "\ud83d",
          "\ud83d\ude00",
          "\"",
          "'",
          "\\",
          "constant",
          "exponential(-> 1)",
          "rate=");

  @Test
  void randomAndMutatedTexts() {
    fuzz(0, 30_000);
  }

  @Test
  @Tag("long")
  void manyMoreRandomAndMutatedTexts() {
    fuzz(30_000, 1_500_000);
  }

  private static void fuzz(long from, long to) {
    int read = 0;
    for (long seed = from; seed < to; seed++) {
      String text = text(new SplittableRandom(seed));
      try {
        read += check(text) ? 1 : 0;
        checkSchedule(text);
      } catch (RuntimeException | StackOverflowError | AssertionError e) {
        fail("seed " + seed + ", \"" + text + "\"", e);
      }
    }
    // the mutations leave some texts whole, so that both ends are tried
    assertThat(read).isBetween((int) ((to - from) / 100), (int) ((to - from) / 2));
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    switch (random.nextInt(3)) {
      case 0 -> {
        int length = random.nextInt(40);
        for (int i = 0; i < length; i++) {
          text.append((char) random.nextInt(random.nextBoolean() ? 128 : 65536));
        }
      }
      case 1 -> {
        int length = random.nextInt(25);
        for (int i = 0; i < length; i++) {
          text.append(PIECES.get(random.nextInt(PIECES.size())));
          text.append(random.nextInt(3) == 0 ? "" : " ");
        }
      }
      default -> {
        text.append(new RandomStrategies(random, true).strategy());
        int mutations = random.nextInt(4);
        for (int i = 0; i < mutations; i++) {
          mutate(text, random);
        }
      }
    }
    return text.toString();
  }

  private static void mutate(StringBuilder text, SplittableRandom random) {
    int at = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), at + random.nextInt(6));
    switch (random.nextInt(5)) {
      case 0 -> text.delete(at, to);
      case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
      case 2 -> text.replace(at, to, PIECES.get(random.nextInt(PIECES.size())));
      case 3 -> text.insert(at, text.substring(at, to));
      default -> text.setLength(at);
    }
  }

  /** Whether the text was read; everything that can be asked of what was read is. */
  private static boolean check(String text) {
    Strategy strategy;
    try {
      strategy = Notation.strategy(text);
    } catch (NotationException e) {
      checkError(text, e);
      return false;
    }
    if (!Notation.strategy(strategy.toString()).equals(strategy)) {
      throw new AssertionError("prints as another: " + strategy);
    }
    try {
      Curve curve = strategy.rate().over(HORIZON);
      for (long t : new long[] {0, 1, 13, 50, 99, 100, Horizon.MAX_STEPS}) {
        curve.at(t);
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      // what the horizon can't measure, and what is still open
      if (e.getMessage().isBlank()) {
        throw new AssertionError("an error without a message", e);
      }
    }
    return true;
  }

  /** The same for a schedule, whose levels may be negative. */
  private static void checkSchedule(String text) {
    try {
      Schedule schedule = Notation.schedule(text);
      if (!Notation.schedule(schedule.toString()).equals(schedule)) {
        throw new AssertionError("prints as another: " + schedule);
      }
    } catch (NotationException e) {
      checkError(text, e);
    }
  }

  private static void checkError(String text, NotationException e) {
    String[] lines = e.getMessage().split("\n", -1);
    int caret = lines[lines.length - 1].indexOf('^');
    boolean atEnd = e.start() == text.length() || text.charAt(e.start()) == '\n';
    String under = caret < lines[0].length() ? lines[0].substring(caret, caret + 1) : "";
    String place = atEnd ? "" : SafeText.columns(text.substring(e.start(), e.start() + 1));
    boolean fits =
        0 <= e.start()
            && e.start() <= e.end()
            && e.end() <= text.length()
            && lines.length == 2
            && lines[1].substring(0, caret).isBlank()
            && lines[1].endsWith(" " + e.reason())
            && !e.reason().isBlank()
            && under.equals(place);
    if (!fits) {
      throw new AssertionError(e.start() + " to " + e.end() + ":\n" + e.getMessage());
    }
  }
}
