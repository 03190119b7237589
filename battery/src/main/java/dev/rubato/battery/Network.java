package dev.rubato.battery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A net in training: one graph for the batches, one that measures with the same parameters. */
final class Network implements Model {
  private final NetworkPlan plan;
  private final Dataset data;
  private final Parameters parameters;
  private final Wired training;
  private final Wired measuring;

  /** A graph with its ends. */
  private static final class Wired {
    private final Graph graph;
    private final Node inputs;
    private final Node answers;
    private final Node loss;
    private final LossOp op;

    Wired(NetworkPlan plan, Dataset data, Parameters parameters, int batch, boolean learns) {
      graph = new Graph(parameters, batch, learns);
      inputs = new Node(batch, data.width(), false);
      answers = new Node(batch, data.answered(), false);
      Node output = plan.architecture().outputs(graph, inputs);
      loss = graph.result(1, 1, true);
      op = new LossOp(output, answers, plan.loss(), loss);
      graph.append(loss, op);
    }
  }

  Network(NetworkPlan plan, Dice initial) {
    this.plan = plan;
    this.data = plan.data().get();
    this.parameters = new Parameters(initial, plan.parameterScale());
    int batch = plan.batch() == 0 ? data.train() : plan.batch();
    int measured = plan.validated() == 0 ? data.held() : plan.validated();
    this.training = new Wired(plan, data, parameters, batch, true);
    this.measuring = new Wired(plan, data, parameters, measured, false);
  }

  @Override
  public List<Weights> weights() {
    return parameters.weights();
  }

  @Override
  public double gradients(Dice dice) {
    int batch = training.graph.batch();
    for (int i = 0; i < batch; i++) {
      int row = plan.batch() == 0 ? i : dice.below(data.train());
      data.put(row, training.inputs, training.answers, i);
    }
    training.graph.forward(dice);
    training.graph.backward(training.loss, (float) plan.lossScale());
    return scaled(training.loss);
  }

  private double scaled(Node loss) {
    return plan.lossScale() * loss.value[0] + plan.lossOffset();
  }

  @Override
  public Map<String, Double> measure(Part part, Dice dice) {
    int rows = measuring.graph.batch();
    for (int i = 0; i < rows; i++) {
      int row = plan.validated() == 0 ? i : dice.below(data.held());
      data.put(data.first(part) + row, measuring.inputs, measuring.answers, i);
    }
    measuring.graph.forward(dice);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(part == Part.VALIDATION ? "validation-loss" : "loss", scaled(measuring.loss));
    Double merit = measuring.op.merit();
    if (merit != null) {
      metrics.put(plan.loss() == LossOp.Kind.REWARD ? "reward" : "accuracy", merit);
    }
    return metrics;
  }

  @Override
  public void addTo(MessageDigest digest) {
    data.addTo(digest);
    digest.update(plan.loss().name().getBytes(StandardCharsets.UTF_8));
    digest.update(
        ByteBuffer.allocate(32)
            .putInt(plan.batch())
            .putInt(plan.validated())
            .putDouble(plan.parameterScale())
            .putDouble(plan.lossScale())
            .putDouble(plan.lossOffset())
            .flip());
  }
}
