package dev.rubato.argument;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call, checked against its signature; arguments equal to their defaults are
 * dropped, so that two calls that mean the same are equal and print the same.
 */
public final class Arguments {
  private final Signature signature;
  private final Map<String, Argument> given;

  private Arguments(Signature signature, Map<String, Argument> given) {
    this.signature = signature;
    this.given = given;
  }

  /**
   * Checks arguments by name against a signature.
   *
   * @throws IllegalArgumentException for a name that the signature lacks, a wrong kind or a number
   *     outside its domain, or a missing argument without a default
   */
  public static Arguments of(Signature signature, Map<String, ? extends Argument> byName) {
    for (String name : byName.keySet()) {
      if (signature.find(name) == null) {
        throw new IllegalArgumentException(
            signature.name() + " has no argument called \"" + name + "\"");
      }
    }
    Map<String, Argument> given = new LinkedHashMap<>();
    for (Parameter parameter : signature.parameters()) {
      Argument argument = byName.get(parameter.name());
      if (argument == null) {
        if (parameter.required()) {
          throw new IllegalArgumentException(missing(signature, parameter));
        }
      } else {
        Argument checked = Fit.check(parameter, argument);
        if (!checked.equals(parameter.fallback())) {
          given.put(parameter.name(), checked);
        }
      }
    }
    return new Arguments(signature, given);
  }

  private static String missing(Signature signature, Parameter parameter) {
    boolean positional = parameter.equals(signature.positional());
    return signature.name()
        + " needs "
        + (positional ? "" : parameter.name() + "=")
        + (positional ? parameter.kind().expected() : "…, " + parameter.kind().expected());
  }

  /**
   * One argument in the form in which it is stored for a parameter.
   *
   * @throws IllegalArgumentException if its kind or its numbers do not fit
   */
  public static Argument check(Parameter parameter, Argument argument) {
    return Fit.check(parameter, argument);
  }

  /** The signature that these arguments fit. */
  public Signature signature() {
    return signature;
  }

  /** Whether the argument was given, and is not the default. */
  public boolean has(String name) {
    return given.containsKey(name);
  }

  /** The argument, or its default, or null if there is neither. */
  public @Nullable Argument find(String name) {
    Argument argument = given.get(name);
    if (argument != null) {
      return argument;
    }
    Parameter parameter = signature.find(name);
    if (parameter == null) {
      throw new IllegalArgumentException(signature.name() + " has no parameter \"" + name + "\"");
    }
    return parameter.fallback();
  }

  /** The argument or its default. */
  public Argument get(String name) {
    return Objects.requireNonNull(find(name), name);
  }

  /** The number given for a level or a number. */
  public double number(String name) {
    return ((Value) get(name)).number();
  }

  /** The ramp given. */
  public Ramp ramp(String name) {
    return (Ramp) get(name);
  }

  /** The span given. */
  public Span span(String name) {
    return (Span) get(name);
  }

  /** The word or text given. */
  public String word(String name) {
    return get(name) instanceof Text text ? text.text() : ((Word) get(name)).name();
  }

  /** Whether the flag is {@code true}. */
  public boolean flag(String name) {
    return get(name).equals(Word.TRUE);
  }

  /** The items of a list. */
  public List<Argument> items(String name) {
    return ((Items) get(name)).items();
  }

  /** All arguments that differ from their default, in the signature's order. */
  public Map<String, Argument> given() {
    return Collections.unmodifiableMap(given);
  }

  /**
   * These arguments with one changed.
   *
   * @throws IllegalArgumentException as {@link #of} does
   */
  public Arguments with(String name, Argument argument) {
    Map<String, Argument> changed = new LinkedHashMap<>(given);
    changed.put(name, argument);
    return of(signature, changed);
  }

  /** These arguments with every value inside them replaced. */
  public Arguments map(UnaryOperator<Value> replacement) {
    Map<String, Argument> mapped = new LinkedHashMap<>();
    given.forEach((name, argument) -> mapped.put(name, argument.map(replacement)));
    return of(signature, mapped);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Arguments that
        && signature.equals(that.signature)
        && given.equals(that.given);
  }

  @Override
  public int hashCode() {
    return 31 * signature.name().hashCode() + given.hashCode();
  }

  /** The inside of the parentheses. */
  @Override
  public String toString() {
    Parameter first = signature.positional();
    StringJoiner text = new StringJoiner(", ");
    given.forEach(
        (name, argument) -> {
          boolean positional = first != null && first.name().equals(name);
          text.add(positional ? argument.toString() : name + "=" + argument);
        });
    return text.toString();
  }
}
