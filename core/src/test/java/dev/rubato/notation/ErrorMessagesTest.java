package dev.rubato.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.argument.Domain;
import dev.rubato.argument.Numbers;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Algorithms;
import dev.rubato.schedule.Form;
import dev.rubato.schedule.Forms;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the errors of typical mistakes say, to the letter. */
class ErrorMessagesTest {

  /** The line of the place, blanks and carets under it, and the reason. */
  private static void expect(String text, String line, String place, String reason) {
    String blanks = place.substring(0, place.indexOf('^'));
    assertThat(Errors.of(text)).isEqualTo(line + "\n" + place + " " + reason);
    assertThat(Errors.exception(text).reason()).isEqualTo(reason);
    assertThat(blanks).isBlank();
  }

  private static void expect(String text, String place, String reason) {
    expect(text, text, place, reason);
  }

  @Test
  void numbersWithALetterForThousands() {
    expect("linear(0 -> 1e-3) for 20M", "                      ^^^", "20M is written 20e6");
    expect("step(0.1, every=1.5K)", "                ^^^^", "1.5K is written 1.5e3");
    expect("0.1 for ?1..300B", "            ^^^^", "300B is written 300e9");
    expect(
        "linear(0 -> 20k)",
        "            ^^",
        "only times count in k, thousands of steps: write 20e3");
    assertThat(Notation.schedule("0.1 for 20k then 0"))
        .isEqualTo(Notation.schedule("0.1 for 2e4 then 0"));
    assertThat(Notation.schedule("0.1 for 20e6")).hasToString("0.1 for 20000000");
  }

  @Test
  void numbersWithADecimalComma() {
    expect("0,1", "^^^", "a number has a decimal point: 0.1");
    expect("sgd: linear(0 -> 0,05)", "                 ^^^^", "a number has a decimal point: 0.05");
    expect("0.1 for 2,5%", "        ^^^", "a number has a decimal point: 2.5");
    expect(
        "0.1, 0.2", "   ^", "expected a unit, *, +, for, until, then or the end, but found \",\"");
    assertThat(Notation.schedule("multistep(0.1,at=[1,2])"))
        .hasToString("multistep(0.1, at=[1, 2])");
  }

  @Test
  void misspeltNames() {
    expect(
        "sgd: cosin(0.1 -> 0)",
        "     ^^^^^",
        "no schedule is called \"cosin\"; did you mean \"cosine\"?");
    expect("sdg: 0.1", "^^^", "no optimizer is called \"sdg\"; did you mean \"sgd\"?");
    expect(
        "step(0.1, evry=30)",
        "          ^^^^",
        "step has no argument called \"evry\"; did you mean \"every\"?");
    expect(
        "step(0.1, foo=30)",
        "          ^^^",
        "step has no argument called \"foo\"; it takes a, every, gamma");
    expect(
        "sgd(momentun=0.9): 0.1",
        "    ^^^^^^^^",
        "sgd has no argument called \"momentun\"; did you mean \"momentum\"?");
    expect(
        "cyclic(0 -> 1, up=5, mode=trianglar)",
        "                          ^^^^^^^^^",
        "mode must be one of triangular, triangular2, exp-range; did you mean \"triangular\"?");
    expect(
        "step(0.1, every=30 epohcs)",
        "                   ^^^^^^",
        "expected steps, epochs or %, but found \"epohcs\"; did you mean \"epochs\"?");
    expect(
        "0.1 for 5 minutes then 1",
        "          ^^^^^^^",
        "expected steps, epochs or %, but found \"minutes\"");
  }

  @Test
  void optimizersAndSchedulesInTheWrongPlace() {
    expect("adam", "^^^^", "\"adam\" is an optimizer; it needs a schedule: adam: 0.01");
    expect("0.1 * sgd", "      ^^^", "\"sgd\" is an optimizer; it comes first, before a colon");
    expect("sgd:", "    ^", "expected a number or a schedule, but the text ends");
    expect("cosine", "^^^^^^", "\"cosine\" is called with parentheses: cosine(a -> b)");
    expect("0 -> 0.1", "  ^^", "a ramp must be inside a call, such as linear(0 -> 0.1)");
  }

