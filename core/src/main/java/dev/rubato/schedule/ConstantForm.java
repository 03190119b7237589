package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * {@code constant(a)}, the long form of the bare number {@code a}, as which it is printed; a is
 * finite, and of a learning rate at least 0.
 */
public final class ConstantForm extends Form {
  static final ConstantForm FORM = new ConstantForm();

  private ConstantForm() {
    super(
        Signature.of("constant", Parameter.level("a", true)),
        new About(
            "the same rate at every step; the bare number means the same",
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
