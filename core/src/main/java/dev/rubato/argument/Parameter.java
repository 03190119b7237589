package dev.rubato.argument;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a call: its name, what kind of argument it takes, its domain and default, and
 * what it means.
 *
 * @param name as the notation writes it and Java programs set it
 * @param label as people read it: the name, or the two ends of a ramp
 * @param kind what may be given
 * @param domain what numbers may be given, where the kind has numbers
 * @param choices what words may be given, where the kind is a choice
 * @param fallback the default, or null where there is none
 * @param required whether leaving it out is an error
 * @param meaning one sentence that says what it is
 * @param unit what its numbers count
 */
public record Parameter(
    String name,
    String label,
    Kind kind,
    Domain domain,
    List<String> choices,
    @Nullable Argument fallback,
    boolean required,
    String meaning,
    Unit unit) {

  /** The name of every ramp, whose label is its two ends. */
  public static final String RAMP = "ramp";

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
    /** Any word, or a text in quotes. */
    WORD("a word such as validation-loss or a text such as \"val/loss\""),
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

  /** What the numbers of a parameter count or measure. */
  public enum Unit {
    /** Nothing: a pure number, a word or a schedule. */
    NONE(""),
    /** What the schedule is of, most often a learning rate. */
    LEVEL("in the schedule's unit"),
    /** A time. */
    STEPS("in steps, or epochs if per epoch"),
    /** A part of the phrase. */
    PHRASE("of the phrase"),
    /** Observations of a metric. */
    EVALUATIONS("in evaluations"),
    /** What a metric is measured in, or a share of its best value. */
    METRIC("in the metric's unit, or relative"),
    /** Rounds within one update. */
    ITERATIONS("in iterations of one update"),
    /** What gradients are measured in. */
    GRADIENT("in the gradient's unit"),
    /** What the parameters of the model are measured in. */
    WEIGHT("in the model parameters' unit"),
    /** A learning rate, or a factor of one. */
    RATE("times the learning rate");

    private final String phrase;

    Unit(String phrase) {
      this.phrase = phrase;
    }

    /** The words that follow a number, or empty. */
    public String phrase() {
      return phrase;
    }
  }

  public Parameter {
    choices = List.copyOf(choices);
  }

  /** A parameter that is labelled by its name. */
  public static Parameter of(
      String name,
      Kind kind,
      Domain domain,
      @Nullable Argument fallback,
      boolean required,
      String meaning) {
    Unit unit =
        switch (kind) {
          case LEVEL, LEVEL_OR_RAMP, RAMP -> Unit.LEVEL;
          case SPAN, SPANS -> Unit.STEPS;
          case SHARE -> Unit.PHRASE;
          default -> Unit.NONE;
        };
    return new Parameter(name, name, kind, domain, List.of(), fallback, required, meaning, unit);
  }

  /** A level that must be given, or if {@code required} is false continues the previous phrase. */
  public static Parameter level(String name, boolean required, String meaning) {
    return of(name, Kind.LEVEL, Domain.FINITE, null, required, meaning);
  }

  /** A ramp that must be given, named {@link #RAMP} and labelled such as {@code a -> b}. */
  public static Parameter ramp(String label, String meaning) {
    return of(RAMP, Kind.RAMP, Domain.FINITE, null, true, meaning).labelled(label);
  }

  /** A number with a default. */
  public static Parameter number(String name, Domain domain, double fallback, String meaning) {
    return of(name, Kind.NUMBER, domain, Value.of(fallback), false, meaning);
  }

  /** A number without a default, that must be given where {@code required}. */
  public static Parameter number(String name, Domain domain, boolean required, String meaning) {
    return of(name, Kind.NUMBER, domain, null, required, meaning);
  }

  /** A number with a default, or a schedule in its place. */
  public static Parameter hyperparameter(
      String name, Domain domain, double fallback, String meaning) {
    return of(name, Kind.HYPERPARAMETER, domain, Value.of(fallback), false, meaning);
  }

  /** A number or a schedule that is absent by default. */
  public static Parameter hyperparameter(String name, Domain domain, String meaning) {
    return of(name, Kind.HYPERPARAMETER, domain, null, false, meaning);
  }

  /** A length of time that must be given. */
  public static Parameter span(String name, String meaning) {
    return of(name, Kind.SPAN, Domain.ABOVE_0, null, true, meaning);
  }

  /** An optional length of time. */
  public static Parameter optionalSpan(String name, String meaning) {
    return of(name, Kind.SPAN, Domain.ABOVE_0, null, false, meaning);
  }

  /** A length of time with a default. */
  public static Parameter span(String name, double fallback, String meaning) {
    return of(name, Kind.SPAN, Domain.ABOVE_0, Span.of(fallback), false, meaning);
  }

  /** One of several words, the first of which is the default. */
  public static Parameter choice(String name, List<String> choices, String meaning) {
    return words(name, Kind.CHOICE, choices, new Word(choices.get(0)), meaning);
  }

  /** {@code true} or {@code false}. */
  public static Parameter flag(String name, boolean fallback, String meaning) {
    return words(name, Kind.FLAG, List.of("true", "false"), Word.of(fallback), meaning);
  }

  private static Parameter words(
      String name, Kind kind, List<String> choices, Word fallback, String meaning) {
    return new Parameter(
        name, name, kind, Domain.FINITE, choices, fallback, false, meaning, Unit.NONE);
  }

  private Parameter labelled(String other) {
    return new Parameter(name, other, kind, domain, choices, fallback, required, meaning, unit);
  }

  /** This parameter, its numbers in another unit than its kind's usual one. */
  public Parameter in(Unit other) {
    return new Parameter(name, label, kind, domain, choices, fallback, required, meaning, other);
  }

  /** What it takes, in words: "a number or a schedule, in [0, 1)". */
  public String takes() {
    String what =
        switch (kind) {
          case CHOICE, FLAG -> "one of " + String.join(", ", choices);
          case NUMBER, HYPERPARAMETER, SPAN, SPANS ->
              (domain.whole() ? "" : kind.expected() + ", ") + domain;
          case SHARE -> kind.expected() + ", at most 100%";
          default -> kind.expected();
        };
    String of = unit == Unit.NONE ? "" : ", " + unit.phrase();
    return what + of + (isLevel() ? "; a learning rate is at least 0" : "");
  }

  private boolean isLevel() {
    return kind == Kind.LEVEL || kind == Kind.LEVEL_OR_RAMP || kind == Kind.RAMP;
  }
}