  @Test
  void phrasesWithoutALengthOrAStart() {
    String both =
        "there is no previous phrase to start from: write both ends, such as 0.1 -> 0, or a value";
    expect(
        "0.1 then 0.2",
        "^^^",
        "a phrase followed by another must say how long it lasts: for 100, for 5%, until 90%");
    expect("sgd: linear(-> 1) for 5 then 1", "     ^^^^^^", "in a first phrase " + both);
    expect("0.1 * cosine(-> 1)", "      ^^^^^^", "in a product " + both);
    expect("0.1 + cosine(-> 1)", "      ^^^^^^", "in a sum " + both);
    expect(
        "1 for 5 then cosine(-> 0) from start",
        "             ^^^^^^^^^^^^^^^^^^^^^^^",
        "from start needs a value of its own to start from: write both ends, such as 0.1 -> 0, or a"
            + " value");
    expect(
        "step(1, every=5) from the start",
        "                      ^^^",
        "expected start after from, but found \"the\"");
    expect("1 until 0 then 2", "        ^", "a phrase must end after the training begins, was 0");
    expect("1 until 0.9 then 2", "        ^^^", "0.9 steps round to 1; did you mean 90%?");
    expect("1 for 5 until 9", "        ^^^^^", "expected steps, epochs or %, but found \"until\"");
    expect("max(0.1, cosine(-> 1))", "         ^^^^^^^^^^^^", "inside max " + both);
    expect("repeat(cosine(-> 1), every=5)", "       ^^^^^^^^^^^^", "inside repeat " + both);
    expect("sgd(momentum=rex(-> 1)): 1", "             ^^^^^^^^^", "inside momentum " + both);
  }

