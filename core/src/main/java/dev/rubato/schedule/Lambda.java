package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Signature;
import dev.rubato.argument.Word;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/** A schedule of the user's own, given as a function of local time and length. */
final class Lambda extends Form {
  private final DoubleBinaryOperator formula;

  Lambda(String name, DoubleBinaryOperator formula) {
    super(
        Signature.of(new Word(name).name()),
        new CatalogueEntry(
            "a custom schedule", "the function given", "the program", "", name + "()"));
    this.formula = formula;
  }

  Call call() {
    return Call.of(this, Map.of());
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    double length = extent.length();
    return new Shape() {
      @Override
      public double at(double u) {
        return formula.applyAsDouble(u, length);
      }

      @Override
      public double end() {
        return formula.applyAsDouble(length, length);
      }
    };
  }
}
