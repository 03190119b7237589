package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** A form that runs from a to b over its phrase: what is left to write is its formula. */
public abstract class RampForm extends Form {

  /** A form whose first argument is {@code a -> b}. */
  protected RampForm(String name, CatalogueEntry entry, Parameter... more) {
    super(signature(name, more), entry);
  }

  private static Signature signature(String name, Parameter... more) {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(
        Parameter.ramp(
            "a -> b", "Where it starts and ends; -> b starts where the previous phrase ends."));
    parameters.addAll(List.of(more));
    return new Signature(name, parameters);
  }

  @Override
  public final Shape shape(Arguments arguments, Extent extent) {
    Ramp ramp = arguments.ramp(Parameter.RAMP);
    return ramp(from(ramp, extent), ramp.to().number(), extent.length(), arguments);
  }

  /** The formula from {@code a} to {@code b} over a phrase of this length. */
  protected abstract Shape ramp(double a, double b, double length, Arguments arguments);

  /**
   * A formula of two shares: q, which is left, from 1 to 0, and p, which is gone, from 0 to 1. Each
   * is exact at both ends, so that a·q + b·p meets a and b.
   */
  protected static Shape byShares(double length, DoubleBinaryOperator formula) {
    return new Shape() {
      @Override
      public double at(double u) {
        return formula.applyAsDouble((length - u) / length, u / length);
      }

      @Override
      public double end() {
        return formula.applyAsDouble(0, 1);
      }
    };
  }
}
