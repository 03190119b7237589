package dev.rubato.battery;

import static dev.rubato.battery.Activation.RELU;
import static dev.rubato.battery.Activation.SINE;
import static dev.rubato.battery.Activation.SQUARE;
import static dev.rubato.battery.Activation.TANH;
import static dev.rubato.battery.Architectures.attention;
import static dev.rubato.battery.Architectures.gated;
import static dev.rubato.battery.Architectures.layers;
import static dev.rubato.battery.Architectures.normalizing;
import static dev.rubato.battery.Architectures.pairs;
import static dev.rubato.battery.Architectures.products;
import static dev.rubato.battery.Architectures.single;

import dev.rubato.battery.Bowl.Form;
import dev.rubato.battery.LossOp.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The tasks of the families by which methods that were chosen are measured. */
final class MeasureTasks {
  private final List<BatteryTask> tasks = new ArrayList<>();

  private MeasureTasks() {}

  static List<BatteryTask> all() {
    MeasureTasks made = new MeasureTasks();
    made.quadraticsAndRegressions();
    made.saddlesAndOverfitting();
    made.nets();
    made.sequencesAndEmbeddings();
    made.troubles();
    return List.copyOf(made.tasks);
  }

  private void add(Family family, String name, long perEpoch, long epochs, Form form) {
    tasks.add(BatteryTask.of(family, name, perEpoch, epochs, form));
  }

  private void add(Family family, String name, long perEpoch, long epochs, NetworkPlan plan) {
    tasks.add(BatteryTask.of(family, name, perEpoch, epochs, plan));
  }

  private void quadraticsAndRegressions() {
    Family rotated = Family.ROTATED_QUADRATIC;
    add(rotated, "rotated-quadratic-3", 12, 5, Form.of(6, 3, 2).across());
    add(rotated, "rotated-quadratic-100", 80, 5, Form.of(12, 100, 0.2).across());
    add(rotated, "rotated-quadratic-1e4", 600, 5, Form.of(12, 1e4, 50).across());
    add(rotated, "rotated-quadratic-1e6", 5000, 2, Form.of(12, 1e6, 1).across());
    Family sampled = Family.SAMPLED_REGRESSION;
    String name = "sampled-regression-10";
    Supplier<Dataset> ten = Generators.linear(name, 10, 10, 0.1, 0, 200, 100);
    add(sampled, name, 60, 5, NetworkPlan.of(ten, 4, Kind.SQUARE, layers(TANH, 1)));
    name = "sampled-regression-300";
    Supplier<Dataset> more = Generators.linear(name, 16, 300, 1, 0, 400, 100);
    add(sampled, name, 250, 4, NetworkPlan.of(more, 8, Kind.SQUARE, layers(TANH, 1)));
    name = "sampled-regression-rough";
    Supplier<Dataset> rough = Generators.linear(name, 8, 30, 0.5, 0, 200, 300);
    NetworkPlan plan = NetworkPlan.of(rough, 4, Kind.SQUARE, layers(TANH, 1)).validatedOn(20);
    add(sampled, name, 100, 5, plan);
    Family outliers = Family.OUTLIERS;
    name = "outliers-2";
    Supplier<Dataset> two = Generators.linear(name, 8, 10, 0.5, 2, 300, 100);
    add(outliers, name, 100, 4, NetworkPlan.of(two, 8, Kind.SQUARE, layers(TANH, 1)));
    name = "outliers-net";
    Supplier<Dataset> net = Generators.linear(name, 5, 1, 0.5, 2, 300, 100);
    add(outliers, name, 100, 5, NetworkPlan.of(net, 8, Kind.SQUARE, layers(RELU, 16, 1)));
  }

