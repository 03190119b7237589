package dev.rubato.battery;

import dev.rubato.battery.NetworkPlan.Architecture;
import org.jspecify.annotations.Nullable;

/** The nets that several tasks have in common. */
final class Architectures {
  private static final double PRESERVES = 1; // the variance, roughly, of inputs that are tanh's
  private static final double PRESERVES_RELU = 2; // He et al. 2015

  private Architectures() {}

  /** Layers of these units, with an activation between them; the last are the outputs. */
  static Architecture layers(Activation activation, int... units) {
    return (graph, inputs) -> {
      double gain = activation == Activation.RELU ? PRESERVES_RELU : PRESERVES;
      Node a = inputs;
      for (int i = 0; i < units.length; i++) {
        boolean last = i == units.length - 1;
        a = graph.layer("layer" + i, a, units[i], last ? PRESERVES : gain);
        a = last ? a : graph.activated(a, activation);
      }
      return a;
    };
  }

  /** Products with matrices alone, whose numbers have this deviation at first. */
  static Architecture products(double deviation, int... units) {
    return (graph, inputs) -> {
      Node a = inputs;
      for (int i = 0; i < units.length; i++) {
        a = graph.product(a, graph.parameter("factor" + i, a.columns, units[i], deviation));
      }
      return a;
    };
  }

  /** Layers with dropout before all but the first. */
  static Architecture dropping(double rate, int... units) {
    return (graph, inputs) -> {
      Node a = inputs;
      for (int i = 0; i < units.length; i++) {
        boolean last = i == units.length - 1;
        a = graph.layer("layer" + i, a, units[i], last ? PRESERVES : PRESERVES_RELU);
        a = last ? a : graph.dropped(graph.activated(a, Activation.RELU), rate);
      }
      return a;
    };
  }

  /** Layers with batch normalization before each activation. */
  static Architecture normalizing(int... units) {
    return (graph, inputs) -> {
      Node a = inputs;
      for (int i = 0; i < units.length; i++) {
        a = graph.layer("layer" + i, a, units[i], PRESERVES);
        if (i < units.length - 1) {
          a = graph.activated(graph.normalized("norm" + i, a), Activation.RELU);
        }
      }
      return a;
    };
  }

  /** Layers whose biases are this at first, so that some of their units never wake. */
  static Architecture sleepy(double bias, int... units) {
    return (graph, inputs) -> {
      Node a = inputs;
      for (int i = 0; i < units.length; i++) {
        Node weights =
            graph.parameter(
                "weight" + i, a.columns, units[i], Math.sqrt(PRESERVES_RELU / a.columns));
        boolean last = i == units.length - 1;
        Node shift = graph.parameter("bias" + i, 1, units[i], last ? 0 : bias, 0);
        a = graph.shifted(graph.product(a, weights), shift);
        a = last ? a : graph.activated(a, Activation.RELU);
      }
      return a;
    };
  }

  /** Elman's recurrent net over as many inputs at each time, and a layer at the end. */
  static Architecture recurrent(int features, int units, int outputs) {
    return (graph, inputs) -> {
      double deviation = 1 / Math.sqrt(units);
      Node fromInput = graph.parameter("input.weight", features, units, deviation);
      Node fromState = graph.parameter("state.weight", units, units, deviation);
      Node bias = graph.parameter("bias", 1, units, 0);
      Node state = null;
      for (int at = 0; at < inputs.columns; at += features) {
        Node sum = graph.product(graph.columns(inputs, at, features), fromInput);
        sum = state == null ? sum : graph.sum(sum, graph.product(state, fromState));
        state = graph.activated(graph.shifted(sum, bias), Activation.TANH);
      }
      return graph.layer("output", required(state), outputs, PRESERVES);
    };
  }

  /** A minimal gated unit (Zhou et al. 2016): one gate that forgets and lets in. */
  static Architecture gated(int features, int units, int outputs) {
    return (graph, inputs) -> {
      double deviation = 1 / Math.sqrt(units);
      Node gateInput = graph.parameter("gate.input", features, units, deviation);
      Node gateState = graph.parameter("gate.state", units, units, deviation);
      Node gateBias = graph.parameter("gate.bias", 1, units, 0);
      Node newInput = graph.parameter("new.input", features, units, deviation);
      Node newState = graph.parameter("new.state", units, units, deviation);
      Node newBias = graph.parameter("new.bias", 1, units, 0);
      Node state = null;
      for (int at = 0; at < inputs.columns; at += features) {
        Node x = graph.columns(inputs, at, features);
        Node gate = graph.product(x, gateInput);
        gate = state == null ? gate : graph.sum(gate, graph.product(state, gateState));
        gate = graph.activated(graph.shifted(gate, gateBias), Activation.SIGMOID);
        Node fresh = graph.product(x, newInput);
        if (state != null) {
          fresh = graph.sum(fresh, graph.product(graph.times(gate, state), newState));
        }
        fresh = graph.activated(graph.shifted(fresh, newBias), Activation.TANH);
        Node change = state == null ? fresh : graph.sum(fresh, graph.scale(state, -1));
        Node moved = graph.times(gate, change);
        state = state == null ? moved : graph.sum(state, moved);
      }
      return graph.layer("output", required(state), outputs, PRESERVES);
    };
  }

  private static Node required(@Nullable Node state) {
    if (state == null) {
      throw new IllegalArgumentException("a sequence needs at least 1 input");
    }
    return state;
  }

  /** One convolution, the mean over all places, and a layer. */
  static Architecture convolution(int size, int filters, int outputs) {
    return (graph, inputs) -> {
      int places = inputs.columns - size + 1;
      Node kernels = graph.layer("kernels", graph.windows(inputs, size, 1), filters, 2);
      Node seen = graph.rowMeans(graph.activated(kernels, Activation.RELU), places);
      return graph.layer("output", seen, outputs, PRESERVES);
    };
  }

  /** One head of attention between tokens of some features, the mean over them, and a layer. */
  static Architecture attention(int features, int units, int outputs) {
    return (graph, inputs) -> {
      int length = inputs.columns / features;
      Node tokens = graph.windows(inputs, features, features);
      Node embedded = graph.layer("embedding", tokens, units, PRESERVES);
      Node seen =
          graph.attention(
              graph.layer("queries", embedded, units, PRESERVES),
              graph.layer("keys", embedded, units, PRESERVES),
              graph.layer("values", embedded, units, PRESERVES),
              length);
      Node both = graph.activated(graph.sum(embedded, seen), Activation.TANH);
      return graph.layer("output", graph.rowMeans(both, length), outputs, PRESERVES);
    };
  }

  /** The product of two rows of two tables, which the two inputs count. */
  static Architecture pairs(int rows, int others, int units, double deviation) {
    return (graph, inputs) ->
        graph.rowProducts(
            graph.rowsOf(graph.parameter("rows", rows, units, deviation), inputs, 0),
            graph.rowsOf(graph.parameter("others", others, units, deviation), inputs, 1));
  }

  /** One weight for each input, whose product goes through an activation. */
  static Architecture single(Activation activation, double deviation) {
    return (graph, inputs) ->
        graph.activated(
            graph.product(inputs, graph.parameter("weight", inputs.columns, 1, deviation)),
            activation);
  }
}
