package dev.rubato.schedule;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;

/**
 * An entry of the schedule catalogue: a signature, what it means in words, and its formula. One
 * file per form; a custom form extends this class, or {@link RampForm} if it runs from one level to
 * another, and is called with {@link Call#of}.
 */
public abstract class Form {
  private final Signature signature;
  private final CatalogueEntry entry;

  /** A form with this signature. */
  protected Form(Signature signature, CatalogueEntry entry) {
    this.signature = signature;
    this.entry = entry;
  }

  /** The name and the parameters. */
  public final Signature signature() {
    return signature;
  }

  /** What it is, for people. */
  public final CatalogueEntry entry() {
    return entry;
  }

  /**
   * The formula, resolved for one phrase.
   *
   * @throws IllegalArgumentException for spans that the horizon can't measure
   */
  public abstract Shape shape(Arguments arguments, Extent extent);

  /**
   * Checks what the signature can't say, such as two arguments that exclude each other.
   *
   * @throws IllegalArgumentException that names the argument
   */
  protected void check(Arguments arguments) {}

  /** Whether a call with these arguments starts where the previous phrase ends. */
  boolean continues(Arguments arguments) {
    Parameter first = signature.positional();
    if (first == null) {
      return false;
    }
    Argument argument = arguments.find(first.name());
    return switch (first.kind()) {
      case LEVEL -> argument == null;
      case RAMP, LEVEL_OR_RAMP -> argument instanceof Ramp ramp && ramp.from() == null;
      default -> false;
    };
  }

  /** Where a ramp starts: at its first end, or where the previous phrase ends. */
  protected static double from(Ramp ramp, Extent extent) {
    return ramp.from() == null ? extent.start() : ramp.from().number();
  }

  @Override
  public final String toString() {
    return signature.toString();
  }
}
