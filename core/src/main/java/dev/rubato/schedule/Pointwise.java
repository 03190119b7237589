package dev.rubato.schedule;

import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * Several shapes of one phrase combined by an operation at every step: product, sum, max and min.
 */
final class Pointwise extends Shape {
  private final Shape[] shapes;
  private final DoubleBinaryOperator operation;

  private Pointwise(Shape[] shapes, DoubleBinaryOperator operation) {
    this.shapes = shapes;
    this.operation = operation;
  }

  static Shape of(List<Schedule> schedules, Extent extent, DoubleBinaryOperator operation) {
    Shape[] shapes = new Shape[schedules.size()];
    for (int i = 0; i < shapes.length; i++) {
      shapes[i] = schedules.get(i).shape(extent.alone());
    }
    return new Pointwise(shapes, operation);
  }

  @Override
  public double at(double u) {
    double value = shapes[0].at(u);
    for (int i = 1; i < shapes.length; i++) {
      value = operation.applyAsDouble(value, shapes[i].at(u));
    }
    return value;
  }

  @Override
  public double end() {
    double value = shapes[0].end();
    for (int i = 1; i < shapes.length; i++) {
      value = operation.applyAsDouble(value, shapes[i].end());
    }
    return value;
  }
}