  @Test
  void argumentsThatAreMissingDoubleOrOfTheWrongKind() {
    expect("step(0.1)", "^^^^^^^^^", "step needs every=…, a span such as 30, 5 epochs or 10%");
    expect(
        "step(0.1, 30)",
        "          ^^",
        "this argument needs its name: step takes a, every, gamma");
    expect("step(0.1, every=3, every=2)", "                   ^^^^^^^", "\"every\" is given twice");
    expect("linear(0.1)", "       ^^^", "the argument takes a ramp such as 0.1 -> 0, was 0.1");
    expect(
        "multistep(0.1, at=30)",
        "                  ^^",
        "expected a list of spans such as [30, 60], but found \"30\"");
    expect(
        "exponential(0.1)",
        "^^^^^^^^^^^^^^^^",
        "exponential takes exactly one of rate and gamma, was given neither");
    expect(
        "greedy(1, min=1, max=0.5)",
        "^^^^^^^^^^^^^^^^^^^^^^^^^",
        "min must be at most max, was min=1, max=0.5");
    expect(
        "greedy(1, window=5)", "^^^^^^^^^^^^^^^^^^^", "window is for smooth=true: write that too");
    expect(
        "cooldown(1 -> 0, shape=linear, power=2)",
        "^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "cooldown takes a shape or a power, was given both: leave one out");
    expect(
        "exponential(1 -> 0.1, rate=2)",
        "^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "rate can't be used with a ramp, which is as long as its phrase: leave it out");
  }

  @Test
  void charactersAndMarks() {
    expect("linear(0 → 1)", "linear(0 · 1)", "         ^", "a ramp is written with ->");
    expect("Sgd: 0.1", "^", "names are written in lower case");
    expect(
        "1 for 5; 2", "       ^", "phrases are joined by then, and a colon follows the optimizer");
    expect("+0.1", "^", "a number is written without +; a + stands between what is added");
    expect(
        "1\u0007\u001b[31m漢\t2", "1··[31m· 2", " ^", "this character is not part of the notation");
    expect(
        "linear(0 -> 1",
        "             ^",
        "expected a comma or a closing parenthesis, but the text ends");
    expect(
        "(0.1 for 5))",
        "           ^",
        "expected for, until, then, *, + or the end, but found \")\"");
    expect("1e999", "^^^^^", "this number is too large: the largest is about 1.8e308");
    expect("?2..1", "^^^^^", "the range of a ? must go from a lower to a higher number, was 2..1");
  }

  @Test
  void groupsOfParameters() {
    expect(
        "sgd: 1 with head (rate=2)",
        "            ^^^^",
        "expected a pattern in quotes, such as \"head*\" or \"@bias\", but found \"head\"");
    expect(
        "sgd: 1 with \"head\"",
        "                  ^",
        "expected an opening parenthesis and what is different, such as (weight-decay=0), but the"
            + " text ends");
    expect(
        "sgd: 1 with \"head\" ()",
        "            ^^^^^^^^^",
        "a group must say what is different, such as (rate=0.1) or (weight-decay=0)");
    expect(
        "sgd: 1 with \"@nrm\" (rate=2)",
        "            ^^^^^^",
        "a kind of parameters must be one of [@vector, @weight, @bias, @scale, @shift, @norm,"
            + " @embedding], was \"@nrm\"");
    expect(
        "sgd: 1 with \"a\" (rate=2, frozen=true, frozen-from=5)",
        "            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "a group that is frozen has no frozen-until or frozen-from: leave one out");
    expect(
        "sgd: 1 with \"a\" (beta1=0.5)",
        "                 ^^^^^",
        "a group has no argument called \"beta1\"; it takes rate, momentum, dampening,"
            + " weight-decay, frozen, frozen-until, frozen-from, statistics");
    expect(
        "sgd: 1 with \"a\" (momentum=2)",
        "                          ^",
        "momentum must be in [0, 1), was 2");
    expect(
        "sgd: 1 with \"a\" (rate=2) then 3",
        "                         ^^^^",
        "expected with or the end, as groups come last, after the whole schedule, but found"
            + " \"then\"");
    expect(
        "sgd: (1 with \"a\" (rate=2))",
        "        ^^^^",
        "expected a closing parenthesis, for, until, then, * or +, but found \"with\"");
  }

  @Test
  void textsInQuotes() {
    expect(
        "plateau(1, metric=\"val)",
        "                  ^",
        "this text needs a closing \" on its line");
    expect(
        "plateau(1, metric=\"a\\b\")",
        "                    ^^",
        "in quotes a \\ stands before \" or \\ only");
    expect("plateau(1, metric=\"\")", "                  ^^", "a text must not be empty");
    expect(
        "plateau(1, metric=\"a\tb\")",
        "plateau(1, metric=\"a b\")",
        "                  ^^^^^",
        "a text must be one line of visible characters, had U+0009");
    expect(
        "plateau(1, metric=val_loss)",
        "                  ^^^^^^^^",
        "write a metric's name in quotes: \"val_loss\"");
    expect(
        "plateau(1, metric=3)",
        "                  ^",
        "expected a word such as validation-loss or a text such as \"val/loss\", but found \"3\"");
    expect(
        "step(1, every=\"5\")",
        "              ^^^",
        "expected a span such as 30, 5 epochs or 10%, but found \"5\"");
    expect("'sgd: 0.1'", "^", "a text is written in double quotes");
    expect("\"a\" = sgd: 0.1", "^^^", "a label can't be used here: write the strategy alone");
    assertThatThrownBy(() -> Notation.labelled("\"a\" sgd: 0.1"))
        .hasMessageContaining("expected = and a strategy after the label, but found \"sgd\"");
    assertThatThrownBy(() -> Notation.labelled("\"\" = sgd: 0.1"))
        .hasMessageContaining("a text must not be empty");
  }

  @Test
  void onlyTheLineOfThePlaceIsShown() {
    expect(
        "sgd: # the plan\n  linear(0 -> 1) for 5%\n  then cosin(-> 0) # the fall\n# end",
        "  then cosin(-> 0) # the fall",
        "       ^^^^^",
        "no schedule is called \"cosin\"; did you mean \"cosine\"?");
    expect(
        "sgd: step(0.1,\n  gamma=0.5)\n",
        "sgd: step(0.1,",
        "     ^^^^^^^^^",
        "step needs every=…, a span such as 30, 5 epochs or 10%");
    expect(
        "sgd: 1 for 5 then # and then?\n\n",
        "sgd: 1 for 5 then # and then?",
        "                 ^",
        "expected a number or a schedule, but the text ends");
  }

  @Test
  void aLongLineIsCutAroundThePlace() {
    String text = "1 for 1 then ".repeat(20) + "cosin(1 -> 0)" + " for 1 then 1".repeat(20);
    String line = Errors.of(text).lines().findFirst().orElseThrow();
    assertThat(line).startsWith("…").endsWith("…").contains("cosin(1 -> 0)").hasSizeLessThan(80);
    assertThat(Errors.of("z".repeat(100) + "(1)"))
        .endsWith("^ no schedule is called \"" + "z".repeat(30) + "…\"");
  }

  @Test
  void everyNumberOutsideItsDomainIsAnErrorThatNamesItsArgument() {
    List<String> tried = new ArrayList<>();
    for (Form form : Forms.all()) {
      tryOutside(form.signature(), "%s(" + required(form.signature()) + "%s=%s)", tried);
    }
    for (Algorithm algorithm : Algorithms.all()) {
      tryOutside(algorithm.signature(), "%s(%s=%s): 0.1", tried);
    }
    assertThat(tried).hasSizeGreaterThan(60);
  }

  private static void tryOutside(Signature signature, String pattern, List<String> tried) {
    for (Parameter parameter : signature.parameters()) {
      boolean numbers =
          switch (parameter.kind()) {
            case NUMBER, HYPERPARAMETER, SPAN, SHARE -> true;
            default -> false;
          };
      for (String outside : numbers ? outside(parameter.domain()) : List.<String>of()) {
        String text = pattern.formatted(signature.name(), parameter.name(), outside);
        assertThat(Errors.exception(text).reason())
            .as(text)
            .startsWith(parameter.name() + " must be ")
            .endsWith(", was " + outside);
        tried.add(text);
      }
    }
  }

  /** What must stand before the argument that is wrong. */
  private static String required(Signature signature) {
    Parameter first = signature.parameters().get(0);
    return switch (first.kind()) {
      case RAMP -> "1 -> 0, ";
      default -> "1, ";
    };
  }

  private static List<String> outside(Domain domain) {
    List<String> outside = new ArrayList<>();
    for (double number :
        new double[] {-1e300, -1, 0, 0.5, 1, 1.5, 2000, Double.POSITIVE_INFINITY}) {
      if (!domain.contains(number)) {
        outside.add(Numbers.print(number));
      }
    }
    return outside;
  }
}
