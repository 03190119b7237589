package dev.rubato.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.argument.Parameter.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments are checked against their signature, and kept in one form only. */
class ArgumentsTest {
  private static final Signature SIGNATURE =
      Signature.of(
          "form",
          Parameter.ramp("a -> b", "From where to where."),
          Parameter.span("every", "The time between drops."),
          Parameter.number("gamma", Domain.FACTOR, 0.5, "The factor of a drop."),
          Parameter.of(
              "share", Kind.SHARE, Domain.SHARE, Span.percent(30), false, "How much of it."),
          Parameter.choice("mode", List.of("up", "down"), "Which way."),
          Parameter.flag("staircase", false, "Whether in stairs."));

  private static final Map<String, Argument> REQUIRED =
      Map.of("ramp", Ramp.of(1, 0), "every", Span.of(10));

  private static Arguments with(String name, Argument argument) {
    Map<String, Argument> arguments = new HashMap<>(REQUIRED);
    arguments.put(name, argument);
    return Arguments.of(SIGNATURE, arguments);
  }

  @Test
  void theSignatureIsWrittenAsInTheCatalogue() {
    assertThat(SIGNATURE)
        .hasToString("form(a -> b, every=span, gamma=0.5, share=30%, mode=up, staircase=false)");
  }

  @Test
  void whatEqualsTheDefaultIsLeftOut() {
    assertThat(with("gamma", Value.of(0.5))).isEqualTo(Arguments.of(SIGNATURE, REQUIRED));
    assertThat(with("share", Value.of(0.3))).hasToString("1 -> 0, every=10");
    assertThat(with("staircase", Word.FALSE).has("staircase")).isFalse();
    assertThat(with("mode", new Word("down"))).hasToString("1 -> 0, every=10, mode=down");
  }

  @Test
  void aNumberIsASpanAndAShareIsKeptInPercent() {
    assertThat(with("every", Value.of(7)).span("every")).isEqualTo(Span.of(7));
    assertThat(with("share", Value.of(0.07)).span("share")).isEqualTo(Span.percent(7));
    assertThat(with("share", Value.of(1 / 3.)).span("share")).hasToString("33.333333333333%");
  }

  @Test
  void argumentsThatDoNotFitAreErrorsThatNameThem() {
    assertThatThrownBy(() -> with("gama", Value.of(1)))
        .hasMessage("form has no argument called \"gama\"");
    assertThatThrownBy(() -> Arguments.of(SIGNATURE, Map.of("every", Span.of(1))))
        .hasMessage("form needs a ramp such as 0.1 -> 0");
    assertThatThrownBy(() -> Arguments.of(SIGNATURE, Map.of("ramp", Ramp.of(1, 0))))
        .hasMessage("form needs every=…, a span such as 30, 5 epochs or 10%");
    assertThatThrownBy(() -> with("gamma", Value.of(1.5)))
        .hasMessage("gamma must be in (0, 1], was 1.5");
    assertThatThrownBy(() -> with("gamma", Value.open(0.5, 1.5)))
        .hasMessage("gamma must be in (0, 1], was 1.5");
    assertThatThrownBy(() -> with("gamma", Word.TRUE)).hasMessage("gamma takes a number, was true");
    assertThatThrownBy(() -> with("every", Span.of(0))).hasMessage("every must be above 0, was 0");
    assertThatThrownBy(() -> with("every", new Span(Value.open(0, 5), Span.Unit.PERCENT)))
        .hasMessage("every must be above 0, was 0");
    assertThatThrownBy(() -> with("mode", new Word("sideways")))
        .hasMessage("mode must be one of up, down, was sideways");
    assertThatThrownBy(() -> with("share", Span.epochs(1)))
        .hasMessage("share takes a share such as 30%, was 1 epoch");
    assertThatThrownBy(() -> with("share", Span.percent(101)))
        .hasMessage("share must be in [0%, 100%], was 101%");
    assertThatThrownBy(() -> with("share", new Span(Value.open(10, 400), Span.Unit.PERCENT)))
        .hasMessage("share must be in [0%, 100%], was ?10..400%");
  }

  @Test
  void valuesAreReplacedInTheOrderOfReading() {
    Arguments open =
        Arguments.of(
            SIGNATURE,
            Map.of(
                "gamma", Value.open(),
                "every", new Span(Value.open(), Span.Unit.EPOCHS),
                "ramp", new Ramp(Value.open(), Value.open())));
    double[] next = {0};
    assertThat(open.map(value -> Value.of(++next[0] / 4)))
        .hasToString("0.25 -> 0.5, every=0.75 epochs, gamma=1");
  }

  @Test
  void anOpenRangeIsSpreadByItsLogarithmWhereBothEndsArePositive() {
    Value.Open rates = new Value.Open(1e-4, 1);
    assertThat(rates.at(0)).isCloseTo(1e-4, within(1e-18));
    assertThat(rates.at(0.5)).isCloseTo(1e-2, within(1e-15));
    assertThat(rates.at(1)).isEqualTo(1);
    assertThat(new Value.Open(-1, 3).at(0.25)).isZero();
    assertThat(new Value.Open(0, 1).at(0.5)).isEqualTo(0.5);
    assertThatThrownBy(() -> new Value.Open(Double.NaN, Double.NaN).at(0.5))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a-", "-a", "a--b", "1a", "A", "a b", "é", "a_b"})
  void aWordIsLowerCaseWordsJoinedByHyphens(String name) {
    assertThatThrownBy(() -> new Word(name))
        .hasMessage("a word must be lower-case words joined by hyphens, was \"" + name + "\"");
  }

  @Test
  void valuesThatAreNoNumbersAreRefused() {
    assertThatThrownBy(() -> Value.of(Double.NaN)).hasMessage("a value must be a number, was NaN");
    assertThatThrownBy(() -> Value.open(1, 1))
        .hasMessage("the range of a ? must go from a lower to a higher number, was 1..1");
    assertThatThrownBy(() -> Span.of(-1)).hasMessage("a span must be at least 0, was -1");
    assertThatThrownBy(() -> Span.of(Double.POSITIVE_INFINITY))
        .hasMessage("a span must be finite and at least 0, was inf");
    assertThatThrownBy(() -> new Items(List.of(), true))
        .hasMessage("a list must have at least one item, was empty");
    assertThat(Value.of(-0.0)).isEqualTo(Value.of(0)).hasToString("0");
  }
}
