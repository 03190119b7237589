package dev.rubato.argument;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a call: its name, what kind of argument it takes, its domain and its default.
 *
 * @param name as the notation writes it
 * @param kind what may be given
 * @param domain what numbers may be given, where the kind has numbers
 * @param choices what words may be given, where the kind is a choice
 * @param fallback the default, or null where there is none
 * @param required whether leaving it out is an error
 */
public record Parameter(
    String name,
    Kind kind,
    Domain domain,
    List<String> choices,
    @Nullable Argument fallback,
    boolean required) {

  /** What kind of argument a parameter takes, with the words in which an error says so. */
  public enum Kind {
    /** A level of the schedule, such as a learning rate. */
    LEVEL("a number such as 0.1"),
    /** A level, or a ramp between two. */
    LEVEL_OR_RAMP("a number such as 0.1 or a ramp such as 0.1 -> 0"),
    /** A ramp between two levels. */
    RAMP("a ramp such as 0.1 -> 0"),
    /** A number. */
    NUMBER("a number"),
    /** A number, or a schedule of numbers. */
    HYPERPARAMETER("a number or a schedule"),
    /** A length of time. */
    SPAN("a span such as 30, 5 epochs or 10%"),
    /** Several points in time. */
    SPANS("a list of spans such as [30, 60]"),
    /** A share of the phrase, in percent. */
    SHARE("a share such as 30%"),
    /** One of the parameter's words. */
    CHOICE("a word"),
    /** Any word. */
    WORD("a word such as validation-loss"),
    /** {@code true} or {@code false}. */
    FLAG("true or false"),
    /** A schedule. */
    SCHEDULE("a schedule"),
    /** One or more schedules, to the end of the call. */
    SCHEDULES("schedules");

    private final String expected;

    Kind(String expected) {
      this.expected = expected;
    }

    /** What an error says was expected. */
    public String expected() {
      return expected;
    }
  }

  public Parameter {
    choices = List.copyOf(choices);
  }

  /** A level that must be given, or where {@code required} is false continues the phrase before. */
  public static Parameter level(String name, boolean required) {
    return new Parameter(name, Kind.LEVEL, Domain.FINITE, List.of(), null, required);
  }

  /** A ramp that must be given. */
  public static Parameter ramp(String name) {
    return new Parameter(name, Kind.RAMP, Domain.FINITE, List.of(), null, true);
  }

  /** A number with a default. */
  public static Parameter number(String name, Domain domain, double fallback) {
    return new Parameter(name, Kind.NUMBER, domain, List.of(), Value.of(fallback), false);
  }

  /** A number without a default, that must be given where {@code required}. */
  public static Parameter number(String name, Domain domain, boolean required) {
    return new Parameter(name, Kind.NUMBER, domain, List.of(), null, required);
  }

  /** A number with a default, or a schedule in its place. */
  public static Parameter hyperparameter(String name, Domain domain, double fallback) {
    return new Parameter(name, Kind.HYPERPARAMETER, domain, List.of(), Value.of(fallback), false);
  }

  /** A number or a schedule that is absent by default. */
  public static Parameter hyperparameter(String name, Domain domain) {
    return new Parameter(name, Kind.HYPERPARAMETER, domain, List.of(), null, false);
  }

  /** A length of time that must be given. */
  public static Parameter span(String name) {
    return new Parameter(name, Kind.SPAN, Domain.ABOVE_0, List.of(), null, true);
  }

  /** A length of time that may be left out. */
  public static Parameter optionalSpan(String name) {
    return new Parameter(name, Kind.SPAN, Domain.ABOVE_0, List.of(), null, false);
  }

  /** A length of time with a default. */
  public static Parameter span(String name, double fallback) {
    return new Parameter(name, Kind.SPAN, Domain.ABOVE_0, List.of(), Span.of(fallback), false);
  }

  /** One of several words, the first of which is the default. */
  public static Parameter choice(String name, String... choices) {
    return new Parameter(
        name, Kind.CHOICE, Domain.FINITE, List.of(choices), new Word(choices[0]), false);
  }

  /** {@code true} or {@code false}. */
  public static Parameter flag(String name, boolean fallback) {
    return new Parameter(
        name,
        Kind.FLAG,
        Domain.FINITE,
        List.of("true", "false"),
        fallback ? Word.TRUE : Word.FALSE,
        false);
  }
}