  private void saddlesAndOverfitting() {
    Family linear = Family.DEEP_LINEAR;
    String name = "deep-linear-3";
    Supplier<Dataset> three = Generators.sheets(name, 6, 2, 0, 60, 64);
    add(linear, name, 80, 5, NetworkPlan.of(three, 0, Kind.SQUARE, products(0.1, 6, 6, 6)));
    name = "deep-linear-4";
    Supplier<Dataset> four = Generators.sheets(name, 5, 3, 0.05, 200, 64);
    add(linear, name, 250, 4, NetworkPlan.of(four, 8, Kind.SQUARE, products(0.2, 5, 5, 5, 5)));
    name = "deep-linear-narrow";
    Supplier<Dataset> narrow = Generators.linear(name, 6, 4, 0.1, 0, 100, 64);
    add(linear, name, 100, 6, NetworkPlan.of(narrow, 8, Kind.SQUARE, products(0.05, 3, 1)));
    Family overfit = Family.OVERFIT_SOFTMAX;
    name = "overfit-softmax-few";
    Supplier<Dataset> few = Generators.clouds(name, 4, 20, 2, 0.15, 40, 200);
    add(overfit, name, 120, 5, NetworkPlan.of(few, 0, Kind.SOFTMAX, layers(TANH, 4)));
    name = "overfit-softmax-net";
    Supplier<Dataset> net = Generators.clouds(name, 3, 6, 1, 0.4, 60, 200);
    add(overfit, name, 200, 5, NetworkPlan.of(net, 10, Kind.SOFTMAX, layers(RELU, 32, 3)));
    name = "overfit-softmax-accuracy";
    Supplier<Dataset> right = Generators.signals(name, 5, 16, 0.8, 0.2, 80, 250);
    NetworkPlan plan = NetworkPlan.of(right, 10, Kind.SOFTMAX, layers(TANH, 24, 5));
    tasks.add(BatteryTask.of(overfit, name, 600, 1, plan).maximizing("accuracy"));
  }

  private void nets() {
    Family teacher = Family.TEACHER;
    String name = "teacher-small";
    Supplier<Dataset> small = Generators.taught(name, 5, 6, 1, 0.1, 300, 100);
    add(teacher, name, 50, 4, NetworkPlan.of(small, 8, Kind.SQUARE, layers(TANH, 16, 1)));
    name = "teacher-relu";
    Supplier<Dataset> relu = Generators.taught(name, 8, 12, 3, 0.2, 300, 100);
    add(teacher, name, 100, 6, NetworkPlan.of(relu, 16, Kind.SQUARE, layers(RELU, 24, 3)));
    name = "teacher-long";
    Supplier<Dataset> lasting = Generators.taught(name, 3, 5, 1, 0.05, 100, 64);
    add(teacher, name, 3000, 1, NetworkPlan.of(lasting, 4, Kind.SQUARE, layers(TANH, 8, 1)));
    Family norm = Family.BATCH_NORM;
    name = "batch-norm-clouds";
    Supplier<Dataset> clouds = Generators.clouds(name, 4, 10, 1.3, 0.05, 200, 150);
    add(norm, name, 80, 5, NetworkPlan.of(clouds, 16, Kind.SOFTMAX, normalizing(24, 4)));
    name = "batch-norm-accuracy";
    Supplier<Dataset> spirals = Generators.spirals(name, 3, 0.25, 0, 400, 200);
    NetworkPlan plan = NetworkPlan.of(spirals, 12, Kind.SOFTMAX, normalizing(16, 16, 3));
    tasks.add(BatteryTask.of(norm, name, 100, 4, plan).maximizing("accuracy"));
    Family deep = Family.DEEP;
    name = "deep-tanh";
    Supplier<Dataset> taught = Generators.taught(name, 6, 6, 1, 0.1, 300, 100);
    add(
        deep,
        name,
        100,
        4,
        NetworkPlan.of(taught, 8, Kind.SQUARE, layers(TANH, 10, 10, 10, 10, 10, 1)));
    name = "deep-relu";
    Supplier<Dataset> sorted = Generators.clouds(name, 4, 8, 1.2, 0, 300, 100);
    add(
        deep,
        name,
        80,
        5,
        NetworkPlan.of(sorted, 8, Kind.SOFTMAX, layers(RELU, 12, 12, 12, 12, 12, 12, 4)));
    Family denoiser = Family.DENOISER;
    name = "denoiser-small";
    Supplier<Dataset> noisy = Generators.sheets(name, 10, 2, 0.4, 300, 100);
    add(denoiser, name, 80, 4, NetworkPlan.of(noisy, 8, Kind.SQUARE, layers(RELU, 20, 10)));
    name = "denoiser-disturbed";
    Supplier<Dataset> disturbed = Generators.sheets(name, 12, 3, 0, 300, 100);
    plan =
        NetworkPlan.of(
            disturbed,
            8,
            Kind.SQUARE,
            (graph, x) -> layers(TANH, 16, 12).outputs(graph, graph.disturbed(x, 0.3)));
    add(denoiser, name, 120, 5, plan);
  }

