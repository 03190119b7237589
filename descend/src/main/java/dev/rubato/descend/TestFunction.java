package dev.rubato.descend;

import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * A function of two variables to minimize, with its exact gradient.
 *
 * @param name as on the command line
 * @param formula for a reader
 * @param summary what is hard about it, in a few words
 * @param start the default starting point
 * @param window the part of the plane that is worth looking at
 * @param minima its minima; empty if it has none
 * @param f its value at (x, y)
 * @param dx its derivative by x
 * @param dy its derivative by y
 */
public record TestFunction(
    String name,
    String formula,
    String summary,
    Point start,
    Viewport window,
    List<Point> minima,
    DoubleBinaryOperator f,
    DoubleBinaryOperator dx,
    DoubleBinaryOperator dy) {

  public TestFunction {
    minima = List.copyOf(minima);
  }

  public double value(Point at) {
    return f.applyAsDouble(at.x(), at.y());
  }

  public Point gradient(Point at) {
    return new Point(dx.applyAsDouble(at.x(), at.y()), dy.applyAsDouble(at.x(), at.y()));
  }

  @Override
  public String toString() {
    return name;
  }
}
