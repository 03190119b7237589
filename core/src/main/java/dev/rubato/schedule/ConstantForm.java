package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * {@code constant(a)}, the long form of the bare number {@code a}; it prints as that number.
 *
 * <ul>
 *   <li>{@code a}: The level at every step. A number such as 0.1, in the schedule's unit; a
 *       learning rate is at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 */
public final class ConstantForm extends Form {
  /** The form, for {@link Call#of}. */
  public static final ConstantForm FORM = new ConstantForm();

  private ConstantForm() {
    super(
        Signature.of("constant", Parameter.level("a", true, "The level at every step.")),
        new CatalogueEntry(
            "the same rate at every step; a bare number means the same",
            "a",
            "Robbins and Monro 1951 (who then let it fall)",
            "",
            "sgd: 0.1"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    return Shape.constant(arguments.number("a"));
  }
}