  private void sequencesAndEmbeddings() {
    Family gated = Family.GATED;
    String name = "gated-remembering";
    Supplier<Dataset> first = Sequences.remembering(name, 3, 7, 0.05, 400, 100);
    add(gated, name, 100, 4, NetworkPlan.of(first, 6, Kind.SOFTMAX, gated(3, 8, 3)));
    name = "gated-adding";
    Supplier<Dataset> adding = Sequences.adding(name, 6, 400, 100);
    add(gated, name, 100, 5, NetworkPlan.of(adding, 6, Kind.SQUARE, gated(2, 8, 1)));
    Family attention = Family.ATTENTION;
    name = "attention-pointing";
    Supplier<Dataset> pointing = Sequences.pointing(name, 5, 0.1, 400, 100);
    add(attention, name, 100, 5, NetworkPlan.of(pointing, 6, Kind.SQUARE, attention(2, 8, 1)));
    name = "attention-symbols";
    Supplier<Dataset> symbols = Sequences.remembering(name, 4, 4, 0.1, 300, 100);
    add(attention, name, 75, 4, NetworkPlan.of(symbols, 8, Kind.SOFTMAX, attention(4, 8, 4)));
    Family ratings = Family.RATINGS;
    name = "ratings-60";
    Supplier<Dataset> sixty = Sequences.ratings(name, 60, 40, 2, 0.3, 1200, 200);
    add(ratings, name, 200, 5, NetworkPlan.of(sixty, 16, Kind.SQUARE, pairs(60, 40, 4, 0.3)));
    name = "ratings-500";
    Supplier<Dataset> lots = Sequences.ratings(name, 500, 300, 3, 0.5, 5000, 300);
    add(ratings, name, 500, 4, NetworkPlan.of(lots, 8, Kind.SQUARE, pairs(500, 300, 4, 0.2)));
  }

  private void troubles() {
    Family minima = Family.LOCAL_MINIMA;
    String name = "local-minima-squares";
    Supplier<Dataset> squares = Sequences.curved(name, 4, 0.7, 0.1, false, 100, 100);
    add(minima, name, 100, 4, NetworkPlan.of(squares, 8, Kind.SQUARE, single(SQUARE, 0.3)));
    name = "local-minima-waves";
    Supplier<Dataset> waves = Sequences.curved(name, 2, 1.2, 0.05, true, 100, 100);
    add(minima, name, 100, 3, NetworkPlan.of(waves, 8, Kind.SQUARE, single(SINE, 1)));
    Family reward = Family.REWARD;
    name = "reward-linear";
    Supplier<Dataset> linear = Sequences.rewards(name, 6, 4, 0.5, 300, 150);
    NetworkPlan plan = NetworkPlan.of(linear, 12, Kind.REWARD, layers(TANH, 4));
    tasks.add(BatteryTask.of(reward, name, 60, 5, plan).maximizing("reward"));
    name = "reward-net";
    Supplier<Dataset> net = Sequences.rewards(name, 8, 6, 1, 200, 150);
    plan = NetworkPlan.of(net, 12, Kind.REWARD, layers(RELU, 20, 6));
    tasks.add(BatteryTask.of(reward, name, 100, 5, plan).maximizing("reward"));
    Family huge = Family.HUGE;
    name = "huge-regression";
    Supplier<Dataset> large = Generators.linear(name, 6, 10, 0.2, 0, 100, 64);
    plan = NetworkPlan.of(large, 8, Kind.SQUARE, layers(TANH, 1)).scaled(1, 1e8, 0);
    add(huge, name, 60, 5, plan);
    name = "huge-classifier";
    Supplier<Dataset> clouds = Generators.clouds(name, 3, 6, 1, 0.05, 200, 100);
    plan = NetworkPlan.of(clouds, 8, Kind.SOFTMAX, layers(RELU, 16, 3)).scaled(0.1, 1e5, 0);
    add(huge, name, 80, 4, plan);
    add(huge, "huge-offset", 60, 5, Form.of(8, 20, 1).noisy(0.2, 0).across().on(1e4));
  }
}
