package dev.rubato.descend;

import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.NonFiniteGradientException;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Strategy;
import dev.rubato.strategy.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Walks over a test function, step by step: (x, y) is one parameter of two float32 numbers. */
final class Walker {
  private final Strategy strategy;
  private final TestFunction function;
  private final Horizon horizon;
  private final float[] p;
  private final float[] gradient = new float[2];
  private final Stepper stepper;
  private final List<Descent.Row> rows = new ArrayList<>();

  Walker(Strategy strategy, TestFunction function, Point start, Horizon horizon) {
    if (!start.toFloat().isFinite()) {
      throw new IllegalArgumentException(
          "a start must be finite in float32, was %s, %s".formatted(start.x(), start.y()));
    }
    this.strategy = strategy;
    this.function = function;
    this.horizon = horizon;
    this.p = new float[] {(float) start.x(), (float) start.y()};
    this.stepper = new Stepper(strategy, horizon, List.of(Tensor.of("point", p, gradient)));
  }

  Descent walk() {
    rows.add(row(evaluated()));
    try {
      while (stepper.t() < horizon.steps()) {
        String trouble = update();
        if (!trouble.isEmpty()) {
          return ended(Descent.Status.DIVERGED, trouble);
        }
      }
      return ended(Descent.Status.DONE, "");
    } catch (NonFiniteGradientException e) {
      return ended(Descent.Status.DIVERGED, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return ended(Descent.Status.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private Descent ended(Descent.Status status, String reason) {
    return new Descent(strategy, function, horizon, rows, status, reason);
  }

  /** One update, its observation and its row; returns what went wrong, or nothing. */
  private String update() {
    long t = stepper.t();
    double loss = function.value(now());
    Point slope = function.gradient(now()).toFloat();
    gradient[0] = (float) slope.x();
    gradient[1] = (float) slope.y();
    stepper.step(loss);
    if (stepper.t() == t) {
      return "the gradient is not finite at step " + t + ", and to skip the step leads nowhere";
    }
    Point at = evaluated();
    if (!at.isFinite() || !now().isFinite()) {
      return "the point is not finite after step " + t + ": lower the learning rate";
    }
    stepper.observe(Descent.METRIC, function.value(at));
    rows.add(row(at));
    return "";
  }

  private Descent.Row row(Point at) {
    return new Descent.Row(stepper.t(), at, function.value(at), stepper.rate());
  }

  /** The point whose gradient the next update uses. */
  private Point now() {
    return new Point(p[0], p[1]);
  }

  /** The point that an evaluation made now would see. */
  private Point evaluated() {
    stepper.toEvaluation();
    Point at = now();
    stepper.toTraining();
    return at;
  }
}
