package dev.rubato.argument;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The name of a call and its parameters; the first may be given by position, the others by name.
 *
 * @param name lower-case words joined by hyphens
 * @param parameters in the order in which they are printed
 */
public record Signature(String name, List<Parameter> parameters) {
  public Signature {
    parameters = List.copyOf(parameters);
  }

  /** A signature of these parameters. */
  public static Signature of(String name, Parameter... parameters) {
    return new Signature(name, List.of(parameters));
  }

  /** This signature with more parameters at its end. */
  public Signature with(List<Parameter> more) {
    List<Parameter> all = new ArrayList<>(parameters);
    all.addAll(more);
    return new Signature(name, all);
  }

  /** The parameter of this name, or null. */
  public @Nullable Parameter find(String parameter) {
    for (Parameter candidate : parameters) {
      if (candidate.name().equals(parameter)) {
        return candidate;
      }
    }
    return null;
  }

  /** The parameter that may be given by position, or null where all have names. */
  public @Nullable Parameter positional() {
    if (parameters.isEmpty()) {
      return null;
    }
    return switch (parameters.get(0).kind()) {
      case LEVEL, LEVEL_OR_RAMP, RAMP, SCHEDULE, SCHEDULES -> parameters.get(0);
      default -> null;
    };
  }

  /** The labels of all parameters. */
  public List<String> labels() {
    return parameters.stream().map(Parameter::label).toList();
  }

  /** As the catalogue writes it: {@code step(a, every=span, gamma=0.1)}. */
  @Override
  public String toString() {
    return parameters.stream()
        .map(this::describe)
        .collect(Collectors.joining(", ", name + "(", ")"));
  }

  private String describe(Parameter parameter) {
    if (parameter.equals(positional())) {
      return switch (parameter.kind()) {
        case SCHEDULES -> "x, y, …";
        default -> parameter.label();
      };
    }
    if (parameter.fallback() != null) {
      return parameter.name() + "=" + parameter.fallback();
    }
    return parameter.name()
        + "="
        + switch (parameter.kind()) {
          case SPAN -> "span";
          case SPANS -> "[span, …]";
          default -> "number";
        };
  }
}
