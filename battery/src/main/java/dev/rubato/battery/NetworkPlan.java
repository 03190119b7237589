package dev.rubato.battery;

import java.util.function.Supplier;

/**
 * A net, its data and its loss.
 *
 * @param data read when they are first needed
 * @param architecture from inputs to outputs
 * @param loss of the outputs
 * @param batch rows of a step, drawn with replacement; 0 for all rows, in order
 * @param validated rows of an evaluation, drawn anew each time; 0 for all rows
 * @param parameterScale by which the net multiplies each parameter
 * @param lossScale by which the loss is multiplied
 * @param lossOffset which is then added to the loss
 */
record NetworkPlan(
    Supplier<Dataset> data,
    Architecture architecture,
    LossOp.Kind loss,
    int batch,
    int validated,
    double parameterScale,
    double lossScale,
    double lossOffset) {

  /** A net: how its outputs come from its inputs. */
  interface Architecture {
    Node outputs(Graph graph, Node inputs);
  }

  /** A net with a loss as it is, evaluated on all rows. */
  static NetworkPlan of(
      Supplier<Dataset> data, int batch, LossOp.Kind loss, Architecture architecture) {
    return new NetworkPlan(data, architecture, loss, batch, 0, 1, 1, 0);
  }

  /** Evaluated on few rows, others each time. */
  NetworkPlan validatedOn(int rows) {
    return new NetworkPlan(
        data, architecture, loss, batch, rows, parameterScale, lossScale, lossOffset);
  }

  /** With parameters and a loss of other sizes. */
  NetworkPlan scaled(double parameters, double factor, double offset) {
    return new NetworkPlan(data, architecture, loss, batch, validated, parameters, factor, offset);
  }
}
